/**
 * Logarithmic returns of the mid over event and time horizons.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import { BPS, type FrameInputs } from "../inputs/frame_inputs.ts";
import { TimeLag } from "../windows/time_lag.ts";
import { HUNDRED_MILLIS, ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

/** Frames of history: a power of two above the longest horizon. */
const HISTORY = 256;
const LONGEST_EVENTS = 200;

function eventRow(events: number, name: string): FeatureRow {
  return {
    name,
    unit: "bps",
    mirrorSum: 0,
    window: eventSpan(events),
    warmUp: eventSpan(events + 1),
    formula: `10⁴ · ln(mid / mid ${events === 1 ? "one frame" : `${events} frames`} ago)`,
  };
}

function timeRow(nanos: number, name: string): FeatureRow {
  const formula = "10⁴ · ln(mid / mid when the window began)";
  return { name, unit: "bps", mirrorSum: 0, window: timeSpan(nanos), formula };
}

export class MidReturns implements FeatureFamily {
  static readonly definitions = defineFamily("mid_returns", "logarithmic return", [
    eventRow(1, "return_1_event_bps"),
    eventRow(10, "return_10_events_bps"),
    eventRow(50, "return_50_events_bps"),
    eventRow(LONGEST_EVENTS, "return_200_events_bps"),
    timeRow(HUNDRED_MILLIS, "return_100ms_bps"),
    timeRow(ONE_SECOND, "return_1s_bps"),
    timeRow(TEN_SECONDS, "return_10s_bps"),
  ]);

  /** The last known log mid after each frame, by frame number modulo HISTORY. */
  readonly #logMids = new Float64Array(HISTORY).fill(NaN);
  #newest = 0;
  readonly #lag100ms = new TimeLag();
  readonly #lag1s = new TimeLag();
  readonly #lag10s = new TimeLag();

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    this.#remember(inputs);
    const { logMid } = inputs;
    const logMids = this.#logMids;
    const newest = this.#newest;
    vector[from] = BPS * (logMid - logMids[(newest - 1) & (HISTORY - 1)]);
    vector[from + 1] = BPS * (logMid - logMids[(newest - 10) & (HISTORY - 1)]);
    vector[from + 2] = BPS * (logMid - logMids[(newest - 50) & (HISTORY - 1)]);
    vector[from + 3] = BPS * (logMid - logMids[(newest - LONGEST_EVENTS) & (HISTORY - 1)]);
    vector[from + 4] = BPS * (logMid - this.#lag100ms.value);
    vector[from + 5] = BPS * (logMid - this.#lag1s.value);
    vector[from + 6] = BPS * (logMid - this.#lag10s.value);
    return from + 7;
  }

  #remember(inputs: FrameInputs): void {
    const { windows } = inputs;
    this.#newest = (this.#newest + 1) & (HISTORY - 1);
    this.#logMids[this.#newest] = inputs.knownLogMid;
    this.#lag100ms.push(windows.hundredMillis.steps, inputs);
    this.#lag1s.push(windows.oneSecond.steps, inputs);
    this.#lag10s.push(windows.tenSeconds.steps, inputs);
  }
}

assert(HISTORY > LONGEST_EVENTS, "the history holds the longest horizon");
