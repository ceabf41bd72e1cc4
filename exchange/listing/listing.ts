/**
 * What is traded: a symbol on one of the two venues, with its grid and its filters. Engines count in
 * ticks and lots, clients write decimal text; this is where one becomes the other.
 */
import { assert } from "../../core/base/assert.ts";
import { e8Text, ONE_E8 } from "./fixed.ts";

export type VenueName = "spot" | "usdm";

export interface ListingTerms {
  readonly venue: VenueName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Units of 10⁻⁸. */
  readonly tickE8: number;
  readonly lotE8: number;
  readonly openingE8: number;
  /** Order sizes of the simulated flow are multiplied by this. */
  readonly sizeFactor: number;
  /** Its share of the market's events. */
  readonly activity: number;
}

/** Highest and lowest price of a limit order, as factors of the reference price, by side. */
export const PRICE_BAND = { up: 5, down: 0.2 } as const;
/** The smallest value of an order, in whole units of quote. */
export const MIN_NOTIONAL = 5;
export const MAX_OPEN_ORDERS = 200;
export const MAX_OPEN_STOPS = 5;
/** Largest order, in lots, unless lots are very small. */
const MAX_LOTS = 900_000_000;
const FINE_LOT_E8 = 1_000;
const BIG_E8 = BigInt(ONE_E8);

const REMEMBERED_TEXTS = 8_192;

export class Listing {
  readonly venue: VenueName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tickE8: number;
  readonly lotE8: number;
  readonly terms: ListingTerms;
  /** Digits after the point in texts. */
  readonly priceDecimals: number;
  readonly lotDecimals: number;
  /** What one lot for one tick is worth, 10⁻¹⁶ of quote. */
  readonly #tickLotE16: bigint;
  readonly #priceTexts = new Map<number, string>();
  readonly #lotTexts = new Map<number, string>();

  constructor(terms: ListingTerms) {
    const { venue, tickE8, lotE8 } = terms;
    this.terms = terms;
    this.venue = venue;
    this.symbol = terms.symbol;
    this.base = terms.base;
    this.quote = terms.quote;
    this.tickE8 = tickE8;
    this.lotE8 = lotE8;
    assert(Number.isSafeInteger(tickE8) && tickE8 > 0, "a tick is a whole amount");
    assert(Number.isSafeInteger(lotE8) && lotE8 > 0, "a lot is a whole amount");
    this.#tickLotE16 = BigInt(tickE8) * BigInt(lotE8);
    this.priceDecimals = venue === "spot" ? 8 : decimalsOf(tickE8);
    this.lotDecimals = venue === "spot" ? 8 : decimalsOf(lotE8);
  }

  get openingTicks(): number {
    return Math.round(this.terms.openingE8 / this.tickE8);
  }

  priceText(ticks: number): string {
    return remembered(this.#priceTexts, ticks, this.tickE8, this.priceDecimals);
  }

  lotsText(lots: number): string {
    return remembered(this.#lotTexts, lots, this.lotE8, this.lotDecimals);
  }

  /** What lots at a price are worth, 10⁻⁸ of quote; what is less than that is cut off. */
  valueE8(ticks: number, lots: number): bigint {
    return BigInt(ticks) * BigInt(lots) * this.#tickLotE16 / BIG_E8;
  }

  /** How many lots an amount of quote is worth at a price. */
  lotsWorth(quoteE8: bigint, ticks: number): number {
    return Number(quoteE8 * BIG_E8 / (BigInt(ticks) * this.#tickLotE16));
  }

  /** The largest order; a market order may have a tenth of it. */
  get maxLots(): number {
    return this.lotE8 < FINE_LOT_E8 ? MAX_LOTS * 1_000 : MAX_LOTS;
  }

  /** Lots as an amount of the base asset. */
  baseE8(lots: number): bigint {
    return BigInt(lots) * BigInt(this.lotE8);
  }
}

/** Prices and sizes come back all the time, and writing them is what a message costs. */
function remembered(
  texts: Map<number, string>,
  count: number,
  unitE8: number,
  decimals: number,
): string {
  let text = texts.get(count);
  if (text === undefined) {
    if (texts.size >= REMEMBERED_TEXTS) texts.clear();
    text = e8Text(count * unitE8, decimals);
    texts.set(count, text);
  }
  return text;
}

/** Digits after the point that a grid needs. */
export function decimalsOf(unitE8: number): number {
  let decimals = 8;
  for (let unit = unitE8; decimals > 0 && unit % 10 === 0; unit /= 10) decimals--;
  return decimals;
}
