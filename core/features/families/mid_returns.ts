/**
 * Logarithmic returns of the mid over event and time horizons.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import { defineFamily, eventSpan, type FeatureRow, timeSpan } from "../feature_definition.ts";
import type { FeatureWriter } from "../feature_writer.ts";
import { BPS, type FrameInputs, HUNDRED_MILLIS, ONE_SECOND, TEN_SECONDS } from "../frame_inputs.ts";
import { TimeLag } from "../time_window.ts";

/** Frames of history: a power of two above the longest horizon. */
const HISTORY = 256;
const LONGEST_EVENTS = 200;

function eventRow(events: number, name: string): FeatureRow {
  return {
    name,
    unit: "bps",
    window: eventSpan(events),
    warmUp: eventSpan(events + 1),
    formula: `10⁴ · ln(mid / mid ${events === 1 ? "one frame" : `${events} frames`} ago)`,
  };
}

function timeRow(nanos: number, name: string): FeatureRow {
  const formula = "10⁴ · ln(mid / mid when the window began)";
  return { name, unit: "bps", window: timeSpan(nanos), formula };
}

export class MidReturns {
  static readonly definitions = defineFamily("mid_returns", "logarithmic return", [
    eventRow(1, "return_1_event_bps"),
    eventRow(10, "return_10_events_bps"),
    eventRow(50, "return_50_events_bps"),
    eventRow(LONGEST_EVENTS, "return_200_events_bps"),
    timeRow(HUNDRED_MILLIS, "return_100ms_bps"),
    timeRow(ONE_SECOND, "return_1s_bps"),
    timeRow(TEN_SECONDS, "return_10s_bps"),
  ]);

  readonly #logMids = new Float64Array(HISTORY);
  /** Frames since a mid was first known, this one included. */
  #frames = 0;
  readonly #lag100ms = new TimeLag();
  readonly #lag1s = new TimeLag();
  readonly #lag10s = new TimeLag();

  update(inputs: FrameInputs, out: FeatureWriter): void {
    if (inputs.hadMid) {
      this.#lag100ms.update(inputs.hundredMillis.steps, inputs.logMidBefore);
      this.#lag1s.update(inputs.oneSecond.steps, inputs.logMidBefore);
      this.#lag10s.update(inputs.tenSeconds.steps, inputs.logMidBefore);
    }
    if (inputs.hadMid || inputs.hasMid) {
      this.#logMids[this.#frames & (HISTORY - 1)] = inputs.logMid;
      this.#frames++;
    }
    this.#putEvents(1, inputs, out);
    this.#putEvents(10, inputs, out);
    this.#putEvents(50, inputs, out);
    this.#putEvents(LONGEST_EVENTS, inputs, out);
    putLag(this.#lag100ms, inputs, out);
    putLag(this.#lag1s, inputs, out);
    putLag(this.#lag10s, inputs, out);
  }

  #putEvents(events: number, inputs: FrameInputs, out: FeatureWriter): void {
    const before = this.#logMids[(this.#frames - 1 - events) & (HISTORY - 1)];
    out.put(BPS * (inputs.logMid - before), inputs.hasMid && this.#frames > events);
  }
}

function putLag(lag: TimeLag, inputs: FrameInputs, out: FeatureWriter): void {
  out.put(BPS * (inputs.logMid - lag.value), inputs.hasMid && lag.isWarm);
}

assert(HISTORY > LONGEST_EVENTS, "the history holds the longest horizon");
