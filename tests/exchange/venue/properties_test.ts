/** What holds whatever happens: random markets of levels or of orders, random commands of all kinds. */
import assert from "node:assert/strict";
import { Prng } from "../../../core/base/prng.ts";
import { NO_PRICE_TICKS } from "../../../core/base/units.ts";
import type { ExchangeModels } from "../../../core/exchange/venue/models.ts";
import { ORDER_ADD, ORDER_CANCEL, ORDER_EXECUTE, STATUS_CLEAR } from "../../../core/wire/market.ts";
import { BUY, type Report, SELL, VenueRig } from "./venue_rig.ts";

const SEED = 20_260_202;
const SESSIONS = 300;
const STEPS = 250;
const MODELS: Partial<ExchangeModels>[] = [
  {},
  { queue: { kind: "power", n: 2, form: "back-over-sum" } },
  { queue: { kind: "log", form: "back-over-total" } },
];

interface Placed {
  readonly side: number;
  /** Prices that were asked for. */
  readonly prices: number[];
  leaves: number;
}

interface Entry {
  readonly id: number;
  readonly side: number;
  readonly price: number;
  lots: number;
}

/** A session of random messages and commands that looks at every report. */
class Session {
  readonly reports: Report[] = [];
  readonly rig: VenueRig;
  readonly #random: Prng;
  readonly #withOrders: boolean;
  readonly #placed = new Map<number, Placed>();
  #lastId = 0;
  /** Others' lots that came to a side and price. */
  readonly #arrived = new Map<string, number>();
  /** Lots that we took there, or on the whole side. */
  readonly #took = new Map<string, number>();
  readonly #levels = new Map<string, number>();
  readonly #entries: Entry[] = [];
  #lastEntry = 0;

  constructor(seed: number, models: Partial<ExchangeModels>, withOrders: boolean) {
    this.rig = new VenueRig(models);
    this.#random = new Prng(seed);
    this.#withOrders = withOrders;
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      const choice = this.#random.nextBelow(10);
      if (choice < 3) this.#command();
      else if (this.#withOrders) this.#orderEvent(choice);
      else if (choice < 5) this.#trade();
      else this.#level();
    }
    this.rig.at(this.rig.now + 1_000);
    this.rig.cancelAll(-1, -1);
    this.#look(0);
    assert.equal(this.rig.exchange.openOrders, 0);
    for (const { leaves } of this.#placed.values()) assert.equal(leaves, 0, "an order ended");
    const position = this.reports.reduce((sum, { kind, id, lots }) => {
      if (kind !== "filled") return sum;
      return sum + (this.#placed.get(id)?.side === BUY ? lots : -lots);
    }, 0);
    assert.equal(this.rig.exchange.positionLots(0), position);
  }

  #command(): void {
    const { rig } = this;
    const random = this.#random;
    const choice = random.nextBelow(12);
    const older = 1 + random.nextBelow(this.#lastId + 1);
    const price = 94 + random.nextBelow(14);
    const lots = 1 + random.nextBelow(15);
    if (choice === 0) rig.cancel(older);
    else if (choice === 1) {
      rig.modify(older, price, lots);
      this.#placed.get(older)?.prices.push(price);
    } else if (choice === 2 && random.nextUnit() < 0.1) rig.cancelAll(0);
    else this.#submit(price, lots);
    this.#look(0);
  }

  #submit(price: number, lots: number): void {
    const random = this.#random;
    const id = ++this.#lastId;
    const side = random.nextBelow(2);
    const type = random.nextUnit() < 0.7 ? 0 : random.nextBelow(4);
    const hasLimit = type === 0 || type === 3;
    const worst = side === BUY ? Infinity : -Infinity;
    this.#placed.set(id, { side, prices: [hasLimit ? price : worst], leaves: 0 });
    this.rig.submit(id, {
      side,
      type,
      lots,
      price: hasLimit ? price : NO_PRICE_TICKS,
      stop: type >= 2 ? 94 + random.nextBelow(14) : NO_PRICE_TICKS,
      tif: random.nextUnit() < 0.7 ? 0 : random.nextBelow(4),
      expire: this.rig.now + random.nextBelow(40),
      selfTrade: 1 + random.nextBelow(4),
      flags: random.nextUnit() < 0.8 ? 0 : random.nextBelow(4),
      display: random.nextUnit() < 0.9 ? 0 : 2,
    });
  }

  #trade(): void {
    const [side, price] = this.#place();
    const lots = 1 + this.#random.nextBelow(12);
    this.rig.trade(side ^ 1, price, lots);
    this.#look(lots);
  }

