/** Queue positions against slow and obvious twins, and against the engine with the order really in it. */
import assert from "node:assert/strict";
import { Prng } from "../../../core/base/prng.ts";
import type { QueueChoice } from "../../../core/exchange/venue/models.ts";
import {
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_REVEALED,
  ORDER_ADD,
  ORDER_CANCEL,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  STATUS_CLEAR,
} from "../../../core/wire/market.ts";
import { MATCH_CANCEL, MATCH_FILL, MATCH_REST } from "../../../core/matching/match_events.ts";
import { MatchingEngine } from "../../../core/matching/matching_engine.ts";
import { BUY, SELL, VenueRig } from "./venue_rig.ts";

const SEED = 20_260_101;

Deno.test("on L3 data our order stands behind those before it, and before those after it", () => {
  const rig = new VenueRig();
  rig.order(ORDER_ADD, 1, BUY, 100, 5);
  rig.order(ORDER_ADD, 2, BUY, 100, 5);
  rig.limit(9, BUY, 100, 4);
  rig.order(ORDER_ADD, 3, BUY, 100, 8);
  assert.equal(rig.exchange.aheadLots(9), 10);
  rig.order(ORDER_CANCEL, 3, BUY, 100, 2);
  assert.equal(rig.exchange.aheadLots(9), 10, "behind us");
  rig.order(ORDER_CANCEL, 2, BUY, 100, 2);
  rig.order(ORDER_EXECUTE, 1, BUY, 100, 3);
  assert.equal(rig.exchange.aheadLots(9), 5);
  rig.order(ORDER_DELETE, 1, BUY, 100, 0);
  rig.order(ORDER_REPLACE, 2, BUY, 100, 3, 4);
  assert.equal(rig.exchange.aheadLots(9), 0, "who replaces goes to the end");
  assert.deepEqual(rig.told(), ["9 accepted"]);
  rig.order(ORDER_EXECUTE, 3, BUY, 100, 3);
  assert.deepEqual(rig.told(), ["9 filled 3@100 maker"]);
  rig.order(ORDER_EXECUTE, 7, BUY, 99, 9);
  assert.deepEqual(rig.told(), ["9 filled 1@100 maker"], "an execution below went through us");
});

Deno.test("trades at our price take what is ahead; through it they fill us as far as they go", () => {
  const rig = new VenueRig();
  rig.book([100, 10], [101, 10]);
  rig.limit(1, BUY, 100, 4);
  rig.limit(2, BUY, 100, 4);
  rig.trade(BUY, 100, 50);
  rig.trade(SELL, 100, 50, FLAG_HIDDEN);
  rig.trade(SELL, 100, 8);
  assert.deepEqual(
    rig.told(),
    ["1 accepted", "2 accepted"],
    "other side; hidden; not yet our turn",
  );
  rig.trade(SELL, 100, 5);
  assert.deepEqual(rig.told(), ["1 filled 3@100 maker"]);
  rig.trade(SELL, 98, 3);
  assert.deepEqual(rig.told(), ["1 filled 1@100 maker", "2 filled 2@100 maker"]);
  rig.level(SELL, 99, 1);
  assert.deepEqual(rig.told(), ["2 filled 1@100 maker"]);
  rig.level(SELL, 99, 1);
  assert.deepEqual(rig.told(), [], "the same lot");
  rig.trade(2, 100, 9);
  assert.deepEqual(rig.told(), [], "an auction at our price may have passed us over");
  rig.trade(2, 99, 9);
  assert.deepEqual(rig.told(), ["2 filled 1@100 maker"]);
});

Deno.test("levels that leave the feed's range, and books that are rebuilt, do not move us up unduly", () => {
  const rig = new VenueRig();
  rig.book([100, 10], [101, 10]);
  rig.limit(1, BUY, 100, 4);
  rig.reports();
  rig.level(BUY, 100, 0, FLAG_REVEALED | FLAG_LAST);
  assert.equal(rig.exchange.aheadLots(1), 10);
  rig.level(BUY, 100, 12, FLAG_REVEALED | FLAG_LAST);
  rig.status(STATUS_CLEAR, 0);
  rig.level(BUY, 100, 11, 0);
  rig.level(SELL, 101, 10);
  assert.equal(rig.exchange.aheadLots(1), 10);
  rig.status(STATUS_CLEAR, 0);
  rig.level(BUY, 100, 6, 0);
  rig.level(SELL, 101, 10);
  assert.equal(rig.exchange.aheadLots(1), 6);
});

/** One order of ours on L2 data: hftbacktest's three rules, written down again from their description. */
class NaiveL2 {
  filled = 0;
  #traded = 0;
  constructor(readonly choice: QueueChoice, public ahead: number, readonly lots: number) {}

  trade(lots: number): void {
    const reach = Math.floor(lots - this.ahead);
    this.ahead = Math.max(0, this.ahead - lots);
    this.#traded += lots;
    if (reach > 0) this.filled += Math.min(reach, this.lots - this.filled);
  }

