/** `millrace backtest` as a user runs it: figures, files, exit codes, and one line for every mistake. */
import assert from "node:assert/strict";
import { command, millrace, type Ran } from "./run_millrace.ts";

const SMALL = ["--events", "6000", "--symbols", "MILL-USD,RACE-USD", "--quiet"];

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function backtest(folder: string, ...args: string[]): Promise<Ran> {
  return millrace("backtest", ...SMALL, "--out", `${folder}/out`, ...args);
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

Deno.test("backtest without a strategy runs a maker and baselines, and writes all files", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await backtest(folder);
    assert.equal(code, 0, stderr);
    for (const said of ["micro_price_maker", "buy_and_hold", "random_trader", "P&L", "assumed"]) {
      assert.ok(stdout.includes(said), said);
    }
    assert.match(stdout, /feed latency 2 ms .* queue risk-averse/);
    assert.deepEqual(namesIn(`${folder}/out`), [
      "fills.csv",
      "index.html",
      "orders.csv",
      "result.json",
    ]);
    const result = JSON.parse(Deno.readTextFileSync(`${folder}/out/result.json`));
    assert.equal(result.runs.length, 3);
    assert.ok(result.runs[0].equity.equityQuote.length > 1);
    const fills = Deno.readTextFileSync(`${folder}/out/fills.csv`).trimEnd().split("\n");
    const total = result.runs.reduce(
      (sum: number, run: { totals: { fills: number } }) => sum + run.totals.fills,
      0,
    );
    assert.equal(fills.length - 1, total);
    assert.match(Deno.readTextFileSync(`${folder}/out/index.html`), /^<!doctype html>/i);
  }));

Deno.test("backtest --json tells the same hashes every time, on one worker and on two", () =>
  inFolder(async (folder) => {
    const sweep = [
      "--strategy",
      "micro_price_maker",
      "--sweep",
      "half_spread_ticks=1..4/1",
      "--json",
    ];
    const [one, two] = await Promise.all([
      backtest(`${folder}/1`, ...sweep, "--workers", "1"),
      backtest(`${folder}/2`, ...sweep, "--workers", "2"),
    ]);
    assert.equal(one.code, 0, one.stderr);
    assert.deepEqual(JSON.parse(two.stdout), JSON.parse(one.stdout));
    const { sweeps: [{ trials, luck }], runs } = JSON.parse(one.stdout);
    assert.equal(trials.length, 4);
    assert.equal(luck.trials, 4);
    assert.equal(runs.length, 1);
    assert.equal(runs[0].metrics.trials, 4);
  }));

Deno.test("backtest says how many trials a winner was chosen from, and its deflated Sharpe", () =>
  inFolder(async (folder) => {
    const { code, stdout } = await backtest(
      folder,
      ...["--strategy", "micro_price_maker", "--sweep", "half_spread_ticks=1,2"],
    );
    assert.equal(code, 0);
    assert.match(stdout, /Best of 2 trials: .*deflated Sharpe|No winner: of 2 trials/);
  }));

Deno.test("backtest --compare runs the same under other assumptions, itself first", () =>
  inFolder(async (folder) => {
    const { code, stdout } = await backtest(
      folder,
      ...["--strategy", "micro_price_maker", "--compare", "latency=0ms,20ms", "--json"],
      ...["--compare", "fees=none"],
    );
    assert.equal(code, 0);
    const { runs } = JSON.parse(stdout);
    assert.deepEqual(runs.map(({ label }: { label: string }) => label), [
      "micro_price_maker, as given",
      "micro_price_maker, latency 0ms",
      "micro_price_maker, latency 20ms",
      "micro_price_maker, fees none",
    ]);
    const [given, near, far, free] = runs;
    assert.notEqual(near.hashes.trading, far.hashes.trading);
    assert.equal(free.totals.feesQuote, 0);
    assert.equal(free.totals.fills, given.totals.fills);
  }));

Deno.test("backtest --walk-forward reports tests only", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await backtest(
      folder,
      ...["--strategy", "micro_price_maker", "--sweep", "half_spread_ticks=1,2"],
      ...["--walk-forward", "train=2,test=1,slices=4"],
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /On test only: .* over 2 windows.* each train chose from 2 trials/);
  }));

