import { runScenario } from "./chaos_scenario.ts";
import { Practice } from "./practice.ts";

/** A few of the scenarios; `deno task chaos` runs hundreds. */
const SEEDS = [2, 105, 137, 8, 101, 161, 240, 245];
const LANES = 4;

Deno.test("after chaos, position, cash and open orders are the exchange's", async () => {
  const waiting = [...SEEDS];
  await Promise.all(Array.from({ length: LANES }, async () => {
    const practice = await Practice.start({ accounts: SEEDS.length, limits: "off" });
    try {
      for (let account = 0;; account++) {
        const seed = waiting.shift();
        if (seed === undefined) break;
        await runScenario(practice, seed, account);
      }
    } finally {
      await practice.stop();
    }
  }));
});