  change(before: number, after: number): void {
    const unexplained = before - after - this.#traded;
    this.#traded = 0;
    if (this.choice.kind !== "risk-averse" && unexplained > 0) {
      const front = this.ahead;
      const back = Math.max(0, before - front);
      const { choice } = this;
      const f = (x: number) =>
        choice.kind === "log" ? Math.log1p(x) : x ** (choice.kind === "power" ? choice.n : 0);
      const share = front === 0
        ? 1
        : back === 0
        ? 0
        : choice.form === "back-over-sum"
        ? f(back) / (f(back) + f(front))
        : choice.form === "back-over-total"
        ? f(back) / f(back + front)
        : 1 - f(front / (front + back));
      const fromBack = Math.min(back, share * unexplained);
      this.ahead = front - (unexplained - fromBack);
    }
    this.ahead = Math.max(0, Math.min(this.ahead, after));
  }
}

Deno.test(`on L2 data positions and fills equal a slow twin, for every model (seed ${SEED})`, () => {
  const choices: QueueChoice[] = [
    { kind: "risk-averse" },
    { kind: "power", n: 1, form: "back-over-sum" },
    { kind: "power", n: 3, form: "back-over-total" },
    { kind: "power", n: 2, form: "one-minus-front" },
    { kind: "log", form: "back-over-sum" },
    { kind: "log", form: "back-over-total" },
  ];
  const random = new Prng(SEED);
  let fills = 0;
  for (let round = 0; round < 600; round++) {
    const choice = choices[round % choices.length];
    const rig = new VenueRig({ queue: choice });
    let level = 1 + random.nextBelow(60);
    rig.book([100, level, 99, 5], [101, 10]);
    const lots = 1 + random.nextBelow(20);
    rig.limit(1, BUY, 100, lots);
    rig.reports();
    const twin = new NaiveL2(choice, level, lots);
    let filled = 0;
    for (let step = 0; step < 60 && twin.filled < lots; step++) {
      if (random.nextUnit() < 0.4) {
        const traded = 1 + random.nextBelow(8);
        twin.trade(traded);
        rig.trade(SELL, 100, traded);
      } else {
        const next = Math.max(0, level + random.nextBelow(31) - 16);
        twin.change(level, next);
        rig.level(BUY, 100, next);
        level = next;
      }
      for (const report of rig.reports()) filled += report.lots;
      assert.equal(filled, twin.filled, `round ${round} step ${step}`);
      if (filled < lots) {
        const ahead = rig.exchange.aheadLots(1);
        assert.ok(Math.abs(ahead - twin.ahead) < 1e-9, `round ${round}: ${ahead} ≠ ${twin.ahead}`);
      }
    }
    fills += filled;
  }
  assert.ok(fills > 1_000, "rounds come to fills");
});

interface Entry {
  readonly id: number;
  lots: number;
  readonly own: boolean;
}

Deno.test(`on L3 data positions and fills equal a list walked by hand (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  let fills = 0;
  for (let round = 0; round < 300; round++) {
    const rig = new VenueRig();
    let queue: Entry[] = [];
    let nextId = 1;
    const own = new Map<number, number>();
    const told = new Map<number, number>();
    for (let step = 0; step < 80; step++) {
      const others = queue.filter((entry) => !entry.own);
      const action = random.nextBelow(10);
      if (action < 4 || others.length === 0) {
        const lots = 1 + random.nextBelow(9);
        queue.push({ id: nextId, lots, own: false });
        rig.order(ORDER_ADD, nextId++, BUY, 100, lots);
      } else if (action === 4 && own.size < 3) {
        const id = 1_000 + step;
        const lots = 1 + random.nextBelow(9);
        queue.push({ id, lots, own: true });
        own.set(id, 0);
        rig.limit(id, BUY, 100, lots);
        rig.reports();
      } else if (action < 7) {
        const entry = others[random.nextBelow(others.length)];
        const lots = 1 + random.nextBelow(entry.lots);
        const wasLots = entry.lots;
        entry.lots -= lots;
        rig.order(lots === wasLots ? ORDER_DELETE : ORDER_CANCEL, entry.id, BUY, 100, lots);
      } else {
        // The recording executes its oldest order; what of ours stands before it would have been hit.
        const lots = 1 + random.nextBelow(others[0].lots);
        let left = lots;
        for (const entry of queue) {
          if (entry === others[0]) break;
          const hit = Math.min(left, entry.lots);
          entry.lots -= hit;
          left -= hit;
          own.set(entry.id, (own.get(entry.id) ?? 0) + hit);
        }
        others[0].lots -= lots;
        rig.order(ORDER_EXECUTE, others[0].id, BUY, 100, lots);
      }
      queue = queue.filter((entry) => entry.lots > 0);
      for (const { kind, id, lots } of rig.reports()) {
        if (kind === "filled") told.set(id, (told.get(id) ?? 0) + lots);
      }
      for (const [id, lots] of own) assert.equal(told.get(id) ?? 0, lots, `round ${round}: ${id}`);
      let ahead = 0;
      for (const entry of queue) {
        if (entry.own) assert.equal(rig.exchange.aheadLots(entry.id), ahead, `round ${round}`);
        else ahead += entry.lots;
      }
    }
    for (const lots of told.values()) fills += lots;
  }
  assert.ok(fills > 300, "rounds come to fills");
});

/**
 * Two engines get the same commands, one has our order in it as well; the feed of the other one goes to
 * the exchange. The worlds are equal until our first fill; from then on, what we got somebody else got
 * in the recording, and where takers rest, that changes what comes after.
 */
Deno.test(`on L3 data our first fill is that of an engine with our order really in it (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  let fills = 0;
  for (let round = 0; round < 600; round++) {
    const worlds = new Worlds(random);
    for (let step = 1; step < 200 && worlds.told === 0; step++) {
      if (step === worlds.ownStep && !worlds.enter()) break;
      const side = random.nextBelow(2);
      const better = side === BUY ? 1 : -1;
      const price = 100 + 2 * better - better * random.nextBelow(8);
      if (random.nextUnit() < 0.3) worlds.cancel(1 + random.nextBelow(step));
      else worlds.limit(step, side, price, 1 + random.nextBelow(12));
      assert.equal(worlds.told, worlds.expected, `round ${round} step ${step}`);
    }
    fills += worlds.told;
  }
  assert.ok(fills > 500, "rounds come to fills");
});

