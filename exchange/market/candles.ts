/**
 * Candles of every interval that the venue knows, built from trades as they happen. A quiet interval
 * is a flat candle at the last price.
 */
import type { Listing } from "../listing/listing.ts";
import type { TapedTrade } from "./trade_tape.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Weeks of the venue begin on Mondays; the epoch was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** Milliseconds by name; months are months of the calendar. */
export const INTERVALS: ReadonlyMap<string, number> = new Map([
  ["1s", SECOND],
  ["1m", MINUTE],
  ["3m", 3 * MINUTE],
  ["5m", 5 * MINUTE],
  ["15m", 15 * MINUTE],
  ["30m", 30 * MINUTE],
  ["1h", HOUR],
  ["2h", 2 * HOUR],
  ["4h", 4 * HOUR],
  ["6h", 6 * HOUR],
  ["8h", 8 * HOUR],
  ["12h", 12 * HOUR],
  ["1d", DAY],
  ["3d", 3 * DAY],
  ["1w", 7 * DAY],
  ["1M", 31 * DAY],
]);

/** A day of minutes, so that the 24-hour ticker can be read off them. */
const KEPT_MINUTES = 1_441;
const KEPT = 1_000;

export interface Candle {
  readonly openMillis: number;
  /** The last millisecond that belongs to it. */
  readonly closeMillis: number;
  readonly openTicks: number;
  highTicks: number;
  lowTicks: number;
  closeTicks: number;
  lots: number;
  quoteE8: bigint;
  takerBuyLots: number;
  takerBuyQuoteE8: bigint;
  /** Ids of its first and last trade, −1 = none. */
  firstId: number;
  lastId: number;
  trades: number;
}

export class CandleSeries {
  readonly interval: string;
  readonly #millis: number;
  readonly #kept: number;
  readonly #candles: Candle[] = [];

  constructor(interval: string, millis: number) {
    this.interval = interval;
    this.#millis = millis;
    this.#kept = interval === "1m" ? KEPT_MINUTES : KEPT;
  }

  /** Oldest first; the last one is still open. */
  get candles(): readonly Candle[] {
    return this.#candles;
  }

  get newest(): Candle | undefined {
    return this.#candles.at(-1);
  }

  /** Opens the candle of a moment, and flat ones for those passed over. */
  roll(nowMillis: number, lastTicks: number): Candle {
    for (;;) {
      const newest = this.newest;
      if (newest !== undefined && nowMillis <= newest.closeMillis) return newest;
      const isFar = newest === undefined ||
        nowMillis - newest.closeMillis > this.#kept * this.#millis;
      const atMillis = isFar ? nowMillis : newest.closeMillis + 1;
      this.#candles.push(opened(this.interval, this.#millis, atMillis, lastTicks));
      if (this.#candles.length > this.#kept) this.#candles.shift();
    }
  }

  add(trade: TapedTrade, valueE8: bigint): void {
    const previous = this.newest?.closeTicks ?? trade.priceTicks;
    const candle = this.roll(trade.timeMillis, previous);
    const { priceTicks, qtyLots } = trade;
    if (candle.trades === 0 && this.#candles.length === 1) Object.assign(candle, flat(priceTicks));
    if (priceTicks > candle.highTicks) candle.highTicks = priceTicks;
    if (priceTicks < candle.lowTicks) candle.lowTicks = priceTicks;
    candle.closeTicks = priceTicks;
    candle.lots += qtyLots;
    candle.quoteE8 += valueE8;
    if (!trade.buyerIsMaker) {
      candle.takerBuyLots += qtyLots;
      candle.takerBuyQuoteE8 += valueE8;
    }
    if (candle.firstId < 0) candle.firstId = trade.id;
    candle.lastId = trade.id;
    candle.trades++;
  }
}

export class Candles {
  readonly #listing: Listing;
  readonly #series: ReadonlyMap<string, CandleSeries>;
  readonly #all: readonly CandleSeries[];

  constructor(listing: Listing) {
    this.#listing = listing;
    this.#series = new Map(
      [...INTERVALS].map(([name, millis]) => [name, new CandleSeries(name, millis)]),
    );
    this.#all = [...this.#series.values()];
  }

  series(interval: string): CandleSeries | undefined {
    return this.#series.get(interval);
  }

  add(trade: TapedTrade): void {
    const valueE8 = this.#listing.valueE8(trade.priceTicks, trade.qtyLots);
    for (const series of this.#all) series.add(trade, valueE8);
  }

  roll(nowMillis: number, lastTicks: number): void {
    for (const series of this.#all) series.roll(nowMillis, series.newest?.closeTicks ?? lastTicks);
  }
}

function opened(interval: string, millis: number, atMillis: number, ticks: number): Candle {
  const [openMillis, endMillis] = boundsOf(interval, millis, atMillis);
  return {
    openMillis,
    closeMillis: endMillis - 1,
    ...flat(ticks),
    lots: 0,
    quoteE8: 0n,
    takerBuyLots: 0,
    takerBuyQuoteE8: 0n,
    firstId: -1,
    lastId: -1,
    trades: 0,
  };
}

function flat(ticks: number) {
  return { openTicks: ticks, highTicks: ticks, lowTicks: ticks, closeTicks: ticks };
}

function boundsOf(interval: string, millis: number, atMillis: number): [number, number] {
  if (interval === "1M") {
    const at = new Date(atMillis);
    const year = at.getUTCFullYear();
    const month = at.getUTCMonth();
    return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  }
  const origin = interval === "1w" ? FIRST_MONDAY : 0;
  const openMillis = Math.floor((atMillis - origin) / millis) * millis + origin;
  return [openMillis, openMillis + millis];
}
