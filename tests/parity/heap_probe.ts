/**
 * Run by heap_test.ts with --expose-gc: one inline session, during which the heap that is really in
 * use is measured twice. Prints bytes of growth per million messages.
 */
import { run, simulatedJob } from "./session_jobs.ts";

declare const gc: () => void;

const EVENTS = 1_500_000;
/** Compiled code and lazily made state are there by now. */
const FIRST_SHARE = 0.4;
const SECOND_SHARE = 0.95;

interface Reading {
  readonly messages: number;
  readonly heapBytes: number;
}

const readings: Reading[] = [];
const shares = [FIRST_SHARE, SECOND_SHARE];

await run(await simulatedJob(EVENTS), "inline", {
  onWatch: (board) => {
    const ingest = board.role("ingest");
    if (shares.length === 0 || ingest.counter("progress") < shares[0]) return;
    shares.shift();
    gc();
    readings.push({
      messages: ingest.counter("messages"),
      heapBytes: Deno.memoryUsage().heapUsed,
    });
  },
});
const [first, second] = readings;
const millions = (second.messages - first.messages) / 1e6;
console.log(JSON.stringify((second.heapBytes - first.heapBytes) / millions));
