import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../core/base/prng.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { FAR_BOUND, Ladder, MAX_WINDOW } from "../../core/book/ladder.ts";

const MAX_PRICE = 0x7fff_ffff;

/** Prices and quantities from the best, read three ways that must agree. */
function contents(ladder: Ladder): [number, number][] {
  const ticks = new Int32Array(ladder.size + 2);
  const lots = new Float64Array(ladder.size + 2);
  assert.equal(ladder.fillTop(ladder.size + 2, ticks, 0, lots, 0), ladder.size);
  assert.equal(ticks[ladder.size], NO_PRICE_TICKS);
  assert.equal(lots[ladder.size], 0);
  const walked: [number, number][] = [];
  for (let price = ladder.bestTicks; price !== NO_PRICE_TICKS; price = ladder.nextTicks(price)) {
    walked.push([price, ladder.lotsAt(price)]);
  }
  assert.deepEqual(walked.map(([price]) => price), [...ticks.subarray(0, ladder.size)]);
  assert.equal(ladder.bestTicks, walked[0]?.[0] ?? NO_PRICE_TICKS);
  assert.equal(ladder.bestLots, walked[0]?.[1] ?? 0);
  return walked;
}

function expected(side: number, levels: Map<number, number>): [number, number][] {
  return [...levels].sort(([a], [b]) => side === SIDE_BID ? b - a : a - b);
}

function twins(side: typeof SIDE_BID | typeof SIDE_ASK) {
  const ladder = new Ladder(side);
  const levels = new Map<number, number>();
  const set = (price: number, lots: number) => {
    ladder.set(price, lots);
    if (lots > 0) levels.set(price, lots);
    else levels.delete(price);
  };
  const check = () => assert.deepEqual(contents(ladder), expected(side, levels));
  return { ladder, levels, set, check };
}

for (const side of [SIDE_BID, SIDE_ASK] as const) {
  const name = side === SIDE_BID ? "bids" : "asks";

  Deno.test(`set() keeps ${name} equal to a sorted Map when levels come and go anywhere`, () => {
    const near = fc.integer({ min: 1_000, max: 1_060 });
    const wide = fc.integer({ min: 1, max: 5_000 });
    const any = fc.integer({ min: -MAX_PRICE, max: MAX_PRICE });
    const edge = fc.constantFrom(-MAX_PRICE, -1, 0, 1, MAX_PRICE - 1, MAX_PRICE);
    const price = fc.oneof(
      { arbitrary: near, weight: 5 },
      { arbitrary: wide, weight: 3 },
      any,
      edge,
    );
    const step = fc.tuple(price, fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { set, check } = twins(side);
        for (const [price, lots] of steps) {
          set(price, lots);
          check();
        }
      }),
      { seed: 20240808, numRuns: 300 },
    );
  });

  Deno.test(`set() keeps ${name} right when the market wanders over many windows`, () => {
    const { ladder, levels, set, check } = twins(side);
    const random = new Prng(side + 1);
    let market = 50_000;
    for (let i = 0; i < 60_000; i++) {
      market += random.nextBelow(21) - 10;
      if (random.nextBelow(2_000) === 0) market += (random.nextBelow(2) * 2 - 1) * 3_000;
      const offset = Math.floor(random.nextExponential(150));
      set(side === SIDE_BID ? market - offset : market + offset, random.nextBelow(5));
      // The market passes through levels: remove what is better than it.
      while (levels.size > 0) {
        const best = ladder.bestTicks;
        if (side === SIDE_BID ? best <= market : best >= market) break;
        set(best, 0);
      }
      if (i % 500 === 0) check();
    }
    check();
    assert.ok(levels.size > 200, `the run left ${levels.size} levels`);
  });

  Deno.test(`the window of ${name} grows when many levels lie within its reach`, () => {
    const { ladder, set, check } = twins(side);
    const away = side === SIDE_BID ? -1 : 1;
    set(100_000, 1);
    for (let i = 1; i <= 3_000; i++) set(100_000 + away * 7 * i, i);
    check();
    assert.ok(ladder.windowTicks > 8_192, `window is ${ladder.windowTicks}`);
    assert.ok(ladder.overflowSize <= FAR_BOUND, `overflow is ${ladder.overflowSize}`);
  });

  Deno.test(`the window of ${name} stays small when levels are out of any reach`, () => {
    const { ladder, set, check } = twins(side);
    const away = side === SIDE_BID ? -1 : 1;
    for (let i = 0; i < 2_000; i++) set(1_000_000_000 + away * i * 10_000, 1);
    check();
    assert.equal(ladder.windowTicks, 512);
    // One bad price far on the other side, and back again.
    const size = ladder.size;
    set(1_000_000_000 - away * 900_000_000, 5);
    check();
    set(1_000_000_000 - away * 900_000_000, 0);
    check();
    assert.equal(ladder.size, size);
    assert.ok(ladder.windowTicks < MAX_WINDOW);
  });
}

Deno.test("the window grows rather than move out and back for one far order", () => {
  const { ladder, set, check } = twins(SIDE_BID);
  for (let i = 0; i < 100; i++) set(9_000 + i, 1);
  set(10_000, 1);
  check();
  assert.ok(ladder.windowTicks >= 1_024, `window is ${ladder.windowTicks}`);
  assert.equal(ladder.overflowSize, 0);
  set(10_000, 0);
  check();
});

Deno.test("add() changes a level by a difference and removes it when nothing is left", () => {
  const ladder = new Ladder(SIDE_ASK);
  ladder.add(101, 5);
  ladder.add(101, 2);
  ladder.add(100, 4);
  assert.deepEqual(contents(ladder), [[100, 4], [101, 7]]);
  ladder.add(100, -4);
  ladder.add(99, -1);
  assert.deepEqual(contents(ladder), [[101, 7]]);
});

Deno.test("clear() empties a ladder, which then works as a new one", () => {
  const { ladder, levels, set, check } = twins(SIDE_BID);
  for (let i = 0; i < 2_000; i++) set(i * 3, i);
  ladder.clear();
  levels.clear();
  check();
  for (let i = 0; i < 2_000; i++) set(-i * 5, i);
  check();
});

Deno.test("a level keeps its quantity and its tag when the window moves and grows", () => {
  const ladder = new Ladder(SIDE_BID);
  ladder.set(1_000, 77);
  ladder.setTag(1_000, 5);
  ladder.setTag(999, 6);
  for (let i = 1; i <= 4_000; i++) {
    ladder.set(1_000 + 5 * i, 1);
    assert.equal(ladder.lotsAt(1_000), 77);
    assert.equal(ladder.tagAt(1_000), 5);
  }
  for (let i = 4_000; i >= 1; i--) ladder.set(1_000 + 5 * i, 0);
  assert.equal(ladder.tagAt(1_000), 5);
  assert.deepEqual(contents(ladder), [[1_000, 77]]);
});
