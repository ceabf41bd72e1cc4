/**
 * Streams of a book. Changes are collected from when a stream has its first subscriber, so that the
 * update ids of its messages follow each other without a hole, and every message holds the newest size
 * of each level that changed since the one before.
 *
 * ```text
 *   command ─▶ levels touched ─┬─▶ depth@0ms      one message a command
 *                              └─▶ depth@100ms …  a set of levels, read when the time is up
 * ```
 */
import { SIDE_BID } from "../../core/base/units.ts";
import type { LevelChanges, Market } from "../market/market.ts";
import { Beat } from "./beat.ts";
import { depthText, levelText } from "./stream_texts.ts";
import { Topic } from "./topic.ts";

export class DepthTopic extends Topic {
  readonly #market: Market;
  /** 0 = at once. */
  readonly everyMillis: number;
  /** Levels that changed since the last message, by side. */
  readonly #touched: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
  readonly #beat: Beat;
  #lastId: number;

  constructor(name: string, market: Market, everyMillis: number) {
    super(name);
    this.#market = market;
    this.everyMillis = everyMillis;
    this.#beat = new Beat(everyMillis);
    this.#lastId = market.updateId;
  }

  changed(changes: LevelChanges): void {
    for (let i = 0; i < changes.count; i++) this.#touched[changes.sides[i]].add(changes.ticks[i]);
    if (this.everyMillis === 0) this.#send();
  }

  /** Sends what has been collected, when it is time. */
  tick(nowMillis: number): void {
    if (this.everyMillis === 0 || !this.#beat.isDue(nowMillis)) return;
    if (this.#lastId < this.#market.updateId) this.#send();
  }

  #send(): void {
    const market = this.#market;
    const [bids, asks] = this.#touched;
    const ids = { first: this.#lastId + 1, last: market.updateId, before: this.#lastId };
    this.#lastId = market.updateId;
    this.publish(depthText(market, ids, textOf(market, 0, bids), textOf(market, 1, asks)));
    bids.clear();
    asks.clear();
  }
}

/** The best levels as a whole, at an interval, when the book has changed. */
export class PartialDepthTopic extends Topic {
  readonly #market: Market;
  readonly #levels: number;
  readonly #beat: Beat;
  #lastId = 0;

  constructor(name: string, market: Market, levels: number, everyMillis: number) {
    super(name);
    this.#market = market;
    this.#levels = levels;
    this.#beat = new Beat(everyMillis);
  }

  tick(nowMillis: number): void {
    if (!this.#beat.isDue(nowMillis)) return;
    const market = this.#market;
    if (this.#lastId === market.updateId) return;
    const bids = topText(market, 0, this.#levels);
    const asks = topText(market, 1, this.#levels);
    if (market.listing.venue === "spot") {
      const head = `{"lastUpdateId":${market.updateId}`;
      this.publish(`${head},"bids":[${bids}],"asks":[${asks}]}`);
    } else {
      const ids = { first: this.#lastId + 1, last: market.updateId, before: this.#lastId };
      this.publish(depthText(market, ids, bids, asks));
    }
    this.#lastId = market.updateId;
  }
}

function textOf(market: Market, side: number, ticks: ReadonlySet<number>): string {
  const ladder = market.book.side(side);
  const best = side === SIDE_BID ? -1 : 1;
  const sorted = ticks.size < 2 ? [...ticks] : [...ticks].sort((a, b) => best * (a - b));
  return sorted.map((price) => levelText(market, price, ladder.lotsAt(price))).join(",");
}

/** The best levels of a side, as the elements of a list. */
export function topText(market: Market, side: number, count: number): string {
  const { book } = market;
  const ladder = book.side(side);
  const texts: string[] = [];
  for (
    let level = ladder.bestLevel;
    level !== 0 && texts.length < count;
    level = ladder.levelAfter(level)
  ) {
    texts.push(levelText(market, book.queues.levelTicks(level), book.queues.levelLots(level)));
  }
  return texts.join(",");
}
