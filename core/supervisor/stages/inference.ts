/** The inference stage: runs the model when it is due, fills its part of every frame. */
import { InferenceAgent } from "../../inference/inference_agent.ts";
import type { StageContext } from "./context.ts";

export function buildInference({ wiring, board, clock, job }: StageContext): InferenceAgent {
  return new InferenceAgent({
    frames: wiring.frameFollower("inference"),
    board: board.role("inference"),
    clock,
    model: job.model,
    schedule: job.schedule,
    runtime: job.runtime ?? "auto",
  });
}
