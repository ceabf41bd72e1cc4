/**
 * Order flow worked by hand from the definition of Cont, Kukanov and Stoikov: every case of price up,
 * same and down on each side. The book before is bid 100 × 10, ask 102 × 20.
 */
import assert from "node:assert/strict";
import { FRAME_SLOT_BYTES } from "../../../core/base/limits.ts";
import { Levels } from "../../../core/features/inputs/levels.ts";
import { type Level, type TestFrame, writeFrame } from "../frames.ts";

const BEFORE: TestFrame = { recvNanos: 0, bids: [[100, 10]], asks: [[102, 20]] };

function flowAfter(frames: readonly TestFrame[], comparable = true): number[] {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const levels = new Levels();
  frames.forEach((frame, n) => {
    writeFrame(frame, words, doubles);
    levels.load(words, doubles, 0, n > 0 && comparable);
  });
  return [...levels.flowLots];
}

const NO_LEVEL: readonly Level[] = [];

/** [what happened, bids, asks, e at the best level] */
const CASES: readonly [string, readonly Level[], readonly Level[], number][] = [
  ["nothing changes", [[100, 10]], [[102, 20]], 0],
  ["the bid queue grows", [[100, 15]], [[102, 20]], 15 - 10],
  ["the bid queue shrinks", [[100, 4]], [[102, 20]], 4 - 10],
  ["the bid rises: its whole new queue is demand", [[101, 3]], [[102, 20]], 3],
  ["the bid falls: its whole old queue has gone", [[99, 50]], [[102, 20]], -10],
  ["the ask queue grows", [[100, 10]], [[102, 26]], -26 + 20],
  ["the ask queue shrinks", [[100, 10]], [[102, 1]], -1 + 20],
  ["the ask falls: its whole new queue is supply", [[100, 10]], [[101, 7]], -7],
  ["the ask rises: its whole old queue has gone", [[100, 10]], [[103, 90]], 20],
  ["both rise", [[101, 5]], [[103, 6]], 5 + 20],
  ["both fall", [[99, 5]], [[101, 6]], -10 - 6],
  ["the spread widens", [[99, 5]], [[103, 6]], -10 + 20],
  ["the spread narrows to a tick", [[101, 5]], [[102, 8]], 5 + 12],
  ["the bid side empties", NO_LEVEL, [[102, 20]], -10],
  ["the ask side empties", [[100, 10]], NO_LEVEL, 20],
  ["both sides empty", NO_LEVEL, NO_LEVEL, -10 + 20],
];

for (const [what, bids, asks, expected] of CASES) {
  Deno.test(`Levels.load() finds a flow of ${expected} lots when ${what}`, () => {
    const flow = flowAfter([BEFORE, { recvNanos: 1, bids, asks }]);
    assert.deepEqual(flow, [expected, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
}

Deno.test("Levels.load() counts a side that comes back as new when it was empty", () => {
  const empty: TestFrame = { recvNanos: 1, bids: [], asks: [] };
  assert.equal(flowAfter([BEFORE, empty, { ...BEFORE, recvNanos: 2 }])[0], 10 - 20);
  assert.equal(flowAfter([BEFORE, empty, empty])[0], 0);
});

Deno.test("Levels.load() compares level with level when there are several", () => {
  const before: TestFrame = {
    recvNanos: 0,
    bids: [[100, 10], [99, 11], [97, 12]],
    asks: [[101, 20], [102, 21]],
  };
  const after: TestFrame = {
    recvNanos: 1,
    bids: [[99, 11], [98, 5]],
    asks: [[101, 22], [102, 21], [105, 9]],
  };
  // Level 1: bid fell −10, ask grew −2. Level 2: bid fell −11. Level 3: bid left −12, ask came −9.
  assert.deepEqual(flowAfter([before, after]).slice(0, 4), [-12, -11, -21, 0]);
});

Deno.test("Levels.load() negates the flow when the book is mirrored", () => {
  const mirror = (levels: readonly Level[]): Level[] => levels.map(([p, q]) => [1000 - p, q]);
  for (const [what, bids, asks, expected] of CASES) {
    const flow = flowAfter([
      { recvNanos: 0, bids: mirror(BEFORE.asks), asks: mirror(BEFORE.bids) },
      { recvNanos: 1, bids: mirror(asks), asks: mirror(bids) },
    ]);
    assert.equal(flow[0], expected === 0 ? 0 : -expected, what);
  }
});

Deno.test("Levels.load() reports no flow when frames cannot be compared", () => {
  const after: TestFrame = { recvNanos: 1, bids: [[100, 99]], asks: [[102, 1]] };
  assert.deepEqual(flowAfter([BEFORE, after], false), new Array(10).fill(0));
});
