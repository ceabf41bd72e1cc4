/**
 * One input, one result: whatever thread a stage runs in, and however slowly, every stage's hash
 * is the same.
 */
import assert from "node:assert/strict";
import { PLACEMENTS } from "../../core/supervisor/topology.ts";
import { dataPath, dataTest } from "../real_data.ts";
import { fileJob, run, simulatedJob } from "./session_jobs.ts";

const RECORDINGS: Readonly<Record<string, readonly string[]>> = {
  "LOBSTER GOOG, 10 levels": ["lobster/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"],
  "LOBSTER AAPL, 1 level": ["lobster/LOBSTER_SampleFile_AAPL_2012-06-21_1.zip"],
  "Binance spot, a chain over midnight": [
    "binance/spot_btcusdt_20240808.gz",
    "binance/spot_btcusdt_20240809.gz",
  ],
  "Binance USD-M, a chain over midnight": [
    "binance/usdm_btcusdt_20240718.gz",
    "binance/usdm_btcusdt_20240719.gz",
  ],
  "Binance USD-M": ["binance/usdm_btcusdt_20240808.gz"],
  "a capture of Binance": ["binance_cryptofeed/BINANCE.jsonl.zst"],
  "a capture of Binance futures": ["binance_cryptofeed/BINANCE_FUTURES.jsonl.zst"],
  "a capture of Coinbase": ["coinbase/COINBASE.jsonl.zst"],
  "a capture of Kraken": ["kraken/KRAKEN.jsonl.zst"],
  "ITCH 5.0": ["itch/ex20101224.TEST_ITCH_50"],
  "SHFE, three days": [
    "shfe_rb/rb_20250605.parquet",
    "shfe_rb/rb_20250606.parquet",
    "shfe_rb/rb_20250609.parquet",
  ],
  "bars of three stocks": [
    "bars_1m/AAPL_1min.csv.gz",
    "bars_1m/SPY_1min.csv.gz",
    "bars_1m/TSLA_1min.csv.gz",
  ],
  "klines side by side": ["klines/BTCUSDT_1m.csv.gz", "klines/ETHUSDT_1m.csv.gz"],
  "spot and futures side by side": [
    "binance/spot_btcusdt_20240808.gz",
    "binance/usdm_btcusdt_20240808.gz",
  ],
};

Deno.test("a session of the simulated market gives the same hashes in every placement", async () => {
  const job = await simulatedJob(60_000);
  const expected = await run(job, "inline");
  assert.ok(expected.frames > 50_000 && expected.compared > 500);
  assert.equal(expected.mismatches, 0);
  assert.deepEqual(await run(job, "fused"), expected);
  assert.deepEqual(await run(job, "split"), expected);
});

Deno.test("a session gives the same hashes when workers dawdle at random", async () => {
  const expected = await run(await simulatedJob(40_000), "inline");
  for (const seed of [11, 23, 47]) {
    const job = await simulatedJob(40_000, { disturbance: { seed } });
    for (const placement of PLACEMENTS) {
      assert.deepEqual(await run(job, placement), expected, `${placement}, seed ${seed}`);
    }
  }
});

Deno.test("a session gives the same hashes when onnxruntime serves by event time", async () => {
  const job = await simulatedJob(30_000, { runtime: "onnx", schedule: { everyMillis: 50 } });
  const expected = await run(job, "inline");
  for (const placement of ["fused", "split"] as const) {
    assert.deepEqual(await run(job, placement), expected, placement);
  }
});

Deno.test("a session gives other hashes when the seed differs", async () => {
  const job = await simulatedJob(5_000);
  const other = await run(
    { ...job, input: { kind: "simulated", seed: 8, events: 5_000, symbols: ["ALPHA-USD"] } },
    "inline",
  );
  const first = await run(job, "inline");
  for (const stage of ["ingest", "book", "features", "inference"] as const) {
    assert.notEqual(first.hashes[stage], other.hashes[stage], stage);
  }
});

for (const [title, names] of Object.entries(RECORDINGS)) {
  dataTest(`${title}: the same hashes in every placement`, names, async () => {
    const job = await fileJob(names.map(dataPath));
    const expected = await run(job, "inline");
    assert.ok(expected.frames > 0);
    assert.equal(expected.mismatches, 0);
    assert.equal(expected.gaps, 0);
    assert.deepEqual(await run(job, "fused"), expected);
    assert.deepEqual(await run(job, "split"), expected);
  });
}
