/** The options of the simulated exchange as a user gives them: what they change, and what is refused. */
import assert from "node:assert/strict";
import { millrace } from "./run_millrace.ts";

const SIMULATED_START = 1_767_623_400_000; // 2026-01-05 14:30 UTC
const SHORT = ["--quiet", "--events", "60000", "--symbols", "A-USD"];

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function round(entryMillis: number, backMillis: number): string {
  const nanos = (millis: number) => `${SIMULATED_START + millis}000000`;
  const trip = (at: number) => [at, at + entryMillis, at + entryMillis + backMillis].map(nanos);
  const trips = [trip(-1_000), trip(60_000)].map((times) => times.join(","));
  return `sent_nanos,exchange_nanos,received_nanos\n${trips.join("\n")}\n`;
}

/** P&L and fills of every line of --compare, by its label. */
async function compared(folder: string, ...args: string[]): Promise<Map<string, [number, number]>> {
  const out = ["--out", `${folder}/out`, "--json"];
  const { code, stdout, stderr } = await millrace("backtest", ...SHORT, ...out, ...args);
  assert.equal(code, 0, stderr);
  const { runs } = JSON.parse(stdout);
  return new Map(
    runs.map(({ label, totals }: { label: string; totals: Record<string, number> }) => [
      label.replace(/^.*, /, ""),
      [totals.pnlQuote, totals.fills],
    ]),
  );
}

Deno.test("backtest --compare shows what impact, funding and measured latency cost", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/near.csv`, round(2, 2));
    await Deno.writeTextFile(`${folder}/far.csv`, round(400, 300));
    const rates = [[SIMULATED_START - 1e6, 0.0005], [SIMULATED_START + 15_000, 0.01]];
    await Deno.writeTextFile(
      `${folder}/rates.csv`,
      `time,rate\n${rates.map((row) => row.join(",")).join("\n")}\n`,
    );
    const hold = await compared(
      folder,
      ...["--strategy", "buy_and_hold", "--compare", "funding=none,0.05%/1min"],
      ...["--compare", `funding=${folder}/rates.csv/1min`],
    );
    const pnl = (label: string) => hold.get(label)?.[0] ?? NaN;
    assert.equal(pnl("funding none"), pnl("as given"));
    assert.ok(pnl("funding 0.05%/1min") < pnl("as given"), "a long position pays");
    assert.ok(pnl(`funding ${folder}/rates.csv/1min`) <= pnl("funding 0.05%/1min"));
    const taker = await compared(
      folder,
      ...[
        "--strategy",
        "random_trader:position_lots=40,mean_interval_s=1,min_interval_ms=0",
        "--risk",
        "none",
      ],
      ...["--compare", "impact=none,sqrt:20000/5%/1/1h"],
    );
    assert.equal(taker.get("impact none")?.[0], taker.get("as given")?.[0]);
    assert.notEqual(taker.get("impact sqrt:20000/5%/1/1h")?.[0], taker.get("as given")?.[0]);
    const maker = await compared(
      folder,
      ...["--strategy", "micro_price_maker", "--compare"],
      `latency=${folder}/near.csv,${folder}/far.csv`,
    );
    assert.deepEqual(maker.get(`latency ${folder}/near.csv`), maker.get("as given"), "2 ms each");
    assert.notDeepEqual(maker.get(`latency ${folder}/far.csv`), maker.get("as given"));
  }));

Deno.test("replay --strategy takes the same options, and bars are filled as asked", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const [open, close] = [10_000 + ((i * 37) % 23), 10_000 + (((i + 1) * 37) % 23)];
      const prices = [open, Math.max(open, close) + 3, Math.min(open, close) - 2, close];
      const time = new Date(Date.UTC(2024, 0, 2, 9, i)).toISOString();
      return [time, ...prices.map((ticks) => (ticks / 100).toFixed(2)), 1_000].join(",");
    });
    const path = `${folder}/ABC_1min.csv`;
    await Deno.writeTextFile(path, `datetime,open,high,low,close,volume\n${rows.join("\n")}\n`);
    const cash = async (...options: string[]) => {
      const { code, stdout, stderr } = await millrace(
        ...["replay", path, "--quiet", "--json", "--model", "none", "--placement", "inline"],
        ...["--strategy", "buy_and_hold", "--risk", "none", ...options],
      );
      assert.equal(code, 0, stderr);
      const [account] = JSON.parse(stdout).trading.strategies[0].accounts;
      assert.ok(account.fills > 0);
      return account.pnlQuote;
    };
    const usual = await cash();
    assert.equal(await cash("--bar-fills", "open/1bps/10%"), usual);
    assert.ok(await cash("--bar-fills", "open/50bps/10%") < usual);
    assert.ok(await cash("--funding", "1%/30min") < usual);
  }));

Deno.test("the options of the exchange are refused in one line that names file and line", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/bad.csv`, "time,rate\n1,0.1\n1,0.2\n");
    await Deno.writeTextFile(`${folder}/back.csv`, round(-5, 1));
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["--impact", "big"], /--impact big: must be none, or sqrt:VOLUME\/VOLATILITY/],
      [["--funding", `${folder}/bad.csv`], /bad\.csv:3: found "1,0\.2", must be a time in ms/],
      [["--latency", `${folder}/back.csv`], /back\.csv:2: found .* must be three times in ns/],
      [["--bar-fills", "open"], /--bar-fills open: must be open or close, half a spread/],
      [["--compare", "weather=good"], /must be latency=.* funding=.* bar-fills=/],
    ];
    for (const [flags, expected] of cases) {
      const { code, stderr } = await millrace("backtest", ...SHORT, ...flags);
      assert.equal(code, 2, flags.join(" "));
      assert.match(stderr, expected);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    const idle = await millrace("replay", ...SHORT, "--impact", "none");
    assert.match(idle.stderr, /--impact: says how to trade, but nothing is traded/);
  }));
