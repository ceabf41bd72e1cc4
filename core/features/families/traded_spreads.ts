/**
 * What trades paid: the effective spread, and how it divides into what the makers kept (realized
 * spread) and what the price moved against them (price impact). The direction D is the aggressor's
 * as the venue tells it, so that no rule has to guess it (Lee and Ready 1991); the mid m is that of
 * the frame before. A frame's trades count together, at their mean price. Where buyers and sellers
 * traded in one frame, at two prices, the buyers paid the higher one. Frames with both sides at more
 * prices, without a side, or after a snapshot are left out: D, p or m is not known.
 *
 * Where a venue tells trades before the book shows them, m is as old as the book: an aggressor who
 * took several levels, or traded after others did, then seems to pay more than the spread.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import {
  COLUMN_TRADED_LOTS,
  COLUMN_TRADED_TICK_LOTS,
  ROW_LENGTH,
  ROW_NANOS,
} from "../inputs/columns.ts";
import { BPS, type FrameInputs } from "../inputs/frame_inputs.ts";
import {
  IMPACT,
  JUDGED_LOTS,
  JudgedTrades,
  REALIZED,
  SIGNED_COST,
  SIGNED_LOTS,
  SIGNED_MID,
  TRADE_TERMS,
  TRADED_LOTS,
} from "../trades/judged_trades.ts";
import { TimeWindow } from "../windows/time_window.ts";
import { ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

/** The newest trade says nothing of a market that has been silent for longer. */
const NEWEST_FOR = 60 * NANOS_PER_SECOND;
/** Columns of the window of effective spreads, whose rows are its own. */
const EFFECTIVE = 0;
const LOTS = 1;

/** When the last of the means is warm; it is then always written where it changed. */
const ALL_WARM = 2 * TEN_SECONDS + ONE_SECOND;

function judgedRows(horizonNanos: number): FeatureRow[] {
  const seconds = horizonNanos / NANOS_PER_SECOND;
  const spans = {
    window: timeSpan(TEN_SECONDS),
    warmUp: timeSpan(TEN_SECONDS + horizonNanos),
  };
  const mean = "mean by lots over the trades whose horizon ended in the window, in bps of the mid";
  return [
    {
      name: `realized_spread_after_${seconds}s_10s_bps`,
      unit: "bps",
      ...spans,
      formula: `2D·(p − m₊), m₊ = mid in force ${0.95 * seconds} to ${seconds} s later; ${mean}`,
    },
    {
      name: `price_impact_after_${seconds}s_10s_bps`,
      unit: "bps",
      ...spans,
      formula: `2D·(m₊ − m) = effective − realized spread of the same trades; ${mean}`,
    },
  ];
}

export class TradedSpreads implements FeatureFamily {
  static readonly definitions = defineFamily("traded_spreads", "Huang and Stoll 1996", [
    {
      name: "effective_spread_ticks",
      unit: "ticks",
      warmUp: eventSpan(2),
      memory: timeSpan(NEWEST_FOR),
      formula: "2D·(p − m) of the newest trades, for 60 s",
    },
    {
      name: "effective_spread_bps",
      unit: "bps",
      warmUp: eventSpan(2),
      memory: timeSpan(NEWEST_FOR),
      formula: "10⁴ · 2D·(p − m) / m of the newest trades, for 60 s",
    },
    {
      name: "effective_spread_10s_ticks",
      unit: "ticks",
      window: timeSpan(TEN_SECONDS),
      formula: "2D·(p − m), mean by lots over the window; undefined without trades",
    },
    {
      name: "effective_spread_10s_bps",
      unit: "bps",
      window: timeSpan(TEN_SECONDS),
      formula: "2D·(p − m), mean by lots over the window, in bps of the mid now",
    },
    ...judgedRows(ONE_SECOND),
    ...judgedRows(TEN_SECONDS),
    {
      name: "vwap_offset_10s_bps",
      unit: "bps",
      window: timeSpan(TEN_SECONDS),
      mirrorSum: 0,
      formula: "10⁴ · (VWAP − mid) / mid, VWAP = Σpq / Σq over all trades in the window",
      source: "volume-weighted average price",
    },
  ]);

