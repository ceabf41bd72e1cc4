/** What a trading stage that takes over finds in shared memory. */
import { sequenceNear } from "../../ring/sequence.ts";
import { readAccountBoard } from "../../trading/account_board.ts";
import type { Inheritance } from "../../trading/outside/taking_over.ts";
import type { RingFollower } from "../../ring/follower.ts";
import { MARKET_WORDS } from "../../wire/market.ts";
import type { StageContext } from "./context.ts";

/** @returns undefined for the session's first */
export function inheritanceOf(
  { wiring, board, attempt }: StageContext,
  market: RingFollower,
  frames: RingFollower,
): Inheritance | undefined {
  const { accounts } = wiring;
  if (attempt === 0 || accounts === undefined) return undefined;
  const trading = board.role("trading");
  return {
    shown: readAccountBoard(accounts),
    messages: sequenceNear(market.cursor, trading.counter("messages")),
    frames: sequenceNear(frames.cursor, trading.counter("frames")),
    instruments: knownInstruments(wiring),
  };
}

function knownInstruments(wiring: StageContext["wiring"]): Int32Array[] {
  const directory = wiring.directory();
  const messages: Int32Array[] = [];
  for (;;) {
    const words = new Int32Array(MARKET_WORDS);
    if (!directory.message(messages.length, words)) return messages;
    messages.push(words);
  }
}
