/**
 * The table of a venue's streams: opened when somebody subscribes, closed when nobody does any more, and
 * in between told of what happens in the markets.
 */
import { INTERVALS } from "../market/candles.ts";
import type { LevelChanges, Market, MarketWatcher } from "../market/market.ts";
import type { MarkPrice } from "../market/mark_price.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import { CandleTopic, ClockedTopic, MarkTopic, TickerTopic } from "./clocked_topics.ts";
import { DepthTopic, PartialDepthTopic } from "./depth_topics.ts";
import type { StreamSession, Subscriptions } from "./stream_session.ts";
import { aggregateText, quoteText, tradeText } from "./stream_texts.ts";
import { Topic } from "./topic.ts";

/** Streams of one market that something is done for as it happens. */
interface MarketTopics {
  trade: Topic | undefined;
  aggTrade: Topic | undefined;
  bookTicker: Topic | undefined;
  readonly depth: Set<DepthTopic>;
  readonly clocked: Set<ClockedTopic | PartialDepthTopic>;
}

const STREAM = /^([a-z0-9]+)@([A-Za-z]+?)(\d*)(?:_(\w+))?(?:@(\d+)(ms|s))?$/;
const PARTIAL_LEVELS = new Set([5, 10, 20]);

/** Where names of user streams are known. */
export interface UserTopics {
  find(name: string): Topic | undefined;
}

export class MarketStreams implements MarketWatcher, Subscriptions {
  readonly #markets: ReadonlyMap<string, Market>;
  readonly #marks: ReadonlyMap<string, MarkPrice>;
  readonly #users: UserTopics;
  readonly #topics = new Map<string, Topic>();
  readonly #byMarket = new Map<Market, MarketTopics>();

  constructor(
    markets: ReadonlyMap<string, Market>,
    marks: ReadonlyMap<string, MarkPrice>,
    users: UserTopics,
  ) {
    this.#markets = markets;
    this.#marks = marks;
    this.#users = users;
    for (const market of markets.values()) {
      market.watcher = this;
      this.#byMarket.set(market, {
        trade: undefined,
        aggTrade: undefined,
        bookTicker: undefined,
        depth: new Set(),
        clocked: new Set(),
      });
    }
  }

  subscribe(session: StreamSession, name: string): void {
    const topic = this.#users.find(name) ?? this.#topics.get(name) ?? this.#open(name);
    topic?.sessions.add(session);
  }

  unsubscribe(session: StreamSession, name: string): void {
    const user = this.#users.find(name);
    if (user !== undefined) {
      user.sessions.delete(session);
      return;
    }
    const topic = this.#topics.get(name);
    if (topic === undefined) return;
    topic.sessions.delete(session);
    if (topic.isIdle) this.#close(topic);
  }

  isUserStream(name: string): boolean {
    return this.#users.find(name) !== undefined;
  }

  traded(market: Market, trade: TapedTrade): void {
    this.#of(market).trade?.publish(tradeText(market, trade));
  }

  aggregated(market: Market, aggregate: TapedTrade): void {
    this.#of(market).aggTrade?.publish(aggregateText(market, aggregate));
  }

  booked(market: Market, changes: LevelChanges): void {
    for (const topic of this.#of(market).depth) topic.changed(changes);
  }

  quoted(market: Market): void {
    this.#of(market).bookTicker?.publish(quoteText(market));
  }

  /** Sends what is due by the clock. */
  tick(nowMillis: number): void {
    for (const { depth, clocked } of this.#byMarket.values()) {
      for (const topic of depth) topic.tick(nowMillis);
      for (const topic of clocked) topic.tick(nowMillis);
    }
  }

  #of(market: Market): MarketTopics {
    return this.#byMarket.get(market)!;
  }

  /** Undefined for a name that no stream has: nothing will ever be sent, as on the real venue. */
  #open(name: string): Topic | undefined {
    const parts = STREAM.exec(name);
    const market = this.#markets.get(parts?.[1].toUpperCase() ?? "");
    if (parts === null || market === undefined) return undefined;
    const [, , kind, count, interval, every, unit] = parts;
    const millis = every === undefined ? undefined : Number(every) * (unit === "s" ? 1_000 : 1);
    const topic = this.#make(name, market, kind, Number(count), interval, millis);
    if (topic !== undefined) this.#topics.set(name, topic);
    return topic;
  }

  #make(
    name: string,
    market: Market,
    kind: string,
    levels: number,
    interval: string | undefined,
    millis: number | undefined,
  ): Topic | undefined {
    const topics = this.#of(market);
    const isSpot = market.listing.venue === "spot";
    switch (kind) {
      case "trade":
      case "aggTrade":
      case "bookTicker":
        return topics[kind] = new Topic(name);
      case "depth": {
        const everyMillis = millis ?? (isSpot ? 1_000 : 250);
        return levels === 0
          ? joined(topics.depth, new DepthTopic(name, market, everyMillis))
          : PARTIAL_LEVELS.has(levels)
          ? joined(topics.clocked, new PartialDepthTopic(name, market, levels, everyMillis))
          : undefined;
      }
      case "kline": {
        const series = market.candles.series(interval ?? "");
        if (series === undefined || !INTERVALS.has(series.interval)) return undefined;
        const everyMillis = !isSpot ? 250 : series.interval === "1s" ? 1_000 : 2_000;
        return joined(topics.clocked, new CandleTopic(name, market, series, everyMillis));
      }
      case "markPrice": {
        const mark = this.#marks.get(market.listing.symbol);
        return mark && joined(topics.clocked, new MarkTopic(name, mark, millis ?? 3_000));
      }
      case "miniTicker":
      case "ticker":
        return joined(topics.clocked, new TickerTopic(name, market, kind === "miniTicker"));
      default:
        return undefined;
    }
  }

  #close(topic: Topic): void {
    this.#topics.delete(topic.name);
    for (const topics of this.#byMarket.values()) {
      if (topics.trade === topic) topics.trade = undefined;
      if (topics.aggTrade === topic) topics.aggTrade = undefined;
      if (topics.bookTicker === topic) topics.bookTicker = undefined;
      topics.depth.delete(topic as DepthTopic);
      topics.clocked.delete(topic as ClockedTopic);
    }
  }
}

function joined<T extends Topic>(topics: Set<T> | Set<T | PartialDepthTopic>, topic: T): T {
  topics.add(topic as T & PartialDepthTopic);
  return topic;
}
