/** The book stage: market ring in, frame ring out. */
import { BookAgent } from "../../book/book_agent.ts";
import type { StageContext } from "./context.ts";

export function buildBook({ wiring, board, clock, job, attempt }: StageContext): BookAgent {
  return new BookAgent({
    market: wiring.marketFollower("book"),
    frames: wiring.frameProducer(),
    directory: wiring.directory(),
    framesFrom: job.framesFrom,
    board: board.role("book"),
    clock,
    takesOver: attempt > 0,
  });
}
