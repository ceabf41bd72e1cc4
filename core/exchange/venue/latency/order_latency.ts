/** Delays on an order's way to the exchange, or on an answer's way back. */
import { NANOS_PER_MILLI } from "../../../base/units.ts";
import { ConstantLatency } from "./constant_latency.ts";
import { LognormalLatency } from "./lognormal_latency.ts";
import { RecordedLatency } from "./recorded_latency.ts";
import type { OrderLatency } from "../models.ts";

export interface LatencyModel {
  /** Delay of what sets out at `atNanos`, 0 or more. */
  nanosAt(atNanos: number): number;
}

/** Which leg of recorded round trips a model replays. */
export type Leg = "entry" | "response";

/** @param epochMillis the session's epoch, ms since 1970 */
export function latencyModel(
  choice: OrderLatency,
  leg: Leg,
  seed: number,
  epochMillis = 0,
): LatencyModel {
  switch (choice.kind) {
    case "none":
      return new ConstantLatency(0);
    case "constant":
      return new ConstantLatency(choice.nanos);
    case "lognormal":
      return new LognormalLatency(choice.medianNanos, choice.sigma, seed);
    case "recorded":
      return new RecordedLatency(
        choice.trips,
        leg,
        ((choice.originMillis ?? epochMillis) - epochMillis) * NANOS_PER_MILLI,
      );
  }
}
