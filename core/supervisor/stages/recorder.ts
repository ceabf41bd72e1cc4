/** The recorder: copies the market ring to a tape. */
import { assert } from "../../base/assert.ts";
import { RecorderAgent } from "../../tape/recorder_agent.ts";
import type { StageContext } from "./context.ts";

export function buildRecorder({ wiring, board, job }: StageContext): RecorderAgent {
  assert(job.recordPath !== undefined, "a recorder has a tape to write");
  return new RecorderAgent({
    market: wiring.marketFollower("recorder"),
    path: job.recordPath,
    board: board.role("recorder"),
  });
}
