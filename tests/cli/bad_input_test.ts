/**
 * Damaged and wrong recordings, through the whole program: one clear line that names file and
 * place, exit code 2, no stack, no hang, and whatever is sound goes on.
 */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { millrace, type Ran } from "./run_millrace.ts";

const NANOS = "1723161253";

/** A raw Binance line; `at` counts milliseconds. */
function raw(at: number, payload: unknown): string {
  return `${NANOS}${String(at).padStart(3, "0")}000000 ${JSON.stringify(payload)}\n`;
}

function snapshot(at: number, id: number): string {
  const bids = [["100.10", "1.50"], ["100.00", "2.00"]];
  const asks = [["100.20", "1.25"], ["100.30", "3.00"]];
  return raw(at, { lastUpdateId: id, bids, asks });
}

function diff(
  at: number,
  first: number,
  last: number,
  bids: readonly (readonly string[])[],
  symbol = "MILLUSDT",
): string {
  return raw(at, {
    stream: `${symbol.toLowerCase()}@depth@100ms`,
    data: {
      e: "depthUpdate",
      E: 1723161253000 + at,
      s: symbol,
      U: first,
      u: last,
      b: bids,
      a: [["100.20", "1.25"]],
    },
  });
}

/** A sound beginning: a diff, the snapshot that it waits for, and diffs that follow it. */
const SOUND = diff(1, 1, 10, [["100.10", "1.00"]]) + snapshot(2, 10) +
  diff(3, 11, 12, [["100.10", "1.75"]]) + diff(4, 13, 13, [["100.00", "0.50"]]);
const TAIL = diff(50, 20, 20, [["100.10", "2.25"]]);

interface Case {
  readonly file: string;
  readonly content: string | Uint8Array;
  /** What standard error must say, one line each. */
  readonly says: readonly RegExp[];
  readonly frames: number;
  readonly gaps?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  "a cut line": {
    file: "cut.txt",
    content: SOUND + TAIL.slice(0, 90),
    says: [/cut\.txt line 5/],
    frames: 3,
  },
  "wrong JSON": {
    file: "json.txt",
    content: SOUND + `${NANOS}030000000 {"stream":"millusdt@trade","data":{]}\n`,
    says: [/json\.txt line 5/],
    frames: 3,
  },
  "a missing field": {
    file: "field.txt",
    content: SOUND + raw(30, { stream: "millusdt@trade", data: { e: "trade", s: "MILLUSDT" } }),
    says: [/field\.txt line 5/],
    frames: 3,
  },
  "a negative price": {
    file: "negative.txt",
    content: SOUND + diff(30, 14, 14, [["-100.10", "1.00"]]) + TAIL,
    says: [/negative\.txt line 5: .*-100\.10/],
    frames: 3,
    gaps: 1,
  },
  "an absurd price": {
    file: "absurd.txt",
    content: SOUND + diff(30, 14, 14, [["99999999999999999.00", "1.00"]]) + TAIL,
    says: [/absurd\.txt line 5/],
    frames: 3,
    gaps: 1,
  },
  "a stream nobody knows": {
    file: "stream.txt",
    content: SOUND +
      raw(30, { stream: "millusdt@nonsense", data: { e: "nonsense", s: "MILLUSDT" } }),
    says: [/stream\.txt line 5/],
    frames: 3,
  },
  "a truncated gzip": {
    file: "truncated.gz",
    content: truncated(gzipSync(SOUND + filler())),
    says: [/truncated\.gz.*byte \d+/],
    frames: -1,
  },
};

for (const [title, { file, content, says, frames, gaps = 0 }] of Object.entries(CASES)) {
  Deno.test(`replay names file and place when it meets ${title}, and reports the rest`, async () => {
    const { code, stdout, stderr } = await replayFile(file, content);
    assert.equal(code, 2, stderr);
    for (const expected of says) assert.match(stderr, expected);
    assert.ok(!stderr.includes("    at "), "no stack trace");
    const summary = JSON.parse(stdout);
    if (frames >= 0) assert.equal(summary.frames, frames);
    else assert.ok(summary.frames > 0, "what came before the damage was used");
    assert.equal(summary.counters.book.gaps, gaps);
    assert.equal(summary.drops, 0);
  });
}