Deno.test(`on L3 data all our fills are those of the engine where takers never rest (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  let fills = 0;
  for (let round = 0; round < 600; round++) {
    const worlds = new Worlds(random);
    for (let step = 1; step < 200; step++) {
      if (step === worlds.ownStep && !worlds.enter()) break;
      const side = random.nextBelow(2);
      const choice = random.nextUnit();
      if (choice < 0.2) worlds.cancel(1 + random.nextBelow(step));
      else if (choice < 0.5) worlds.market(step, side, 1 + random.nextBelow(20));
      else {
        const away = random.nextBelow(6);
        worlds.limit(step, side, side === BUY ? 100 - away : 101 + away, 1 + random.nextBelow(12));
      }
      assert.equal(worlds.told, worlds.expected, `round ${round} step ${step}`);
    }
    fills += worlds.told;
  }
  assert.ok(fills > 2_000, "rounds come to fills");
});

const OWN = 5_000;

class Worlds {
  expected = 0;
  told = 0;
  readonly ownStep: number;
  readonly #rig = new VenueRig();
  readonly #without = new MatchingEngine();
  readonly #within = new MatchingEngine();
  readonly #side: number;
  readonly #price: number;
  readonly #lots: number;

  constructor(random: Prng) {
    this.ownStep = 20 + random.nextBelow(40);
    this.#side = random.nextBelow(2);
    this.#price = 96 + random.nextBelow(9);
    this.#lots = 5 + random.nextBelow(40);
  }

  /** Our order comes, if it does not take: it is queues that are compared. */
  enter(): boolean {
    const other = this.#without.book.side(this.#side ^ 1);
    const away = this.#side === BUY ? other.bestTicks - this.#price : this.#price - other.bestTicks;
    if (!other.isEmpty && away <= 0) return false;
    this.#within.submitLimit(OWN, 0, this.#side, this.#price, this.#lots);
    this.#rig.limit(OWN, this.#side, this.#price, this.#lots);
    return true;
  }

  limit(id: number, side: number, price: number, lots: number): void {
    this.#without.submitLimit(id, 0, side, price, lots);
    this.#within.submitLimit(id, 0, side, price, lots);
    this.#compare();
  }

  /** Only where the book can fill it: what finds nobody leaves no trace in a recording. */
  market(id: number, side: number, lots: number): void {
    let shown = 0;
    const { book } = this.#without;
    for (let price = 90; price < 112; price++) {
      for (let order = book.firstAt(side ^ 1, price); order !== 0;) {
        shown += book.queues.lotsOf(order);
        order = book.queues.nextOf(order);
      }
    }
    if (shown < lots) return;
    this.#without.submitMarket(id, 0, side, lots);
    this.#within.submitMarket(id, 0, side, lots);
    this.#compare();
  }

  cancel(id: number): void {
    this.#without.cancel(id, 0);
    this.#within.cancel(id, 0);
    this.#compare();
  }

  #compare(): void {
    tell(this.#rig, this.#without);
    const { events } = this.#within;
    for (let i = 0; i < events.count; i++) {
      const ours = events.kind(i) === MATCH_FILL && events.idLow(i) === OWN;
      if (ours) this.expected += events.qtyLots(i);
    }
    for (const { kind, lots } of this.#rig.reports()) this.told += kind === "filled" ? lots : 0;
  }
}

/** What the engine did, as an order feed. */
function tell(rig: VenueRig, { events }: MatchingEngine): void {
  for (let i = 0; i < events.count; i++) {
    const kind = events.kind(i);
    const action = kind === MATCH_FILL
      ? ORDER_EXECUTE
      : kind === MATCH_REST
      ? ORDER_ADD
      : kind === MATCH_CANCEL
      ? ORDER_CANCEL
      : 0;
    if (action === 0) continue;
    rig.order(action, events.idLow(i), events.side(i), events.priceTicks(i), events.qtyLots(i));
  }
}
