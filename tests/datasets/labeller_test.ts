import assert from "node:assert/strict";
import fc from "fast-check";
import { type Horizon, type Smoothing, SMOOTHINGS } from "../../datasets/label_rule.ts";
import { Labeller } from "../../datasets/labeller.ts";

const SEED = 20_260_119;

interface Frame {
  readonly mid: number;
  readonly nanos: number;
  readonly isRow: boolean;
}

interface Label {
  readonly move: number;
  readonly base: number;
}

/** The same by looking ahead in the whole list. undefined = not known by its end. */
function slowLabel(
  frames: readonly Frame[],
  row: number,
  horizon: Horizon,
  smoothing: Smoothing,
): Label | undefined {
  let newest = -Infinity;
  const times = frames.map(({ nanos }) => newest = Math.max(newest, nanos));
  let ahead: readonly Frame[];
  let behind: readonly Frame[] | undefined;
  if (horizon.unit === "frames") {
    if (row + horizon.frames >= frames.length) return undefined;
    ahead = frames.slice(row + 1, row + horizon.frames + 1);
    behind = row + 1 < horizon.frames ? undefined : frames.slice(row + 1 - horizon.frames, row + 1);
  } else {
    const end = times[row] + horizon.nanos;
    if (times[frames.length - 1] <= end) return undefined;
    ahead = frames.filter((_, i) => i > row && times[i] <= end);
    const begin = times[row] - horizon.nanos;
    behind = begin < times[0] ? undefined : frames.filter((_, i) => i <= row && times[i] > begin);
  }
  const last = ahead.at(-1)?.mid ?? frames[row].mid;
  const target = smoothing === "none" || ahead.length === 0 ? last : meanOf(ahead);
  const base = smoothing === "means" ? behind && meanOf(behind) : frames[row].mid;
  return base === undefined ? { move: NaN, base: NaN } : { move: target - base, base };
}

function meanOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, { mid }) => sum + mid, 0) / frames.length;
}

/** What the labeller says of every row, in order; undefined = nothing by the end. */
function labelsOf(frames: readonly Frame[], horizon: Horizon, smoothing: Smoothing) {
  const labeller = new Labeller(horizon, smoothing);
  const labels: Label[] = [];
  const knownAt: number[] = [];
  for (const [i, { mid, nanos, isRow }] of frames.entries()) {
    const known = labeller.observe(mid, nanos);
    for (let k = 0; k < known; k++) {
      labels.push({ move: labeller.moves[k], base: labeller.bases[k] });
      knownAt.push(i);
    }
    if (isRow) labeller.remember();
  }
  return { labels, knownAt, waiting: labeller.waiting };
}

/** Time mostly goes on, sometimes stands still, jumps, or steps back. */
const FRAMES = fc.array(
  fc.record({
    step: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: fc.integer({ min: -30, max: 100 }) },
    ),
    mid: fc.integer({ min: 990, max: 1_010 }),
    isRow: fc.boolean(),
  }),
  { minLength: 1, maxLength: 300, size: "max" },
).map((steps) => {
  let nanos = 1_000;
  return steps.map(({ step, mid, isRow }): Frame => ({ mid, isRow, nanos: nanos += step }));
});
const HORIZON: fc.Arbitrary<Horizon> = fc.oneof(
  fc.integer({ min: 1, max: 80 }).map((frames) => ({ unit: "frames", frames }) as const),
  fc.integer({ min: 1, max: 200 }).map((nanos) => ({ unit: "nanos", nanos }) as const),
);

Deno.test("Labeller says what a twin that looks ahead says, and nothing where that is unknown", () => {
  fc.assert(
    fc.property(FRAMES, HORIZON, fc.constantFrom(...SMOOTHINGS), (frames, horizon, smoothing) => {
      const { labels, waiting } = labelsOf(frames, horizon, smoothing);
      const rows = frames.flatMap(({ isRow }, i) => isRow ? [i] : []);
      const expected = rows.map((row) => slowLabel(frames, row, horizon, smoothing));
      const known = expected.filter((label) => label !== undefined);
      assert.equal(labels.length, known.length);
      assert.equal(waiting, expected.length - known.length);
      for (const [i, { move, base }] of known.entries()) {
        if (Number.isNaN(base)) assert.ok(Number.isNaN(labels[i].move));
        else {
          assert.ok(Math.abs(labels[i].move - move) < 1e-9, `row ${rows[i]}`);
          assert.ok(Math.abs(labels[i].base - base) < 1e-9, `row ${rows[i]}`);
        }
      }
    }),
    { seed: SEED, numRuns: 400 },
  );
});

Deno.test("Labeller says nothing sooner when the future changes", () => {
  fc.assert(
    fc.property(FRAMES, HORIZON, fc.constantFrom(...SMOOTHINGS), fc.nat(), (...given) => {
      const [frames, horizon, smoothing, at] = given;
      const cut = at % frames.length;
      const changed = frames.map((frame, i) => i < cut ? frame : { ...frame, mid: frame.mid + 7 });
      const one = labelsOf(frames, horizon, smoothing);
      const other = labelsOf(changed, horizon, smoothing);
      const before = one.knownAt.filter((i) => i < cut).length;
      assert.deepEqual(other.labels.slice(0, before), one.labels.slice(0, before));
    }),
    { seed: SEED, numRuns: 200 },
  );
});

Deno.test("Labeller answers by hand-computed moves of both kinds of horizon", () => {
  const mids = [100, 102, 104, 100, 98, 96];
  const frames = mids.map((mid, i) => ({ mid, nanos: 10 * i, isRow: i === 1 || i === 2 }));
  const three = { unit: "frames", frames: 2 } as const;
  const moves = (horizon: Horizon, smoothing: Smoothing) =>
    labelsOf(frames, horizon, smoothing).labels.map(({ move }) => move);
  assert.deepEqual(moves(three, "none"), [100 - 102, 98 - 104]);
  assert.deepEqual(moves(three, "mean"), [102 - 102, 99 - 104]);
  assert.deepEqual(moves(three, "means"), [102 - 101, 99 - 103]);
  const time = { unit: "nanos", nanos: 25 } as const;
  assert.deepEqual(moves(time, "none"), [100 - 102, 98 - 104]);
  assert.deepEqual(moves(time, "mean"), [102 - 102, 99 - 104]);
  assert.deepEqual(
    moves(time, "means").map(String),
    ["NaN", "NaN"],
    "25 ns before 10 and 20 is not seen",
  );
});

Deno.test("Labeller begins anew when it is reset", () => {
  const labeller = new Labeller({ unit: "frames", frames: 1 }, "mean");
  labeller.observe(100, 0);
  labeller.remember();
  labeller.reset();
  assert.equal(labeller.waiting, 0);
  assert.equal(labeller.observe(5_000, 1), 0);
  labeller.remember();
  assert.equal(labeller.observe(5_003, 2), 1);
  assert.equal(labeller.moves[0], 3);
});
