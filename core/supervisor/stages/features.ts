/** The feature stage: fills its part of every frame. */
import { FeatureAgent } from "../../features/feature_agent.ts";
import type { StageContext } from "./context.ts";

export function buildFeatures({ wiring, board, clock, job }: StageContext): FeatureAgent {
  return new FeatureAgent({
    frames: wiring.frameFollower("features"),
    directory: wiring.directory(),
    settings: job.features,
    board: board.role("features"),
    clock,
  });
}
