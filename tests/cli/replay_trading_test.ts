/** `replay --strategy` as a user runs it. */
import assert from "node:assert/strict";
import { millrace } from "./run_millrace.ts";

const SHORT = ["replay", "--quiet", "--model", "none", "--events", "20000", "--symbols", "A-USD"];

/** Path of a strategy of the tests, by its address. */
function fixture(name: string): string {
  return new URL(`../trading/fixtures/${name}.ts`, import.meta.url).pathname;
}

Deno.test("replay --strategy tells positions, P&L, fees, fills and a hash, the same in workers", async () => {
  const flags = [
    ...SHORT,
    "--json",
    "--risk",
    "none",
    "--strategy",
    `${fixture("coin_flipper")}:every=20`,
  ];
  const inline = await millrace(...flags, "--placement", "inline");
  assert.equal(inline.code, 0, inline.stderr);
  const summary = JSON.parse(inline.stdout);
  const [account] = summary.trading.strategies[0].accounts;
  assert.ok(account.fills > 100 && account.feesQuote !== 0);
  assert.equal(account.positionLots, account.boughtLots - account.soldLots);
  assert.equal(summary.hashes.trading, summary.trading.hash);
  assert.equal(summary.counters.trading.fills, account.fills);
  const split = JSON.parse((await millrace(...flags, "--placement", "split")).stdout);
  assert.deepEqual(split.hashes, summary.hashes);
  assert.deepEqual(split.trading.strategies[0].accounts, [account]);
});

Deno.test("replay --strategy names strategies that fail and requests that are refused", async () => {
  const { code, stdout } = await millrace(
    ...SHORT,
    "--strategy",
    `${fixture("coin_flipper")}:every=3`,
    "--strategy",
    fixture("thrower"),
  );
  assert.equal(code, 0);
  assert.match(stdout, /trading {5}\d+ orders · .* fills · hash [0-9a-f]{16}/);
  assert.match(stdout, /coin_flipper A-USD +P&L .* USD after fees .* fills/);
  assert.match(stdout, /coin_flipper: refused by the risk gate: .*trade-interval \d+/);
  assert.match(
    stdout,
    /thrower on A-USD was stopped, its orders cancelled: onFrame: my own mistake/,
  );
});

Deno.test("replay says in one line what is wrong with how it is to trade", async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["--risk", "none"], /--risk: says how to trade, but nothing is traded; add --strategy NAME/],
    [["--strategy", "twapp"], /strategy twapp: there is none of that name; there are twap/],
    [["--strategy", "twap:sise=1"], /there is no parameter sise; there are /],
    [["--strategy", "./nowhere.ts"], /nowhere\.ts: cannot be imported/],
    [["--strategy", fixture("../trading_rig")], /must export "strategy", made by defineStrategy/],
    [["--strategy", `${fixture("coin_flipper")}:every=0`], /every is "0", must be a whole number/],
    [["--strategy", "twap", "--risk", "reckless"], /neither a preset \(conservative/],
    [["--strategy", "twap", "--latency", "soon"], /--latency soon: must be a time such as/],
  ];
  for (const [flags, expected] of cases) {
    const { code, stderr } = await millrace(...SHORT, ...flags);
    assert.equal(code, 2, flags.join(" "));
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});