  /** [0]: twice the mid of the frame before, or of the last one that had a mid, in ticks. */
  readonly #doubleMids = new Float64Array([NaN]);
  #hasMidBefore = false;
  #newestNanos = -Infinity;
  readonly #terms = new Float64Array(TRADE_TERMS);
  readonly #row = new Float64Array(ROW_LENGTH);
  readonly #effective = new TimeWindow(TEN_SECONDS, EFFECTIVE, LOTS);
  readonly #after1s = new JudgedTrades(ONE_SECOND);
  readonly #after10s = new JudgedTrades(TEN_SECONDS);

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const terms = this.#terms;
    const doubleMids = this.#doubleMids;
    this.#loadTerms(inputs);
    // Between trades and the borders of buckets, means only follow the mid that they are in bps of.
    const hasTraded = inputs.buyLots + inputs.sellLots + inputs.unsignedLots > 0 ||
      inputs.tradedTickLots !== 0;
    const hasStepped = inputs.windows.tenSeconds.steps > 0;
    if (hasTraded || hasStepped || inputs.isFirst) this.#pushEffective(inputs);
    const hasJudged1s = this.#after1s.push(inputs, terms, doubleMids);
    const hasJudged10s = this.#after10s.push(inputs, terms, doubleMids);
    this.#writeNewest(inputs, vector, from);
    const isStill = inputs.doubleMidTicks === doubleMids[0] && inputs.ageNanos >= ALL_WARM &&
      this.#hasMidBefore;
    if (!isStill || hasTraded || hasStepped || hasJudged1s || hasJudged10s) {
      this.#writeMeans(inputs, vector, from + 2);
    }
    this.#hasMidBefore = inputs.doubleMidTicks > 0;
    if (this.#hasMidBefore) doubleMids[0] = inputs.doubleMidTicks;
    return from + 9;
  }

  /** What the frame's trades contribute; zeros where they are left out. */
  #loadTerms(inputs: FrameInputs): void {
    const { buyLots, sellLots, tradedTickLots } = inputs;
    const terms = this.#terms;
    const boughtTickLots = buyLots * inputs.highTradeTicks;
    const soldTickLots = sellLots * inputs.lowTradeTicks;
    let signedTickLots = NaN;
    if (sellLots === 0) signedTickLots = tradedTickLots;
    else if (buyLots === 0) signedTickLots = -tradedTickLots;
    else if (boughtTickLots + soldTickLots === tradedTickLots) {
      signedTickLots = boughtTickLots - soldTickLots;
    }
    const tradedLots = buyLots + sellLots;
    const isKnown = tradedLots > 0 && !Number.isNaN(signedTickLots) && inputs.unsignedLots === 0 &&
      inputs.isComparable && this.#hasMidBefore;
    if (!isKnown) {
      for (let i = 0; i < TRADE_TERMS; i++) terms[i] = 0;
      return;
    }
    const signedLots = buyLots - sellLots;
    terms[SIGNED_COST] = 2 * signedTickLots;
    terms[SIGNED_MID] = this.#doubleMids[0] * signedLots;
    terms[SIGNED_LOTS] = signedLots;
    terms[TRADED_LOTS] = tradedLots;
  }

  #pushEffective(inputs: FrameInputs): void {
    const terms = this.#terms;
    const row = this.#row;
    row[EFFECTIVE] = terms[SIGNED_COST] - terms[SIGNED_MID];
    row[LOTS] = terms[TRADED_LOTS];
    row[ROW_NANOS] = inputs.nowNanos;
    this.#effective.push(row);
  }

  /** The newest trades' values stay in the vector until newer ones come, or they are too old. */
  #writeNewest(inputs: FrameInputs, vector: Float32Array, from: number): void {
    const lots = this.#terms[TRADED_LOTS];
    if (lots > 0) {
      const spreadTicks = this.#row[EFFECTIVE] / lots;
      this.#newestNanos = inputs.nowNanos;
      vector[from] = spreadTicks;
      vector[from + 1] = (2 * BPS * spreadTicks) / this.#doubleMids[0];
    } else if (inputs.nowNanos - this.#newestNanos >= NEWEST_FOR) {
      vector[from] = NaN;
      vector[from + 1] = NaN;
    }
  }

  #writeMeans(inputs: FrameInputs, vector: Float32Array, from: number): void {
    const { doubleMidTicks, ageNanos } = inputs;
    const traded = inputs.windows.tenSeconds.totals;
    const effective = this.#effective.totals;
    const bpsPerTick = doubleMidTicks > 0 ? (2 * BPS) / doubleMidTicks : NaN;
    const effectiveTicks = effective[EFFECTIVE] / effective[LOTS];
    const vwapTicks = traded[COLUMN_TRADED_TICK_LOTS] / traded[COLUMN_TRADED_LOTS];
    vector[from] = effectiveTicks;
    vector[from + 1] = effectiveTicks * bpsPerTick;
    const is1sWarm = ageNanos >= TEN_SECONDS + ONE_SECOND;
    const bpsPerLot1s = is1sWarm ? bpsPerTick / this.#after1s.totals[JUDGED_LOTS] : NaN;
    vector[from + 2] = this.#after1s.totals[REALIZED] * bpsPerLot1s;
    vector[from + 3] = this.#after1s.totals[IMPACT] * bpsPerLot1s;
    const is10sWarm = ageNanos >= TEN_SECONDS + TEN_SECONDS;
    const bpsPerLot10s = is10sWarm ? bpsPerTick / this.#after10s.totals[JUDGED_LOTS] : NaN;
    vector[from + 4] = this.#after10s.totals[REALIZED] * bpsPerLot10s;
    vector[from + 5] = this.#after10s.totals[IMPACT] * bpsPerLot10s;
    vector[from + 6] = (vwapTicks - doubleMidTicks / 2) * bpsPerTick;
  }
}