  #level(): void {
    const [side, price] = this.#place();
    const key = `${side} ${price}`;
    const lots = this.#random.nextBelow(20);
    if (this.#random.nextUnit() < 0.05) {
      // Rebuilt as it was: what we took stays taken.
      this.rig.status(STATUS_CLEAR, 0);
      for (const [other, shown] of this.#levels) {
        this.rig.level(Number(other[0]), Number(other.slice(2)), shown, 0);
      }
    }
    this.#arrive(side, price, lots - (this.#levels.get(key) ?? 0));
    this.#levels.set(key, lots);
    this.rig.level(side, price, lots);
    this.#look(0);
  }

  #orderEvent(choice: number): void {
    const entries = this.#entries;
    if (choice < 6 && entries.length > 0) {
      const best = entries.toSorted((a, b) =>
        a.side - b.side || better(b) - better(a) || a.id - b.id
      );
      const entry = best[this.#random.nextUnit() < 0.5 ? 0 : entries.length - 1];
      const lots = 1 + this.#random.nextBelow(entry.lots);
      this.rig.order(ORDER_EXECUTE, entry.id, entry.side, entry.price, lots);
      this.#reduce(entry, lots);
      this.#look(lots);
    } else if (choice < 7 && entries.length > 0) {
      const entry = entries[this.#random.nextBelow(entries.length)];
      const lots = 1 + this.#random.nextBelow(entry.lots);
      this.rig.order(ORDER_CANCEL, entry.id, entry.side, entry.price, lots);
      this.#reduce(entry, lots);
      this.#look(0);
    } else {
      const [side, price] = this.#place();
      const lots = 1 + this.#random.nextBelow(12);
      entries.push({ id: ++this.#lastEntry, side, price, lots });
      this.#arrive(side, price, lots);
      this.rig.order(ORDER_ADD, this.#lastEntry, side, price, lots);
      this.#look(0);
    }
  }

  #reduce(entry: Entry, lots: number): void {
    entry.lots -= lots;
    if (entry.lots === 0) this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  #place(): [number, number] {
    const side = this.#random.nextBelow(2);
    const away = this.#random.nextBelow(5) - (this.#random.nextUnit() < 0.1 ? 3 : 0);
    return [side, side === BUY ? 100 - away : 101 + away];
  }

  #arrive(side: number, price: number, lots: number): void {
    if (lots <= 0) return;
    for (const key of [`${side} ${price}`, `${side}`]) {
      this.#arrived.set(key, (this.#arrived.get(key) ?? 0) + lots);
    }
  }

  /** Looks at what an event led to. @param tradedLots that it told of */
  #look(tradedLots: number): void {
    const reports = this.rig.reports();
    this.reports.push(...reports);
    let made = 0;
    for (const report of reports) {
      const order = this.#placed.get(report.id);
      if (order === undefined) continue;
      if (report.kind === "filled") {
        const worst = order.side === BUY ? Math.max(...order.prices) : Math.min(...order.prices);
        assert.ok(order.side === BUY ? report.price <= worst : report.price >= worst, "the limit");
        if (report.maker && tradedLots > 0) made += report.lots;
        else this.#take(order.side ^ 1, report);
      }
      this.#follow(order, report);
    }
    assert.ok(made <= tradedLots, `${made} lots of a trade of ${tradedLots}`);
  }

  #take(side: number, { maker, price, lots }: Report): void {
    for (const key of maker ? [`${side}`] : [`${side} ${price}`, `${side}`]) {
      const took = (this.#took.get(key) ?? 0) + lots;
      this.#took.set(key, took);
      assert.ok(took <= (this.#arrived.get(key) ?? 0), `took ${took} of what came to ${key}`);
    }
  }

  /** What is left of an order follows from one report to the next. */
  #follow(order: Placed, { kind, lots, leaves }: Report): void {
    if (kind === "filled") assert.equal(leaves, order.leaves - lots);
    if (kind === "cancelled" || kind === "expired") assert.equal(lots, order.leaves);
    if (kind === "cancel rejected") assert.equal(leaves, order.leaves);
    assert.ok(leaves >= 0);
    order.leaves = leaves;
  }
}

function better({ side, price }: Entry): number {
  return side === BUY ? price : -price;
}

for (const withOrders of [false, true]) {
  const feed = withOrders ? "orders" : "levels";
  Deno.test(`no fill exceeds what traded or was shown, no lot is used twice, all adds up, on ${feed} (seed ${SEED})`, () => {
    let made = 0;
    let taken = 0;
    for (let i = 0; i < SESSIONS; i++) {
      const session = new Session(SEED + i, MODELS[i % MODELS.length], withOrders);
      session.run();
      for (const { kind, maker, lots } of session.reports) {
        if (kind !== "filled") continue;
        if (maker) made += lots;
        else taken += lots;
      }
    }
    assert.ok(
      made > 5_000 && taken > 5_000,
      `sessions come to fills: ${made} made, ${taken} taken`,
    );
  });
}

Deno.test("the same messages, commands and seed give the same reports", () => {
  const random = { kind: "lognormal", medianNanos: 3, sigma: 1 } as const;
  const models = { feed: random, entry: random, response: random, seed: 5 };
  const run = (seed: number) => {
    const rig = new VenueRig({ ...models, seed });
    const prng = new Prng(9);
    for (let id = 1; id < 300; id++) {
      rig.level(SELL, 101 + prng.nextBelow(3), prng.nextBelow(10));
      rig.trade(SELL, 99 + prng.nextBelow(3), 1 + prng.nextBelow(5));
      rig.limit(id, BUY, 99 + prng.nextBelow(4), 1 + prng.nextBelow(5));
    }
    rig.at(rig.now + 1_000);
    return rig.reports();
  };
  assert.deepEqual(run(5), run(5));
  assert.notDeepEqual(run(5), run(6), "the seed matters");
});
