/**
 * What a fee is in quote currency. Venues charge in the quote, in what was bought, or in a token of
 * their own; the third kind is valued at a price that is asked for about once a minute.
 */
import type { OrderVenue, VenueTrade } from "./order_venue.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

const FRESH_MILLIS = 60_000;

interface Rate {
  readonly asset: string;
  readonly quote: string;
  price: number;
  askedMillis: number;
}

export class FeeRates {
  readonly #venue: OrderVenue;
  readonly #rates = new Map<string, Rate>();
  /** Fees of which nobody knows what they are worth. */
  unvalued = 0;

  constructor(venue: OrderVenue) {
    this.#venue = venue;
  }

  /** Asks for a price before it is needed. */
  async prepare(asset: string, quote: string, nowMillis: number): Promise<void> {
    if (asset === quote) return;
    await this.#ask(this.#rateOf(asset, quote), nowMillis);
  }

  feeQuote(instrument: VenueInstrument, trade: VenueTrade): number {
    const { fee, feeAsset } = trade;
    if (fee === 0 || feeAsset === instrument.quote) return fee;
    if (feeAsset === instrument.base) return fee * trade.priceTicks * instrument.price.unit;
    const { price } = this.#rateOf(feeAsset, instrument.quote);
    if (price === 0) this.unvalued++;
    return fee * price;
  }

  /** Asks again for what is old. */
  tend(nowMillis: number): void {
    for (const rate of this.#rates.values()) {
      if (nowMillis - rate.askedMillis >= FRESH_MILLIS) void this.#ask(rate, nowMillis);
    }
  }

  #rateOf(asset: string, quote: string): Rate {
    const key = `${asset}/${quote}`;
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      this.#rates.set(key, rate = { asset, quote, price: 0, askedMillis: -Infinity });
    }
    return rate;
  }

  async #ask(rate: Rate, nowMillis: number): Promise<void> {
    rate.askedMillis = nowMillis;
    try {
      rate.price = await this.#venue.rateOf(rate.asset, rate.quote) ?? rate.price;
    } catch {
      // The old price is better than none; the next minute asks again, and 0 is counted.
    }
  }
}
