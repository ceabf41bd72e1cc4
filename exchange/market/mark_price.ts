/**
 * Mark price and funding of a futures market. The index is the middle of the spot book of the same
 * symbol, where it is listed; the mark is the index plus a premium that follows the futures' own middle
 * slowly. Every eight hours, longs pay shorts the interest rate plus the premium, within bounds.
 */
import type { Market } from "./market.ts";

export interface MarkFigures {
  readonly markE8: number;
  readonly indexE8: number;
  /** Rate of the next payment, 10⁻⁸. */
  readonly rateE8: number;
  readonly nextFundingMillis: number;
}

/** One basis point each period: the venue's interest rate. */
export const INTEREST_RATE_E8 = 10_000;
const MAX_RATE_E8 = 300_000;
const HALF_LIFE_MILLIS = 30_000;
export const FUNDING_MILLIS = 8 * 3_600_000;

export class MarkPrice {
  readonly market: Market;
  readonly #index: Market | undefined;
  readonly #everyMillis: number;
  #premium = 0;
  #atMillis = 0;
  #nextFundingMillis = 0;

  constructor(market: Market, index: Market | undefined, everyMillis: number) {
    this.market = market;
    this.#index = index;
    this.#everyMillis = everyMillis;
  }

  /** The figures of a moment. */
  read(nowMillis: number): MarkFigures {
    const indexE8 = midE8(this.#index ?? this.market);
    this.#follow(midE8(this.market) / indexE8 - 1, nowMillis);
    const rateE8 = Math.round(INTEREST_RATE_E8 + this.#premium * 1e8 / 8);
    if (this.#nextFundingMillis === 0) this.#nextFundingMillis = this.#after(nowMillis);
    return {
      markE8: Math.round(indexE8 * (1 + this.#premium)),
      indexE8,
      rateE8: Math.max(-MAX_RATE_E8, Math.min(MAX_RATE_E8, rateE8)),
      nextFundingMillis: this.#nextFundingMillis,
    };
  }

  /** True once when a payment is due. */
  takeFunding(nowMillis: number): boolean {
    if (this.#nextFundingMillis === 0 || nowMillis < this.#nextFundingMillis) return false;
    this.#nextFundingMillis = this.#after(nowMillis);
    return true;
  }

  #after(nowMillis: number): number {
    return (Math.floor(nowMillis / this.#everyMillis) + 1) * this.#everyMillis;
  }

  #follow(premium: number, nowMillis: number): void {
    const passed = this.#atMillis === 0 ? Infinity : nowMillis - this.#atMillis;
    const kept = 0.5 ** (passed / HALF_LIFE_MILLIS);
    this.#premium = this.#premium * kept + premium * (1 - kept);
    this.#atMillis = nowMillis;
  }
}

function midE8({ book: { bids, asks }, listing, lastTicks }: Market): number {
  if (bids.isEmpty || asks.isEmpty) return lastTicks * listing.tickE8;
  return (bids.bestTicks + asks.bestTicks) * listing.tickE8 / 2;
}
