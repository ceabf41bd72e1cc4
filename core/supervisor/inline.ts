/**
 * Inline placement: all stages in the supervisor's own thread, in flow order. Nothing is waited
 * for, which makes it the easiest to debug and, on one core, the fastest.
 */
import { assert } from "../base/assert.ts";
import type { Role } from "../telemetry/counters.ts";
import type { StageBuilder } from "./stages/context.ts";
import { buildBook } from "./stages/book.ts";
import { buildFeatures } from "./stages/features.ts";
import { buildInference } from "./stages/inference.ts";
import { buildIngest } from "./stages/ingest.ts";
import { buildRecorder } from "./stages/recorder.ts";
import { tradingStage } from "./stages/trading.ts";
import type { StrategyDefinition } from "../trading/strategy.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { runPlace } from "./run_place.ts";

/** Without the gateway: keys are kept out of this thread. */
const BUILDERS: Record<Exclude<Role, "trading" | "gateway">, StageBuilder> = {
  ingest: buildIngest,
  book: buildBook,
  features: buildFeatures,
  inference: buildInference,
  recorder: buildRecorder,
};

/** @param strategies that can be traded by name */
export function runInline(
  bootstrap: Bootstrap,
  strategies: readonly StrategyDefinition[],
): Promise<Record<string, unknown>> {
  const { roles } = bootstrap.topology.places[bootstrap.place];
  const builders = { ...BUILDERS, trading: tradingStage(strategies) };
  const chosen = roles.map((role) => {
    assert(role !== "gateway", "real orders leave from a worker of their own");
    return builders[role];
  });
  return runPlace(bootstrap, chosen);
}
