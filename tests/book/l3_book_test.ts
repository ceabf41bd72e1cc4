import assert from "node:assert/strict";
import { Fold } from "../../core/base/fold.ts";
import { Prng } from "../../core/base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { foldBook } from "../../core/book/book_hash.ts";
import { L3Book } from "../../core/book/l3_book.ts";
import { NaiveBook } from "./naive_book.ts";

function hashOf(book: L3Book): string {
  const fold = new Fold();
  foldBook(book, fold);
  return fold.toString();
}

/** Order ids at the best bid, oldest first. */
function bestBidQueue(book: L3Book): number[] {
  const ids: number[] = [];
  let order = book.firstAt(SIDE_BID, book.depth.bids.bestTicks);
  for (; order !== 0; order = book.nextOf(order)) ids.push(book.idLowOf(order));
  return ids;
}

Deno.test("L3Book stays equal to its naive twin over 100,000 random changes", () => {
  const random = new Prng(5);
  const book = new L3Book();
  const twin = new NaiveBook();
  let live: number[] = [];
  let nextId = 2 ** 32 - 2_000;
  for (let i = 0; i < 100_000; i++) {
    const side = random.nextBelow(2);
    const price = 5_000 + Math.floor(random.nextExponential(200)) * (side === 0 ? -1 : 1);
    const lots = 1 + random.nextBelow(50);
    const dice = random.nextBelow(1_000);
    if (dice < 480) {
      const id = nextId++;
      book.add(id | 0, Math.floor(id / 2 ** 32), side, price, lots);
      twin.add(id, side, price, lots);
      live.push(id);
    } else if (dice < 900) {
      if (live.length === 0) continue;
      const at = random.nextBelow(live.length);
      const id = live[at];
      const order = book.find(id | 0, Math.floor(id / 2 ** 32));
      const known = twin.get(id);
      if (known === undefined) {
        assert.equal(order, 0);
        live[at] = live[live.length - 1];
        live.pop();
        continue;
      }
      assert.equal(book.priceTicksOf(order), known.priceTicks);
      assert.equal(book.sideOf(order), known.side);
      assert.equal(book.queueAheadLots(order), twin.queueAheadLots(id));
      const all = random.nextBelow(3) > 0;
      if (all) book.remove(order);
      else book.reduce(order, lots);
      twin.reduce(id, all ? known.lots : lots);
    } else if (dice < 960) {
      book.takeAnonymous(side, price, lots);
      twin.takeAnonymous(side, price, lots);
    } else if (dice < 999) {
      const total = random.nextBelow(120);
      book.setLevel(side, price, total);
      twin.setLevel(side, price, total);
    } else if (random.nextBelow(4) === 0) {
      book.clear();
      twin.clear();
      live = [];
    }
    if (i % 1_000 === 999) {
      assert.equal(hashOf(book), twin.hash(), `after change ${i}`);
      assert.equal(book.orderCount, twin.ids().length);
    }
  }
});

Deno.test("reduce() keeps an order's place when part of it is taken", () => {
  const book = new L3Book();
  const first = book.add(1, 0, SIDE_BID, 100, 10);
  book.add(2, 0, SIDE_BID, 100, 20);
  assert.equal(book.reduce(first, 4), 4);
  assert.deepEqual(bestBidQueue(book), [1, 2]);
  assert.equal(book.depth.bids.bestLots, 26);
  assert.equal(book.reduce(first, 99), 6);
  assert.deepEqual(bestBidQueue(book), [2]);
  assert.equal(book.depth.bids.bestLots, 20);
});

Deno.test("takeAnonymous() takes what is not known, and never more", () => {
  const book = new L3Book();
  book.setLevel(SIDE_ASK, 101, 50);
  const order = book.add(1, 0, SIDE_ASK, 101, 10);
  assert.equal(book.queueAheadLots(order), 50);
  assert.equal(book.takeAnonymous(SIDE_ASK, 101, 30), 30);
  assert.equal(book.queueAheadLots(order), 20);
  assert.equal(book.takeAnonymous(SIDE_ASK, 101, 30), 20);
  assert.equal(book.takeAnonymous(SIDE_ASK, 101, 1), 0);
  assert.equal(book.takeAnonymous(SIDE_ASK, 102, 1), 0);
  assert.equal(book.depth.asks.bestLots, 10);
});

Deno.test("setLevel() drops known orders, oldest first, when the total is below them", () => {
  const book = new L3Book();
  for (let id = 1; id <= 4; id++) book.add(id, 0, SIDE_BID, 100, 10);
  book.setLevel(SIDE_BID, 100, 25);
  assert.deepEqual(bestBidQueue(book), [3, 4]);
  assert.equal(book.depth.bids.bestLots, 25);
  assert.equal(book.find(2, 0), 0);
  assert.equal(book.queueAheadLots(book.find(3, 0)), 5);
  book.setLevel(SIDE_BID, 100, 0);
  assert.equal(book.orderCount, 0);
  assert.equal(book.depth.bids.size, 0);
});
