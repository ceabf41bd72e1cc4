/**
 * Where in the day and in the week a frame lies, as points on a circle, so that the last second
 * before midnight is a neighbour of the first one after it. In UTC, by whole seconds.
 *
 * Hot path: no allocation.
 */
import { defineFamily } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

const NANOS_PER_SECOND = 1e9;
const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_WEEK = 7 * SECONDS_PER_DAY;
/** 1970 began on a Thursday. */
const MONDAY_TO_EPOCH_SECONDS = 3 * SECONDS_PER_DAY;

export class TimeOfDay implements FeatureFamily {
  static readonly definitions = defineFamily(
    "time_of_day",
    "seasonality as in Andersen and Bollerslev 1997: the first term of their Fourier form",
    [
      { name: "time_of_day_sin", unit: "ratio", formula: "sin(2π · time since midnight / 1 day)" },
      { name: "time_of_day_cos", unit: "ratio", formula: "cos(2π · time since midnight / 1 day)" },
      { name: "time_of_week_sin", unit: "ratio", formula: "sin(2π · time since Monday / 1 week)" },
      { name: "time_of_week_cos", unit: "ratio", formula: "cos(2π · time since Monday / 1 week)" },
    ],
  );

  /** From the first Monday before 1970 to the session's epoch. */
  readonly #originSeconds: number;
  #endNanos = -Infinity;

  /** @param epochMillis the session's epoch, see MarketSource */
  constructor(epochMillis: number) {
    this.#originSeconds = epochMillis / 1_000 + MONDAY_TO_EPOCH_SECONDS;
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    if (inputs.nowNanos >= this.#endNanos) this.#startSecond(inputs.nowNanos, vector, from);
    return from + 4;
  }

  #startSecond(nowNanos: number, vector: Float32Array, from: number): void {
    const second = Math.floor(nowNanos / NANOS_PER_SECOND);
    this.#endNanos = (second + 1) * NANOS_PER_SECOND;
    const sinceMonday = this.#originSeconds + second;
    const day = angle(sinceMonday, SECONDS_PER_DAY);
    const week = angle(sinceMonday, SECONDS_PER_WEEK);
    vector[from] = Math.sin(day);
    vector[from + 1] = Math.cos(day);
    vector[from + 2] = Math.sin(week);
    vector[from + 3] = Math.cos(week);
  }
}

function angle(seconds: number, period: number): number {
  return (2 * Math.PI * (seconds - Math.floor(seconds / period) * period)) / period;
}
