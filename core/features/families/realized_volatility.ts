/**
 * Realized volatility: the root of the sum of squared mid returns from frame to frame.
 *
 * Hot path: no allocation.
 */
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import { BPS, type FrameInputs, ONE_SECOND, TEN_SECONDS } from "../frame_inputs.ts";
import { SlidingSum } from "../sliding_sum.ts";
import { TimeSum } from "../time_window.ts";

const FORMULA = "√Σr², r = 10⁴ · ln(mid / mid one frame ago)";

function eventRow(events: number): FeatureRow {
  return {
    name: `realized_volatility_${events}_events_bps`,
    unit: "bps",
    window: eventSpan(events),
    warmUp: eventSpan(events + 1),
    formula: FORMULA,
  };
}

function timeRow(nanos: number): FeatureRow {
  return {
    name: `realized_volatility_${nanos / ONE_SECOND}s_bps`,
    unit: "bps",
    window: timeSpan(nanos),
    formula: FORMULA,
  };
}

export class RealizedVolatility {
  static readonly definitions = defineFamily(
    "realized_volatility",
    "Andersen, Bollerslev, Diebold and Labys 2003",
    [eventRow(50), eventRow(200), timeRow(ONE_SECOND), timeRow(TEN_SECONDS)],
  );

  readonly #squares50 = new SlidingSum(50);
  readonly #squares200 = new SlidingSum(200);
  readonly #squares1s = new TimeSum();
  readonly #squares10s = new TimeSum();

  update(inputs: FrameInputs, out: FeatureWriter): void {
    const { hasReturn, oneSecond, tenSeconds } = inputs;
    const returnBps = hasReturn ? BPS * (inputs.logMid - inputs.logMidBefore) : 0;
    const square = returnBps * returnBps;
    if (hasReturn) {
      this.#squares50.push(square);
      this.#squares200.push(square);
    }
    this.#squares1s.add(oneSecond.steps, square);
    this.#squares10s.add(tenSeconds.steps, square);
    out.put(Math.sqrt(this.#squares50.total), this.#squares50.isFull);
    out.put(Math.sqrt(this.#squares200.total), this.#squares200.isFull);
    out.put(Math.sqrt(this.#squares1s.total), oneSecond.isWarm);
    out.put(Math.sqrt(this.#squares10s.total), tenSeconds.isWarm);
  }
}
