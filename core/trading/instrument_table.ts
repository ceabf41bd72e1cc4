/**
 * The instruments that the trading stage knows: who they are, and the newest state of each market as
 * the gate and the positions need it.
 *
 * Hot path: no allocation (an instrument is entered when it is defined).
 */
import { NO_PRICE_TICKS } from "../base/units.ts";
import {
  F_ASK_TICKS,
  F_BAR_SECONDS,
  F_BID_TICKS,
  F_INSTRUMENT,
  F_LAST_TRADE,
  F_RECV_NANOS,
} from "../wire/frame.ts";
import {
  AT_INSTRUMENT,
  AT_LOT_UNITS,
  AT_SCALES,
  AT_SYMBOL,
  AT_TICK_UNITS,
  SYMBOL_BYTES,
  VENUE_NAMES,
} from "../wire/market.ts";
import { feeRates } from "../exchange/venue/fees/fee_table.ts";
import { pointsOf } from "./positions/price_points.ts";
import { quoteCurrencyOf } from "./positions/quote_currency.ts";
import type { TradedInstrument } from "./strategy.ts";

const FIRST_INSTRUMENTS = 64;

export class InstrumentTable {
  /** Names of currencies by number. */
  readonly currencies: string[] = [];
  /** By instrument; holes where a filter left numbers unused. */
  readonly #known: (TradedInstrument | undefined)[] = [];
  #currencyOf = new Int32Array(FIRST_INSTRUMENTS);
  #bids = new Int32Array(FIRST_INSTRUMENTS).fill(NO_PRICE_TICKS);
  #asks = new Int32Array(FIRST_INSTRUMENTS).fill(NO_PRICE_TICKS);
  #frameNanos = new Float64Array(FIRST_INSTRUMENTS).fill(-Infinity);
  #stale = new Uint8Array(FIRST_INSTRUMENTS);
  #pointValues = new Float64Array(FIRST_INSTRUMENTS);
  #inverse = new Uint8Array(FIRST_INSTRUMENTS);

  /** Takes an INSTRUMENT message. @returns its number. Cold. */
  define(words: Int32Array, at: number): number {
    const id = words[at + AT_INSTRUMENT];
    const scales = words[at + AT_SCALES];
    const code = (scales >>> 16) & 0xff;
    const venue = VENUE_NAMES[code];
    const symbol = symbolAt(words, at, scales >>> 24);
    const instrument: TradedInstrument = {
      id,
      symbol,
      venue,
      priceUnit: words[at + AT_TICK_UNITS] / 10 ** (scales & 0xff),
      qtyUnit: words[at + AT_LOT_UNITS] / 10 ** ((scales >>> 8) & 0xff),
    };
    while (id >= this.#currencyOf.length) this.#grow();
    const before = this.#known[id];
    if (before !== undefined) this.#rescale(id, before.priceUnit / instrument.priceUnit);
    this.#known[id] = instrument;
    const { multiplier, inverseQuote } = feeRates(code, symbol, {});
    const { priceUnit, qtyUnit } = instrument;
    this.#inverse[id] = inverseQuote > 0 ? 1 : 0;
    this.#pointValues[id] = inverseQuote > 0
      ? inverseQuote * qtyUnit / priceUnit
      : priceUnit * qtyUnit * multiplier;
    this.#currencyOf[id] = this.#numberOf(quoteCurrencyOf(symbol, venue));
    return id;
  }

  /** Takes the market's state from a frame. */
  onFrame(words: Int32Array, doubles: Float64Array, at: number): void {
    const id = words[at + F_INSTRUMENT];
    const isBar = words[at + F_BAR_SECONDS] > 0;
    this.#bids[id] = words[at + (isBar ? F_LAST_TRADE : F_BID_TICKS)];
    this.#asks[id] = words[at + (isBar ? F_LAST_TRADE : F_ASK_TICKS)];
    this.#frameNanos[id] = doubles[(at >> 1) + F_RECV_NANOS];
    this.#stale[id] = 0;
  }

  /** Messages are missing: nothing is known until the next frame. */
  onGap(id: number): void {
    if (id >= 0 && id < this.#stale.length) this.#stale[id] = 1;
  }

  /** What is known of an instrument. Cold. */
  get(id: number): TradedInstrument | undefined {
    return this.#known[id];
  }

  has(id: number): boolean {
    return id >= 0 && id < this.#known.length && this.#known[id] !== undefined;
  }

  /** The instrument with this symbol. Cold. */
  find(symbol: string): TradedInstrument | undefined {
    return this.#known.find((instrument) => instrument?.symbol.toUpperCase() === symbol);
  }

  currencyOf(id: number): number {
    return this.#currencyOf[id];
  }

  /** Paid in its base currency: its points are −1 / ticks (positions/price_points.ts). */
  isInverse(id: number): boolean {
    return this.#inverse[id] === 1;
  }

  /** What a point makes of one lot, in its currency: a contract may stand for ten tonnes. */
  pointValueOf(id: number): number {
    return this.#pointValues[id];
  }

  /** What a lot at a price is worth, in its currency. */
  lotQuote(id: number, priceTicks: number): number {
    return Math.abs(pointsOf(this.#inverse[id] === 1, priceTicks)) * this.#pointValues[id];
  }

  hasMarket(id: number): boolean {
    return this.#bids[id] !== NO_PRICE_TICKS && this.#asks[id] !== NO_PRICE_TICKS;
  }

  bidTicks(id: number): number {
    return this.#bids[id];
  }

  askTicks(id: number): number {
    return this.#asks[id];
  }

  /** Mid in ticks, 0 before the first frame. */
  markTicks(id: number): number {
    return this.hasMarket(id) ? (this.#bids[id] + this.#asks[id]) / 2 : 0;
  }

  /** Receipt of the newest frame. */
  frameNanos(id: number): number {
    return this.#frameNanos[id];
  }

  isStale(id: number): boolean {
    return this.#stale[id] === 1;
  }

  /** The newest prices, in ticks of another size. */
  #rescale(id: number, factor: number): void {
    if (factor === 1 || !this.hasMarket(id)) return;
    this.#bids[id] = Math.round(this.#bids[id] * factor);
    this.#asks[id] = Math.round(this.#asks[id] * factor);
  }

  #numberOf(currency: string): number {
    const known = this.currencies.indexOf(currency);
    return known >= 0 ? known : this.currencies.push(currency) - 1;
  }

  #grow(): void {
    const known = this.#currencyOf.length;
    this.#currencyOf = widened(this.#currencyOf, new Int32Array(2 * known));
    this.#bids = widened(this.#bids, new Int32Array(2 * known)).fill(NO_PRICE_TICKS, known);
    this.#asks = widened(this.#asks, new Int32Array(2 * known)).fill(NO_PRICE_TICKS, known);
    this.#frameNanos = widened(this.#frameNanos, new Float64Array(2 * known))
      .fill(-Infinity, known);
    this.#stale = widened(this.#stale, new Uint8Array(2 * known));
    this.#pointValues = widened(this.#pointValues, new Float64Array(2 * known));
    this.#inverse = widened(this.#inverse, new Uint8Array(2 * known));
  }
}

function symbolAt(words: Int32Array, at: number, length: number): string {
  const from = words.byteOffset + 4 * (at + AT_SYMBOL);
  const bytes = new Uint8Array(words.buffer, from, SYMBOL_BYTES);
  return String.fromCharCode(...bytes.subarray(0, length));
}

interface Column<T> {
  set(from: T): void;
}

function widened<T extends Column<T>>(from: T, to: T): T {
  to.set(from);
  return to;
}
