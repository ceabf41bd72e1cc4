/** Serves a model behind the whole pipeline, inline, and returns how good it was. */
import assert from "node:assert/strict";
import { runAgents } from "../../core/agent/runner.ts";
import { Clock } from "../../core/base/clock.ts";
import { BookAgent } from "../../core/book/book_agent.ts";
import { FeatureAgent } from "../../core/features/feature_agent.ts";
import { InferenceAgent } from "../../core/inference/inference_agent.ts";
import type { ModelBytes } from "../../core/inference/loaded_model.ts";
import type { ScoreReport } from "../../core/inference/scorecard.ts";
import { createSharedSession, Wiring } from "../../core/supervisor/wiring.ts";
import { planTopology } from "../../core/supervisor/topology.ts";
import { Board } from "../../core/telemetry/board.ts";
import { IngestAgent } from "../../core/venues/ingest_agent.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { SPEED_MAX } from "../../core/venues/pacer.ts";
import type { MarketSource } from "../../core/venues/source.ts";

export async function scoreServed(model: ModelBytes, source: MarketSource): Promise<ScoreReport> {
  const topology = planTopology({
    placement: "inline",
    policy: "park",
    cores: 1,
    recording: false,
  });
  const shared = createSharedSession(topology);
  const wiring = new Wiring(shared, topology);
  const board = new Board(shared.board);
  const clock = new Clock();
  const inference = new InferenceAgent({
    frames: wiring.frameFollower("inference"),
    board: board.role("inference"),
    clock,
    model,
    schedule: { everyFrames: 64 },
  });
  await runAgents({
    agents: [
      new IngestAgent({
        source,
        instruments: new InstrumentRegistry(),
        market: wiring.marketProducer(),
        board: board.role("ingest"),
        clock,
        speed: SPEED_MAX,
      }),
      new BookAgent({
        directory: wiring.directory(),
        market: wiring.marketFollower("book"),
        frames: wiring.frameProducer(),
        board: board.role("book"),
        clock,
      }),
      new FeatureAgent({
        directory: wiring.directory(),
        frames: wiring.frameFollower("features"),
        board: board.role("features"),
        clock,
      }),
      inference,
    ],
    board,
    clock,
    policy: topology.policy,
    doorbell: wiring.doorbell(0),
    edge: true,
  });
  const { score } = inference.report();
  assert.ok(score !== undefined);
  return score;
}