const UNUSABLE: Readonly<Record<string, readonly [string, string | Uint8Array, RegExp]>> = {
  "an empty file": ["empty.gz", "", /empty\.gz.*empty/],
  "a binary that is no tape": ["noise.tape", noise(), /noise\.tape/],
  "a text that is no recording": ["poem.txt", "It was many and many a year ago\n", /poem\.txt/],
  "a tape cut in its header": ["short.tape", "MRTAPE01\u0001", /short\.tape/],
};

for (const [title, [file, content, expected]] of Object.entries(UNUSABLE)) {
  Deno.test(`replay refuses ${title} in one line`, async () => {
    const { code, stdout, stderr } = await replayFile(file, content);
    assert.equal(code, 2, stderr);
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.equal(stdout, "");
  });
}

Deno.test("replay goes on with the other instrument when one of them breaks", async () => {
  const other = (at: number, first: number, last: number) =>
    diff(at, first, last, [["100.00", "5.00"]], "RACEUSDT");
  const content = SOUND + other(5, 100, 101) + snapshot(6, 101) +
    diff(7, 14, 14, [["oops", "1.00"]]) + other(8, 102, 102) +
    diff(9, 15, 15, [["100.10", "9.00"]]) +
    other(10, 103, 103);
  const { code, stdout, stderr } = await replayFile("two.txt", content);
  assert.equal(code, 2, stderr);
  assert.match(stderr, /two\.txt line 7: .*oops/);
  const { counters, frames } = JSON.parse(stdout);
  assert.equal(counters.book.gaps, 1);
  assert.equal(frames, 6, "three of the first, three of the second");
});

Deno.test("replay goes on with the other file when one of them is cut off", async () => {
  const folder = await Deno.makeTempDir();
  const cut = truncated(gzipSync(SOUND + filler()));
  await Deno.writeFile(`${folder}/cut.gz`, cut);
  const whole = SOUND.replaceAll("MILLUSDT", "RACEUSDT").replaceAll("millusdt", "raceusdt");
  await Deno.writeTextFile(`${folder}/whole.txt`, whole);
  const { code, stdout, stderr } = await millrace(
    ...[
      "replay",
      `${folder}/cut.gz`,
      `${folder}/whole.txt`,
      "--json",
      "--quiet",
      "--model",
      "none",
    ],
  );
  await Deno.remove(folder, { recursive: true });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /cut\.gz.*byte \d+/);
  const symbols = JSON.parse(stdout).instruments.map(({ symbol }: { symbol: string }) => symbol);
  assert.deepEqual(symbols.toSorted(), ["MILLUSDT", "RACEUSDT"]);
});

Deno.test("replay resynchronises at the next snapshot after a gap, without an error", async () => {
  const content = SOUND + diff(20, 30, 31, [["100.10", "4.00"]]) + snapshot(21, 31) +
    diff(22, 32, 33, [["100.10", "5.00"]]);
  const { code, stdout, stderr } = await replayFile("gap.txt", content);
  assert.equal(code, 0, stderr);
  const { counters, frames } = JSON.parse(stdout);
  assert.equal(counters.book.gaps, 1);
  assert.equal(counters.book.resyncs, 1);
  assert.equal(frames, 5);
});

Deno.test("replay says which symbols there are when --symbols names none of them", async () => {
  const { code, stderr } = await replayFile("sound.txt", SOUND, "--symbols", "NOSUCH");
  assert.equal(code, 2);
  assert.match(stderr, /NOSUCH.*MILLUSDT/);
});

async function replayFile(
  name: string,
  content: string | Uint8Array,
  ...more: string[]
): Promise<Ran> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/${name}`;
  try {
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
    return await millrace("replay", path, "--json", "--quiet", "--model", "none", ...more);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Enough diffs that a gzip of them has something behind the cut. */
function filler(): string {
  const lines: string[] = [];
  for (let id = 14; id < 4_000; id++) {
    lines.push(diff(5 + (id % 900), id, id, [["100.10", `${(id * 7919) % 997}.25`]]));
  }
  return lines.join("");
}

function truncated(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length * 0.7));
}

function noise(): Uint8Array {
  return Uint8Array.from({ length: 5_000 }, (_, i) => (i * 2_654_435_761) >>> 24);
}
