/** One market, one outcome: strategies trade the same wherever they run. */
import assert from "node:assert/strict";
import { NO_LIMITS } from "../../core/trading/risk/limits.ts";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import { PLACEMENTS } from "../../core/supervisor/topology.ts";
import { dataPath, dataTest } from "../real_data.ts";
import { fileJob } from "../parity/session_jobs.ts";
import { fixture, runTraded, strategyJob, tradingJob, withoutTimes } from "./trading_session.ts";

Deno.test("a session with strategies trades the same in every placement", async () => {
  const strategies = [
    strategyJob(fixture("coin_flipper")),
    strategyJob("micro_price_maker", { seed: 2 }),
    strategyJob(fixture("thrower"), { given: { where: "onReport" } }),
    strategyJob("twap", { symbols: ["BETA-USD"] }),
  ];
  const job = await tradingJob(strategies, RISK_PRESETS.moderate);
  const expected = await runTraded(job, "inline");
  assert.ok(expected.report.fills > 100);
  assert.equal(expected.report.strategies.filter(({ failure }) => failure !== null).length, 2);
  for (const placement of ["fused", "split"] as const) {
    const { hash, frames, report } = await runTraded(job, placement);
    assert.equal(hash, expected.hash, placement);
    assert.equal(frames, expected.frames);
    assert.deepEqual(withoutTimes(report), withoutTimes(expected.report));
  }
});

Deno.test("a session with strategies trades the same when workers dawdle at random", async () => {
  const strategies = [strategyJob(fixture("coin_flipper"), { given: { every: 7 } })];
  const quiet = await runTraded(await tradingJob(strategies, NO_LIMITS, 15_000), "inline");
  for (const seed of [3, 5]) {
    const disturbance = { seed };
    const job = await tradingJob(strategies, NO_LIMITS, 15_000, { disturbance });
    for (const placement of PLACEMENTS) {
      assert.equal((await runTraded(job, placement)).hash, quiet.hash, `${placement} ${seed}`);
    }
  }
});

Deno.test("a session that trades leaves the hashes of the stages before it as they were", async () => {
  const { runSession } = await import("../../core/supervisor/session.ts");
  const topology = { placement: "inline", policy: "auto", cores: 2 } as const;
  const job = await tradingJob([strategyJob(fixture("coin_flipper"))], NO_LIMITS, 5_000);
  const trading = await runSession({ topology, job });
  const idle = await runSession({ topology, job: { ...job, trading: undefined } });
  for (const role of ["ingest", "book", "features", "inference"] as const) {
    assert.equal(trading.board.role(role).hash, idle.board.role(role).hash, role);
  }
  assert.deepEqual(idle.topology.places.flatMap(({ roles }) => roles).includes("trading"), false);
});

dataTest(
  "a Binance chain trades the same in every placement",
  ["binance/spot_btcusdt_20240808.gz"],
  async () => {
    const strategies = [strategyJob(fixture("coin_flipper"))];
    const trading = { strategies, limits: NO_LIMITS, models: {} };
    const paths = [dataPath("binance/spot_btcusdt_20240808.gz")];
    const job = await fileJob(paths, { model: undefined, trading });
    const expected = await runTraded(job, "inline");
    assert.ok(expected.report.fills > 10);
    for (const placement of ["fused", "split"] as const) {
      assert.equal((await runTraded(job, placement)).hash, expected.hash, placement);
    }
  },
);
