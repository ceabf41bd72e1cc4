/**
 * Benchmarks cannot rot: every row runs here with the smallest input, and contenders that do the same
 * work must come to the same sum, which the harness demands.
 */
import assert from "node:assert/strict";
import { BENCHES } from "../../bench/catalogue.ts";
import { type Contender, type Match, runMatch, SIZES } from "../../bench/harness.ts";
import { renderSection, renderText, type ResultRow, runBench } from "../../bench/report.ts";

const ENVIRONMENT = {
  date: "2026-01-05",
  machine: "a machine",
  cores: 2,
  deno: "2.9.6",
  v8: "15",
  commit: "abc1234",
};

for (const bench of BENCHES) {
  Deno.test(`bench ${bench.name} runs every row and its sums agree`, async () => {
    const rows = await runBench(bench, SIZES.tiny);
    assert.ok(rows.length > 0);
    for (const row of rows) {
      assert.equal(row.bench, bench.name);
      if (row.ours === undefined) {
        assert.notEqual(row.reading, undefined, row.name);
        continue;
      }
      assert.ok(row.ours.bestNanos <= row.ours.quartileNanos, row.name);
      assert.ok(Number.isFinite(row.ours.sum) && row.ours.sum !== 0, row.name);
    }
  });
}

Deno.test("bench names are unique, because --only takes one", () => {
  const names = BENCHES.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("runMatch() throws when two contenders of one workload come to different sums", async () => {
  const match = matchOf(fixed("a", 10, 5), fixed("b", 10, 6));
  await assert.rejects(runMatch(match, SIZES.tiny), /a, b: sums must be equal, but are 5 and 6/);
});

Deno.test("runMatch() throws when a contender's sum changes from run to run", async () => {
  let sum = 0;
  const match = matchOf({ name: "a", ops: 1, run: () => ++sum });
  await assert.rejects(runMatch(match, SIZES.tiny), /a: sums must be equal, but are 1 and 2/);
});

Deno.test("runMatch() lets contenders take turns", async () => {
  const order: string[] = [];
  const noting = (name: string): Contender => ({ name, ops: 1, run: () => order.push(name) && 1 });
  await runMatch(matchOf(noting("a"), noting("b")), SIZES.tiny);
  assert.equal(order.join(""), "abab");
});

Deno.test("results show ratio, target and whether it was met", () => {
  const timing = { ops: 100, runs: 15, bestNanos: 9, sum: 42 };
  const row: ResultRow = {
    bench: "ring",
    name: "ring, batches",
    unit: "messages",
    ours: { ...timing, name: "millrace", quartileNanos: 10 },
    baseline: { ...timing, name: "ringbuf.js", quartileNanos: 45 },
    ratio: 4.8,
    quartileRatio: 4.5,
    reading: undefined,
    target: "≥ 5×",
    met: false,
    workload: "messages between two workers",
  };
  const text = renderText(ENVIRONMENT, [row]);
  assert.match(
    text,
    /ring, batches {2}9.0 ns \/ 10.0 ns \(111.1 M\/s\).* 4.8× \/ 4.5× +≥ 5× MISSED/,
  );
  const section = renderSection(ENVIRONMENT, [row], "First numbers.");
  assert.match(section, /^## 2026-01-05, commit abc1234\n\nFirst numbers.\n/);
  assert.match(
    section,
    /\| ringbuf.js: 9.0 ns \/ 45.0 ns \(111.1 M\/s\) \| 4.8× \/ 4.5× \| ≥ 5× MISSED \|/,
  );
  assert.match(section, /15 runs of 100 messages; sum 42 \|/);
});

function matchOf(...contenders: readonly Contender[]): Match {
  return { unit: "ops", contenders, comparisons: [] };
}

function fixed(name: string, ops: number, sum: number): Contender {
  return { name, ops, run: () => sum };
}
