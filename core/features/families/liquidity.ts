/**
 * Liquidity near the touch: what rests within so many ticks of a side's best price, what it costs
 * to take a large order from the levels of the frame, and the hole behind the best level.
 *
 * A frame has ten levels a side: where the tenth lies nearer than the distance asked for, what rests
 * behind it is not counted.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, type FeatureRow } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import { COLUMN_TOUCH } from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

const BPS = 1e4;
const AVERAGE_EVENTS = 200;
/** Size of the order whose cost is told, in average queues at the touch. */
const ORDER_TOUCHES = 10;
/** Its size by the sum of those queues over the window. */
const ORDER_PER_TOTAL = ORDER_TOUCHES / AVERAGE_EVENTS;

const IMBALANCE = "(Lb − La) / (Lb + La), L = Σq of levels at most";

function impactRow(side: "buy" | "sell"): FeatureRow {
  return {
    name: `${side}_impact_${ORDER_TOUCHES}_touches_bps`,
    unit: "bps",
    window: eventSpan(AVERAGE_EVENTS),
    warmUp: eventSpan(AVERAGE_EVENTS + 1),
    formula: `10⁴ · |mean price − mid| / mid of a market order to ${side} 10 times the mean of ` +
      "(qb + qa) / 2 at the touch; what the levels do not hold is taken at the last of them",
    source: "Cartea, Jaimungal and Penalva 2015, 6.3: walking the book",
  };
}

export class Liquidity implements FeatureFamily {
  static readonly definitions = defineFamily(
    "liquidity",
    "depth near the touch as in Cartea, Jaimungal and Penalva 2015, 4.2",
    [
      {
        name: "bid_liquidity_10_ticks_lots",
        unit: "lots",
        formula: "Σqb of levels at most 10 ticks below the best bid",
      },
      {
        name: "ask_liquidity_10_ticks_lots",
        unit: "lots",
        formula: "Σqa of levels at most 10 ticks above the best ask",
      },
      {
        name: "liquidity_imbalance_5_ticks",
        unit: "ratio",
        mirrorSum: 0,
        formula: `${IMBALANCE} 5 ticks behind the best of their side`,
      },
      {
        name: "liquidity_imbalance_20_ticks",
        unit: "ratio",
        mirrorSum: 0,
        formula: `${IMBALANCE} 20 ticks behind the best of their side`,
      },
      impactRow("buy"),
      impactRow("sell"),
      { name: "bid_gap_ticks", unit: "ticks", formula: "Pb − price of the second bid level" },
      { name: "ask_gap_ticks", unit: "ticks", formula: "price of the second ask level − Pa" },
    ],
  );

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { bidLevels, askLevels, levels } = inputs;
    const { bidTicks, askTicks, bidDepthLots, askDepthLots } = levels;
    fillImpact(inputs, askTicks, askDepthLots, askLevels, vector, from + 4);
    fillImpact(inputs, bidTicks, bidDepthLots, bidLevels, vector, from + 5);
    if (levels.hasNewBids || levels.hasNewAsks) fillBook(inputs, vector, from);
    return from + 8;
  }
}

/** What depends on the levels alone. */
function fillBook(inputs: FrameInputs, vector: Float32Array, from: number): void {
  const { bidLevels, askLevels } = inputs;
  const { bidTicks, askTicks, bidDepthLots, askDepthLots } = inputs.levels;
  const bid = deepestWithin(bidTicks, bidLevels);
  const ask = deepestWithin(askTicks, askLevels);
  const bidLots5 = bidDepthLots[bid & 15];
  const askLots5 = askDepthLots[ask & 15];
  const bidLots20 = bidDepthLots[bid >> 8];
  const askLots20 = askDepthLots[ask >> 8];
  vector[from] = bidDepthLots[(bid >> 4) & 15];
  vector[from + 1] = askDepthLots[(ask >> 4) & 15];
  vector[from + 2] = (bidLots5 - askLots5) / (bidLots5 + askLots5);
  vector[from + 3] = (bidLots20 - askLots20) / (bidLots20 + askLots20);
  vector[from + 6] = bidLevels > 1 ? bidTicks[0] - bidTicks[1] : NaN;
  vector[from + 7] = askLevels > 1 ? askTicks[1] - askTicks[0] : NaN;
}

/**
 * The deepest levels within 5, 10 and 20 ticks of the best, four bits each; counted in one go, and
 * without branches that would be mispredicted.
 */
function deepestWithin(priceTicks: Int32Array, levels: number): number {
  let deepest = 0;
  for (let i = 1; i < levels; i++) {
    const ticks = Math.abs(priceTicks[i] - priceTicks[0]);
    deepest += ((ticks - 6) >>> 31) + (((ticks - 11) >>> 31) << 4) + (((ticks - 21) >>> 31) << 8);
  }
  return deepest;
}

/**
 * How far from the mid a large order would be filled on average, on the side given: all of it has to
 * go as far as the best level, and what a level cannot fill has to go on to the next.
 */
function fillImpact(
  inputs: FrameInputs,
  priceTicks: Int32Array,
  depthLots: Float64Array,
  levels: number,
  vector: Float32Array,
  at: number,
): void {
  const orderLots = inputs.windows.events200.totals[COLUMN_TOUCH] * ORDER_PER_TOTAL;
  let tickLots = 0;
  for (let i = 1; i < levels; i++) {
    const leftLots = orderLots - depthLots[i - 1];
    if (leftLots <= 0) break;
    tickLots += leftLots * Math.abs(priceTicks[i] - priceTicks[i - 1]);
  }
  // Infinite, and so not valid, where the mid is not above 0.
  const spreadLots = inputs.spreadTicks * orderLots + 2 * tickLots;
  vector[at] = (BPS * spreadLots) / (orderLots * Math.max(inputs.doubleMidTicks, 0));
}
