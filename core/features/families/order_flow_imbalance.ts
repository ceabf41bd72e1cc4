/**
 * Order flow imbalance (OFI) at the best level: demand that arrived, less supply that arrived,
 * over event and time windows; in lots, and in multiples of the average queue at the touch over the
 * same window, by which the paper explains why its effect on the price differs between stocks.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import { type FrameInputs, ONE_SECOND, TEN_SECONDS } from "../frame_inputs.ts";
import { SlidingSum } from "../sliding_sum.ts";
import { TimeSum } from "../time_window.ts";

const LOTS = "Σe, e of the best level at each frame";
const DEPTHS = "Σe / AD, AD = mean of (qb + qa) / 2 over the window";

function eventRow(events: number, unit: "lots" | "depths"): FeatureRow {
  return {
    name: `ofi_${events}_events_${unit}`,
    unit,
    window: eventSpan(events),
    warmUp: eventSpan(events + 1),
    formula: unit === "lots" ? LOTS : DEPTHS,
  };
}

function timeRow(nanos: number, unit: "lots" | "depths"): FeatureRow {
  return {
    name: `ofi_${nanos / ONE_SECOND}s_${unit}`,
    unit,
    window: timeSpan(nanos),
    formula: unit === "lots" ? LOTS : DEPTHS,
  };
}

export class OrderFlowImbalance {
  static readonly definitions = defineFamily(
    "order_flow_imbalance",
    "Cont, Kukanov and Stoikov, arXiv 1011.6402",
    [
      {
        name: "ofi_1_event_lots",
        unit: "lots",
        window: eventSpan(1),
        warmUp: eventSpan(2),
        formula: "e = 1{Pb ≥ Pb'}·qb − 1{Pb ≤ Pb'}·qb' − 1{Pa ≤ Pa'}·qa + 1{Pa ≥ Pa'}·qa'",
      },
      eventRow(10, "depths"),
      eventRow(50, "lots"),
      eventRow(50, "depths"),
      eventRow(200, "depths"),
      timeRow(ONE_SECOND, "lots"),
      timeRow(ONE_SECOND, "depths"),
      timeRow(TEN_SECONDS, "depths"),
    ],
  );

  readonly #flow10 = new SlidingSum(10);
  readonly #flow50 = new SlidingSum(50);
  readonly #flow200 = new SlidingSum(200);
  readonly #touch10 = new SlidingSum(10);
  readonly #touch50 = new SlidingSum(50);
  readonly #touch200 = new SlidingSum(200);
  readonly #flow1s = new TimeSum();
  readonly #flow10s = new TimeSum();
  readonly #touch1s = new TimeSum();
  readonly #touch10s = new TimeSum();
  readonly #count1s = new TimeSum();
  readonly #count10s = new TimeSum();

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { isComparable, oneSecond, tenSeconds } = inputs;
    const flowLots = inputs.flow.levelLots[0];
    const touchLots = isComparable ? (inputs.bidDepthLots[0] + inputs.askDepthLots[0]) / 2 : 0;
    if (isComparable) {
      this.#flow10.push(flowLots);
      this.#flow50.push(flowLots);
      this.#flow200.push(flowLots);
      this.#touch10.push(touchLots);
      this.#touch50.push(touchLots);
      this.#touch200.push(touchLots);
    }
    const count = isComparable ? 1 : 0;
    this.#flow1s.add(oneSecond.steps, flowLots);
    this.#touch1s.add(oneSecond.steps, touchLots);
    this.#count1s.add(oneSecond.steps, count);
    this.#flow10s.add(tenSeconds.steps, flowLots);
    this.#touch10s.add(tenSeconds.steps, touchLots);
    this.#count10s.add(tenSeconds.steps, count);

    out.put(flowLots, isComparable);
    putDepths(this.#flow10.total, this.#touch10.total, 10, this.#flow10.isFull, out);
    out.put(this.#flow50.total, this.#flow50.isFull);
    putDepths(this.#flow50.total, this.#touch50.total, 50, this.#flow50.isFull, out);
    putDepths(this.#flow200.total, this.#touch200.total, 200, this.#flow200.isFull, out);
    out.put(this.#flow1s.total, oneSecond.isWarm);
    putDepths(this.#flow1s.total, this.#touch1s.total, this.#count1s.total, oneSecond.isWarm, out);
    putDepths(
      this.#flow10s.total,
      this.#touch10s.total,
      this.#count10s.total,
      tenSeconds.isWarm,
      out,
    );
  }
}

/** Flow in multiples of the average of `count` depths whose sum is `depthLots`. */
function putDepths(
  flowLots: number,
  depthLots: number,
  count: number,
  isWarm: boolean,
  out: FeatureWriter,
): void {
  out.put((flowLots * count) / depthLots, isWarm && depthLots > 0);
}
