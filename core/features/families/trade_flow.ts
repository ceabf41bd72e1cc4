/**
 * Signed trade flow: lots taken by aggressive buyers less lots taken by aggressive sellers.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, timeSpan } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import { type FrameInputs, ONE_SECOND, TEN_SECONDS } from "../frame_inputs.ts";
import { SlidingSum } from "../sliding_sum.ts";
import { TimeSum } from "../time_window.ts";

const EVENTS = 50;
const FLOW = "Σ(buy − sell) lots by aggressor";
const IMBALANCE = "Σ(buy − sell) / Σ(buy + sell) lots by aggressor; 0 without trades";

export class TradeFlow {
  static readonly definitions = defineFamily("trade_flow", "signed volume by aggressor side", [
    {
      name: "signed_trade_flow_50_events_lots",
      unit: "lots",
      window: eventSpan(EVENTS),
      formula: FLOW,
    },
    {
      name: "trade_imbalance_50_events",
      unit: "ratio",
      window: eventSpan(EVENTS),
      formula: IMBALANCE,
    },
    {
      name: "signed_trade_flow_1s_lots",
      unit: "lots",
      window: timeSpan(ONE_SECOND),
      formula: FLOW,
    },
    {
      name: "trade_imbalance_1s",
      unit: "ratio",
      window: timeSpan(ONE_SECOND),
      formula: IMBALANCE,
    },
    {
      name: "signed_trade_flow_10s_lots",
      unit: "lots",
      window: timeSpan(TEN_SECONDS),
      formula: FLOW,
    },
    {
      name: "trade_imbalance_10s",
      unit: "ratio",
      window: timeSpan(TEN_SECONDS),
      formula: IMBALANCE,
    },
  ]);

  readonly #buys50 = new SlidingSum(EVENTS);
  readonly #sells50 = new SlidingSum(EVENTS);
  readonly #buys1s = new TimeSum();
  readonly #sells1s = new TimeSum();
  readonly #buys10s = new TimeSum();
  readonly #sells10s = new TimeSum();

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { buyLots, sellLots, oneSecond, tenSeconds } = inputs;
    this.#buys50.push(buyLots);
    this.#sells50.push(sellLots);
    this.#buys1s.add(oneSecond.steps, buyLots);
    this.#sells1s.add(oneSecond.steps, sellLots);
    this.#buys10s.add(tenSeconds.steps, buyLots);
    this.#sells10s.add(tenSeconds.steps, sellLots);
    putFlow(this.#buys50.total, this.#sells50.total, this.#buys50.isFull, out);
    putFlow(this.#buys1s.total, this.#sells1s.total, oneSecond.isWarm, out);
    putFlow(this.#buys10s.total, this.#sells10s.total, tenSeconds.isWarm, out);
  }
}

/** Flow, then imbalance. A window without trades leans to neither side: 0, and valid. */
function putFlow(buyLots: number, sellLots: number, isWarm: boolean, out: FeatureWriter): void {
  const flowLots = buyLots - sellLots;
  const tradedLots = buyLots + sellLots;
  out.put(flowLots, isWarm);
  out.put(tradedLots > 0 ? flowLots / tradedLots : 0, isWarm);
}
