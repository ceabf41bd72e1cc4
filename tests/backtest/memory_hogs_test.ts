/** A strategy that takes memory without end is named and stopped, and the others go on. */
import assert from "node:assert/strict";
import { runTrials } from "../../backtest/trials.ts";
import { deskOf, smallMarket, strategyFile } from "./market_rig.ts";

/** Makes an array that it keeps. */
const KEEPS = "(this.kept ??= []).push(new Array(5_000).fill(frames));";

async function failuresOf(onFrame: string): Promise<readonly (string | undefined)[]> {
  const folder = await Deno.makeTempDir();
  try {
    const file = strategyFile(folder, "hog", onFrame);
    const desks = [deskOf("random_trader"), deskOf(file, {}, "hog"), deskOf("buy_and_hold")];
    const set = { desks, window: undefined, detail: "figures" } as const;
    const outcome = await runTrials([set], {
      market: smallMarket(200_000),
      workers: 1,
      strategyFiles: [file],
    });
    return outcome.desks[0].map(({ failure }) => failure);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a strategy that keeps ever more is stopped before the heap is full, and no other", async () => {
  const [first, hog, last] = await failuresOf(`${KEEPS} ${KEEPS}`);
  assert.match(hog ?? "", /filled the memory: \d+\.\d GiB/);
  assert.deepEqual([first, last], [undefined, undefined]);
});
