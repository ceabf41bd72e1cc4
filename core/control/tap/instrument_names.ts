/**
 * Instruments as people write them: symbols, and prices and quantities in decimals. A price is the
 * double nearest to the decimal, so it prints as the venue would write it.
 */
import type { Grid, InstrumentDirectory } from "../../wire/directory.ts";
import { NO_PRICE_TICKS } from "../../base/units.ts";

interface Known {
  readonly symbol: string;
  readonly venue: string;
  readonly tickUnits: number;
  readonly priceDecimals: number;
  readonly lotUnits: number;
  readonly lotDecimals: number;
  readonly priceDivisor: number;
  readonly qtyDivisor: number;
}

const NONE: Grid = { units: 0, decimals: 0 };

export class InstrumentNames {
  readonly #directory: InstrumentDirectory;
  readonly #known: Known[] = [];

  constructor(directory: InstrumentDirectory) {
    this.#directory = directory;
  }

  /** Looks again at every instrument: a tick-size change opens a new epoch. */
  refresh(): void {
    this.#known.length = 0;
  }

  isDefined(instrumentId: number): boolean {
    return this.of(instrumentId).symbol !== "";
  }

  of(instrumentId: number): Known {
    return this.#known[instrumentId] ?? this.#look(instrumentId);
  }

  symbol(instrumentId: number): string {
    return this.of(instrumentId).symbol;
  }

  /** @param ticks whole, or an average */
  price(instrumentId: number, ticks: number): number {
    const { tickUnits, priceDivisor } = this.of(instrumentId);
    return ticks * tickUnits / priceDivisor;
  }

  /** null where there is no price. */
  priceOrNull(instrumentId: number, ticks: number): number | null {
    return ticks === NO_PRICE_TICKS ? null : this.price(instrumentId, ticks);
  }

  qty(instrumentId: number, lots: number): number {
    const { lotUnits, qtyDivisor } = this.of(instrumentId);
    return lots * lotUnits / qtyDivisor;
  }

  #look(instrumentId: number): Known {
    const { units: tickUnits, decimals: priceDecimals } = this.#directory.tickOf(instrumentId) ??
      NONE;
    const { units: lotUnits, decimals: lotDecimals } = this.#directory.lotOf(instrumentId) ?? NONE;
    const symbol = this.#directory.symbolOf(instrumentId);
    const known = {
      symbol,
      venue: this.#directory.venueOf(instrumentId),
      tickUnits,
      priceDecimals,
      lotUnits,
      lotDecimals,
      priceDivisor: 10 ** priceDecimals,
      qtyDivisor: 10 ** lotDecimals,
    };
    // An instrument that is not there yet is looked up again.
    if (symbol !== "") this.#known[instrumentId] = known;
    return known;
  }
}
