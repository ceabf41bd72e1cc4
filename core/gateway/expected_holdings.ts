/**
 * What we should hold at a venue: what it said at the start, and every fill since. Comparing it with
 * what the venue says now finds whatever was missed.
 *
 * ```text
 *   spot       position = base asset − what lay there before us      cash = quote asset
 *   margined   position = contracts                                  cash = wallet − position × entry
 * ```
 *
 * The second form of cash is what it would be if contracts were paid for outright: so neither realized
 * profits nor the venue's way of averaging matter, and fills change it alike on both kinds of venue.
 */
import { SIDE_BID } from "../base/units.ts";
import type { Holdings, VenueTrade } from "./order_venue.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

export class ExpectedHoldings {
  readonly #isMargined: boolean;
  /** By symbol: base units that are not ours to trade. */
  readonly #apart = new Map<string, number>();
  /** By symbol: base units, or contracts. */
  readonly #units = new Map<string, number>();
  readonly #cash = new Map<string, number>();
  readonly #instruments: VenueInstrument[] = [];

  constructor(isMargined: boolean) {
    this.#isMargined = isMargined;
  }

  /**
   * An instrument begins with what the venue holds.
   * @param ownLots what of it is ours to trade; undefined = all
   */
  begin(instrument: VenueInstrument, held: Holdings, ownLots: number | undefined): void {
    this.#instruments.push(instrument);
    const units = this.#isFirst(instrument)
      ? positionOf(instrument, held, this.#isMargined).units
      : 0;
    this.#units.set(instrument.symbol, units);
    const apart = ownLots === undefined ? 0 : units - ownLots * instrument.qty.unit;
    this.#apart.set(instrument.symbol, apart);
    for (const [asset, amount] of cashOf(this.#instruments, held, this.#isMargined)) {
      this.#cash.set(asset, amount);
    }
  }

  /** A fill of ours. */
  fill(instrument: VenueInstrument, side: number, trade: VenueTrade): void {
    const { symbol, base, quote } = instrument;
    const sign = side === SIDE_BID ? 1 : -1;
    this.#addUnits(symbol, sign * trade.qtyLots * instrument.qty.unit);
    this.#addCash(quote, -sign * instrument.quoteOf(trade.qtyLots * trade.priceTicks));
    if (trade.feeAsset === base && !this.#isMargined) this.#addUnits(symbol, -trade.fee);
    else this.#addCash(trade.feeAsset, -trade.fee);
  }

  /** What trading should have, in whole lots. */
  positionLots(instrument: VenueInstrument): number {
    const units = this.#units.get(instrument.symbol) ?? 0;
    return instrument.qty.wholeStepsOf(units - (this.#apart.get(instrument.symbol) ?? 0));
  }

  cash(asset: string): number {
    return this.#cash.get(asset) ?? 0;
  }

  /** Lots that the venue holds beyond what we expect. */
  missingLots(instrument: VenueInstrument, held: Holdings): number {
    return instrument.qty.wholeStepsOf(this.#missingUnits(instrument, held));
  }

  /** Cash beyond what we expect, by asset; amounts too small to mean anything are left out. */
  missingCash(instruments: readonly VenueInstrument[], held: Holdings): Map<string, number> {
    const missing = new Map<string, number>();
    for (const [asset, amount] of cashOf(instruments, held, this.#isMargined)) {
      const difference = amount - this.cash(asset);
      if (Math.abs(difference) > 1e-6 * Math.max(1, Math.abs(amount))) {
        missing.set(asset, difference);
      }
    }
    return missing;
  }

  /** From now on what the venue says is what we expect. */
  accept(instruments: readonly VenueInstrument[], held: Holdings): void {
    for (const instrument of instruments) {
      this.#addUnits(instrument.symbol, this.#missingUnits(instrument, held));
    }
    for (const [asset, amount] of cashOf(instruments, held, this.#isMargined)) {
      this.#cash.set(asset, amount);
    }
  }

  /** Where several instruments share a base asset, the first of them answers for what is found. */
  #missingUnits(instrument: VenueInstrument, held: Holdings): number {
    if (!this.#isFirst(instrument)) return 0;
    let expected = 0;
    for (const { symbol, base } of this.#instruments) {
      const shares = this.#isMargined ? symbol === instrument.symbol : base === instrument.base;
      if (shares) expected += this.#units.get(symbol) ?? 0;
    }
    return positionOf(instrument, held, this.#isMargined).units - expected;
  }

  #isFirst(instrument: VenueInstrument): boolean {
    if (this.#isMargined) return true;
    return this.#instruments.find(({ base }) => base === instrument.base) === instrument;
  }

  #addUnits(symbol: string, units: number): void {
    this.#units.set(symbol, (this.#units.get(symbol) ?? 0) + units);
  }

  #addCash(asset: string, amount: number): void {
    this.#cash.set(asset, (this.#cash.get(asset) ?? 0) + amount);
  }
}

/** What the venue holds in an instrument, and what it cost. */
export function positionOf(
  instrument: VenueInstrument,
  held: Holdings,
  isMargined: boolean,
): { units: number; entryPrice: number } {
  const found = held.positions.get(isMargined ? instrument.symbol : instrument.base);
  return found ?? { units: 0, entryPrice: 0 };
}

/** Cash of the assets that instruments are paid in. */
function cashOf(
  instruments: readonly VenueInstrument[],
  held: Holdings,
  isMargined: boolean,
): Map<string, number> {
  const bases = new Set(isMargined ? [] : instruments.map(({ base }) => base));
  const cash = new Map([...held.cash].filter(([asset]) => !bases.has(asset)));
  if (!isMargined) return cash;
  for (const instrument of instruments) {
    const { units, entryPrice } = positionOf(instrument, held, true);
    cash.set(instrument.quote, (cash.get(instrument.quote) ?? 0) - units * entryPrice);
  }
  return cash;
}
