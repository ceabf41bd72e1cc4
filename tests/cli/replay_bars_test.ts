/** Bars on the command line: summary, tape, options. */
import assert from "node:assert/strict";
import { millrace } from "./run_millrace.ts";

/** Three hours of minutes in New York, newest first, labelled by their end. */
function barFile(): string {
  const rows = Array.from({ length: 180 }, (_, i) => {
    const minute = 9 * 60 + 31 + i;
    const time = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}:00`;
    const open = 10_000 + ((i * 37) % 23);
    const close = 10_000 + (((i + 1) * 37) % 23);
    const [high, low] = [Math.max(open, close) + 3, Math.min(open, close) - 2];
    const prices = [open, high, low, close].map((ticks) => (ticks / 100).toFixed(2));
    return `2024-01-02 ${time.padStart(8, "0")},${prices.join(",")},${100 + (i * 7) % 50}\n`;
  });
  return `datetime,open,high,low,close,volume\n${rows.toReversed().join("")}`;
}

async function withBars(body: (path: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/ABC_1min.csv`, barFile());
    await body(`${folder}/ABC_1min.csv`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("replay of bars shows the newest one instead of a book, and what was taken for granted", async () => {
  await withBars(async (path) => {
    const { code, stdout, stderr } = await millrace(
      "replay",
      path,
      "--quiet",
      "--bar-label",
      "end",
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\nframes {6}180 /);
    assert.match(stdout, /\nbars {8}180; this input has no books\n/);
    assert.match(
      stdout,
      /\nABC {9}close 100\.\d\d of 60\.0 s from 100\.\d\d, \d+\.\d\d to 100\.\d\d, volume \d+\n {12}return bps /,
    );
    assert.match(stdout, / RSI \+\d/);
    assert.match(stdout, /no frame had all the features that it needs/);
    assert.match(stderr, /ABC_1min\.csv: times without zone are read as UTC/);
    const zoned = await millrace(
      ...["replay", path, "--quiet", "--json", "--bar-zone", "America/New_York"],
      ...["--bar-label", "end"],
    );
    assert.equal(zoned.code, 0, zoned.stderr);
    const { instruments, problems } = JSON.parse(zoned.stdout);
    assert.deepEqual(problems, []);
    assert.deepEqual([instruments[0].bid, instruments[0].ask], [null, null]);
    assert.equal(instruments[0].bar.seconds, 60);
    assert.ok("bar_1min_macd_histogram_9_bps" in instruments[0].values);
  });
});

Deno.test("a tape of bars replays to the same hashes, and inspect shows its bars", async () => {
  await withBars(async (path, folder) => {
    const tape = `${folder}/bars.tape`;
    const first = await millrace("replay", path, "--quiet", "--json", "--record", tape);
    assert.equal(first.code, 0, first.stderr);
    const again = await millrace("replay", tape, "--quiet", "--json", "--placement", "split");
    assert.equal(again.code, 0, again.stderr);
    const [before, after] = [JSON.parse(first.stdout), JSON.parse(again.stdout)];
    assert.deepEqual(after.hashes, before.hashes);
    assert.equal(after.counters.ingest.bars, 180);
    const shown = await millrace("data", "inspect", tape, "--from", "1", "-n", "1", "--json");
    const [, bar] = shown.stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(bar.kind, "bar");
    assert.deepEqual(
      [bar.openTicks, bar.highTicks, bar.lowTicks, bar.closeTicks, bar.volumeLots, bar.seconds],
      [10_000, 10_017, 9_998, 10_014, 100, 60],
    );
    const verified = await millrace("data", "verify", tape);
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /bar 180/);
    assert.match(verified.stdout, /ABC \(bars\)/);
  });
});

Deno.test("replay of bars that are partly bad ends with exit code 2 and names the first line", async () => {
  await withBars(async (path) => {
    const lines = (await Deno.readTextFile(path)).split("\n");
    lines[3] = lines[3].replace(/,[\d.]+,/, ",NaN,");
    await Deno.writeTextFile(path, lines.join("\n"));
    const { code, stdout, stderr } = await millrace("replay", path, "--quiet");
    assert.equal(code, 2);
    assert.match(stdout, /\nbars {8}179; this input has no books · bad rows 1 · repeated rows 0\n/);
    assert.match(stderr, /ABC_1min\.csv line 4: open, high, low and close must be prices above 0/);
  });
});

Deno.test("replay says what is wrong with options and columns of bars", async () => {
  await withBars(async (path, folder) => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[path, "--bar-label", "middle"], /--bar-label middle: must be one of auto, start, end/],
      [[path, "--bar-zone", "Mars"], /--bar-zone Mars: must be a zone such as America\/New_York/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await millrace("replay", ...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    await Deno.writeTextFile(`${folder}/x.csv`, "when,first,last\n1,2,3\n");
    const forced = await millrace("replay", `${folder}/x.csv`, "--format", "bars", "--quiet");
    assert.equal(forced.code, 2);
    assert.match(
      forced.stderr,
      /x\.csv: these are no bars: columns found: when, first, last; needed: a time/,
    );
  });
});