Deno.test("backtest runs a strategy of the user's own, and names one that throws", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/step.ts`, "export const step = 3;\n");
    Deno.writeTextFileSync(
      `${folder}/own.ts`,
      `import { step } from "./step.ts";
export const strategy = { name: "own", summary: "Buys.", source: "", parameters: {},
  create: ({ trader }) => { let n = 0; return { onFrame(frame) {
    if (n++ === step) trader.market(frame.instrumentId, 0, 1); } }; } };\n`,
    );
    Deno.writeTextFileSync(
      `${folder}/broken.ts`,
      `export const strategy = { name: "broken", summary: "Throws.", source: "", parameters: {},
  create: () => ({ onFrame() { throw new Error("no idea"); } }) };\n`,
    );
    const { code, stdout, stderr } = await backtest(
      folder,
      ...["--strategy", `${folder}/own.ts`, "--strategy", `${folder}/broken.ts`],
    );
    assert.equal(code, 1, stderr);
    assert.match(stdout, /broken FAILED and was stopped: onFrame: no idea/);
    const { runs } = JSON.parse(Deno.readTextFileSync(`${folder}/out/result.json`));
    assert.equal(runs[0].totals.fills, 2);
  }));

Deno.test("backtest names a strategy that takes memory without end in one call, and runs the others", () =>
  inFolder(async (folder) => {
    const hog = `${folder}/hog.ts`;
    await Deno.writeTextFile(
      hog,
      `export const strategy = { name: "hog", summary: "", source: "", parameters: {},
  create: () => {
    const kept = [];
    return { onFrame() { for (;;) kept.push(new Array(1_000).fill(kept.length)); } };
  } };\n`,
    );
    const { code, stdout, stderr } = await backtest(
      folder,
      ...["--strategy", hog, "--strategy", "buy_and_hold"],
    );
    assert.equal(code, 1, stderr);
    assert.match(stdout, /hog FAILED and was stopped: took \d\.\d GiB of memory in one call/);
    assert.match(stdout, /buy_and_hold: (made|LOST)/);
  }));

Deno.test("backtest ends cleanly on Ctrl-C, and leaves no file", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (folder) => {
    const args = ["--events", "20000000", "--out", `${folder}/out`];
    const child = command(["backtest", ...args]).spawn();
    const output = child.output();
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    child.kill("SIGINT");
    const { code, stderr } = await output;
    assert.equal(code, 130, new TextDecoder().decode(stderr));
    assert.deepEqual(namesIn(`${folder}/out`), []);
  }));

const MISTAKES: Readonly<Record<string, readonly [args: readonly string[], says: RegExp]>> = {
  "an unknown strategy": [["--strategy", "nosuch"], /strategy nosuch: .*twap/],
  "an unknown parameter": [["--strategy", "twap:x=1"], /no parameter x/],
  "a parameter of the wrong type": [
    ["--strategy", "micro_price_maker:half_spread_ticks=wide"],
    /half_spread_ticks is "wide", must be a number/,
  ],
  "a file that exports no strategy": [["--strategy", "./main.ts"], /must export "strategy"/],
  "a sweep of nothing": [["--sweep", "nothing=1,2"], /no parameter nothing/],
  "a window that does not fit": [["--walk-forward", "train=9d,test=1d"], /do not fit into 1 days/],
  "a comparison of weather": [["--compare", "weather=good"], /must be latency=/],
  "features that are not computed": [["--feature-groups", "core"], /needs --feature-groups micro/],
  "a file that is not there": [["nosuch.gz"], /nosuch\.gz: no such file/],
  "two currencies": [["--symbols", "A-USD,B-EUR"], /B-EUR is paid in EUR, others in USD: .*--rate/],
  "cash below nothing": [["--cash", "-5"], /--cash -5: must be an amount above 0/],
};

for (const [what, [args, says]] of Object.entries(MISTAKES)) {
  Deno.test(`backtest refuses ${what} in one line`, () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await backtest(folder, ...args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
      assert.match(stderr, says);
    }));
}

Deno.test("backtest refuses limits that contradict each other in one line", () =>
  inFolder(async (folder) => {
    const path = `${folder}/limits.json`;
    Deno.writeTextFileSync(path, '{ "maxOrderQty": 5, "maxPositionQty": 1 }');
    const { code, stderr } = await backtest(folder, "--risk", path);
    assert.equal(code, 2);
    assert.match(stderr, /^millrace: .*maxOrderQty 5 is above maxPositionQty 1.*\n$/);
  }));
