/** A worker that stops without a word is noticed, whichever way it stopped. */
import assert from "node:assert/strict";
import { watchSilence } from "../../core/supervisor/silence.ts";
import { planTopology } from "../../core/supervisor/topology.ts";
import { Board, STATE_DONE, STATE_RUNNING } from "../../core/telemetry/board.ts";

const LIMITS = { silentSeconds: 0.3, startingSeconds: 0.6 };
const WATCHED_MILLIS = 1_200;
const FUSED = planTopology({ placement: "fused", policy: "park", cores: 2, recording: false });

/** What is noticed of a fused session whose core worker does this ten times a second. */
async function noticedOf(behave: (board: Board) => void): Promise<string> {
  const board = new Board();
  behave(board);
  const beating = setInterval(() => behave(board), 50);
  const watch = watchSilence(board, FUSED, LIMITS);
  let ending: ReturnType<typeof setTimeout> | undefined;
  const nothing = new Promise<string>((resolve) => {
    ending = setTimeout(() => resolve("nothing"), WATCHED_MILLIS);
  });
  const noticed = await Promise.race([watch.noticed, nothing]);
  watch.cancel();
  clearInterval(beating);
  clearTimeout(ending);
  return noticed;
}

Deno.test("watchSilence() names a worker that runs and whose heart stands still", async () => {
  const noticed = await noticedOf((board) => board.role("book").state = STATE_RUNNING);
  assert.equal(noticed, "worker fused died: no heartbeat for 0.3 s");
});

Deno.test("watchSilence() names a worker that never comes to run", async () => {
  assert.equal(await noticedOf(() => {}), "worker fused died: it did not start within 0.6 s");
});

Deno.test("watchSilence() leaves a beating worker and a finished one alone", async () => {
  const beating = await noticedOf((board) => {
    board.role("book").state = STATE_RUNNING;
    board.role("book").beat();
  });
  assert.equal(beating, "nothing");
  assert.equal(await noticedOf((board) => board.role("book").state = STATE_DONE), "nothing");
});
