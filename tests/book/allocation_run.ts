/**
 * Measures heap growth of the books in steady state; run by allocation_test.ts in a process of its
 * own, with --expose-gc. Prints one JSON object: growth in bytes per million operations of heap and
 * backing stores together.
 */
import { Prng } from "../../core/base/prng.ts";
import { SIDE_BID } from "../../core/base/units.ts";
import { L2Book } from "../../core/book/l2_book.ts";
import { L3Book } from "../../core/book/l3_book.ts";
import { MatchingEngine } from "../../core/matching/matching_engine.ts";
import { FLAG_LAST } from "../../core/wire/market.ts";
import { BookRig } from "./book_rig.ts";

const OPERATIONS = 1_000_000;
declare const gc: () => void;

/** Random words made beforehand: large numbers cost heap when a function returns them. */
const WORDS = 1 << 20;
const words = new Int32Array(WORDS);
const random = new Prng(1);
for (let i = 0; i < WORDS; i++) words[i] = random.nextUint32();

/** Millions measured at the most: on a busy machine the compiler takes its time. */
const MOST_ROUNDS = 12;
/** Bytes of a million operations that settle it. */
const SURELY_FLAT_BYTES = 512 * 1_024;

/**
 * Heap growth of a million operations, after a first one has warmed up code and arrays: the least of
 * several, because code that is not compiled yet boxes numbers, and the compiler's own garbage lands in
 * whichever million it finishes. What every operation leaves behind is in all of them.
 */
function growth(run: (operations: number) => void): number {
  run(OPERATIONS);
  let least = growthOnce(run);
  for (let round = 1; round < MOST_ROUNDS && least > SURELY_FLAT_BYTES; round++) {
    least = Math.min(least, growthOnce(run));
  }
  return least;
}

function growthOnce(run: (operations: number) => void): number {
  gc();
  const before = Deno.memoryUsage();
  run(OPERATIONS);
  // Not collected first: garbage counts as well, as far as it has not been swept by itself.
  const after = Deno.memoryUsage();
  return after.heapUsed + after.external - before.heapUsed - before.external;
}

function l2(): (operations: number) => void {
  const book = new L2Book();
  const ticks = new Int32Array(10);
  const lots = new Float64Array(10);
  return (operations) => {
    for (let i = 0; i < operations; i++) {
      const word = words[i & (WORDS - 1)];
      const side = word & 1;
      const away = (word >> 1) & 2_047;
      book.set(side, 10_000 + (side === SIDE_BID ? -away : away), (word >> 12) & 3);
      if ((i & 15) === 0) book.bids.fillTop(10, ticks, 0, lots, 0);
    }
  };
}

function l3(): (operations: number) => void {
  const book = new L3Book();
  return (operations) => {
    for (let i = 0; i < operations; i++) {
      const word = words[i & (WORDS - 1)];
      const side = word & 1;
      const away = (word >> 1) & 255;
      const id = (word >> 9) & 0x3fff;
      const order = book.find(id, 7);
      if (order === 0) {
        book.add(id, 7, side, 10_000 + (side === SIDE_BID ? -away : away), 1 + (i & 63));
      } else if ((i & 1) === 0) {
        book.reduce(order, 1 + ((word >> 23) & 31));
      } else {
        book.remove(order);
      }
    }
  };
}

function matching(): (operations: number) => void {
  const engine = new MatchingEngine();
  return (operations) => {
    for (let i = 0; i < operations; i++) {
      const word = words[i & (WORDS - 1)];
      const side = word & 1;
      const away = ((word >> 1) & 63) - 2;
      const id = (word >> 7) & 0xfff;
      const lots = 1 + ((word >> 19) & 31);
      if ((i & 7) === 0) engine.submitMarket(-1, 0, side, lots);
      else if (engine.book.find(id, 0) !== 0) engine.cancel(id, 0);
      else engine.submitLimit(id, 0, side, 10_000 + (side === SIDE_BID ? -away : away), lots);
    }
  };
}

function agent(): (operations: number) => void {
  const rig = new BookRig();
  rig.define();
  return (operations) => {
    for (let i = 0; i < operations; i += 1_000) {
      for (let m = 0; m < 1_000; m++) {
        const word = words[(i + m) & (WORDS - 1)];
        const side = word & 1;
        const price = 10_000 + (side === SIDE_BID ? -1 : 1) * (1 + ((word >> 1) & 63));
        rig.writer.begin(0, i, i, i + m);
        if ((m & 7) === 0) rig.writer.trade(side, price, 2, m, FLAG_LAST);
        else if ((m & 7) === 1) rig.writer.quote(9_999, 1, 10_001, 1, FLAG_LAST);
        else rig.writer.level(side, price, (word >> 8) & 3, (m & 1) * FLAG_LAST);
      }
      rig.writer.publish(i);
      while (rig.agent.doWork() > 0) rig.frames.advance(rig.frames.available());
    }
  };
}

console.log(JSON.stringify({
  l2: growth(l2()),
  l3: growth(l3()),
  matching: growth(matching()),
  agent: growth(agent()),
}));
