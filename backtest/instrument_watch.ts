/**
 * One instrument during a run: its market (mid, spread, trades, with their averages over time) and the
 * strategy's account in it. Cash is kept in ticks × lots, which are whole numbers, so that it is exact;
 * the P&L is cash plus the position at the mid.
 *
 * Hot path: no allocation.
 */
import { SIDE_BID } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { MidHistory } from "./mid_history.ts";
import { NO_MID_TICKS } from "./result.ts";

/** Places of the two times of a run, ns: here, and at the venue. */
export const CLOCK_LOCAL = 0;
export const CLOCK_VENUE = 1;

/** Places of the numbers: in an array none is ever boxed. */
const FIRST_MID_TICKS = 0;
const MID_TICKS = 1;
const MID_TICK_NANOS = 2;
const SPREAD_TICK_NANOS = 3;
const WATCHED_NANOS = 4;
const MARKET_LOTS = 5;
const MARKET_TICK_LOTS = 6;
const POSITION_LOTS = 7;
const FEES_QUOTE = 8;
const FUNDING_QUOTE = 9;
const PNL_QUOTE = 10;
const EXPOSURE_QUOTE = 11;
const CASH_TICK_LOTS = 12;
const SPREAD_TICKS = 13;
const NOW_NANOS = 14;
const VENUE_NANOS = 15;
const NUMBERS = 16;

/** Who an instrument is. */
export interface WatchedInstrument {
  readonly id: number;
  /** In results. */
  readonly row: number;
  readonly symbol: string;
  readonly venue: string;
  /** In the run's currency. */
  readonly priceUnit: number;
  readonly qtyUnit: number;
  /** What one of its own currency is worth in the run's. */
  readonly rate: number;
}

export class InstrumentWatch implements WatchedInstrument {
  readonly id: number;
  readonly row: number;
  readonly symbol: string;
  readonly venue: string;
  readonly priceUnit: number;
  readonly qtyUnit: number;
  readonly rate: number;
  readonly history = new MidHistory();
  frames = 0;
  readonly #numbers = new Float64Array(NUMBERS);

  constructor({ id, row, symbol, venue, priceUnit, qtyUnit, rate }: WatchedInstrument) {
    this.id = id;
    this.row = row;
    this.symbol = symbol;
    this.venue = venue;
    this.priceUnit = priceUnit;
    this.qtyUnit = qtyUnit;
    this.rate = rate;
    this.#numbers[FIRST_MID_TICKS] = NO_MID_TICKS;
    this.#numbers[MID_TICKS] = NO_MID_TICKS;
  }

  get firstMidTicks(): number {
    return this.#numbers[FIRST_MID_TICKS];
  }

  /** The last that was known. */
  get midTicks(): number {
    return this.#numbers[MID_TICKS];
  }

  /** Σ mid × ns since the first mid. */
  get midTickNanos(): number {
    return this.#numbers[MID_TICK_NANOS];
  }

  /** Σ spread × ns. */
  get spreadTickNanos(): number {
    return this.#numbers[SPREAD_TICK_NANOS];
  }

  /** Time since the first mid. */
  get watchedNanos(): number {
    return this.#numbers[WATCHED_NANOS];
  }

  /** Everybody's trades. */
  get marketLots(): number {
    return this.#numbers[MARKET_LOTS];
  }

  get marketTickLots(): number {
    return this.#numbers[MARKET_TICK_LOTS];
  }

  get positionLots(): number {
    return this.#numbers[POSITION_LOTS];
  }

  get feesQuote(): number {
    return this.#numbers[FEES_QUOTE];
  }

  get fundingQuote(): number {
    return this.#numbers[FUNDING_QUOTE];
  }

  /** At the last mid. */
  get pnlQuote(): number {
    return this.#numbers[PNL_QUOTE];
  }

  get exposureQuote(): number {
    return this.#numbers[EXPOSURE_QUOTE];
  }

  /**
   * Takes in a frame: what held until now is added to the averages first.
   * @param clock {@link CLOCK_LOCAL} and {@link CLOCK_VENUE}, in an array because numbers that are handed
   * to a function may be boxed
   */
  see(frame: FrameView, clock: Float64Array): void {
    const numbers = this.#numbers;
    this.elapse(clock);
    this.frames++;
    const tradedLots = frame.tradedLots;
    if (tradedLots > 0) {
      numbers[MARKET_LOTS] += tradedLots;
      numbers[MARKET_TICK_LOTS] += frame.tradedTickLots;
    }
    if (!frame.isTwoSided) return;
    const midTicks = frame.midTicks;
    if (numbers[FIRST_MID_TICKS] === NO_MID_TICKS) numbers[FIRST_MID_TICKS] = midTicks;
    numbers[MID_TICKS] = midTicks;
    numbers[SPREAD_TICKS] = Math.max(0, frame.askTicks - frame.bidTicks);
    numbers[VENUE_NANOS] = clock[CLOCK_VENUE];
    this.history.add(numbers, VENUE_NANOS, MID_TICKS);
    this.#mark();
  }

  /** Lets time pass with the mid as it is. */
  elapse(clock: Float64Array): void {
    const numbers = this.#numbers;
    const nowNanos = clock[CLOCK_LOCAL];
    const passed = nowNanos - numbers[NOW_NANOS];
    numbers[NOW_NANOS] = nowNanos;
    if (numbers[MID_TICKS] === NO_MID_TICKS || !(passed > 0)) return;
    numbers[MID_TICK_NANOS] += numbers[MID_TICKS] * passed;
    numbers[SPREAD_TICK_NANOS] += numbers[SPREAD_TICKS] * passed;
    numbers[WATCHED_NANOS] += passed;
  }

  /** The strategy bought or sold. */
  fill(side: number, priceTicks: number, qtyLots: number, feeQuote: number): void {
    const numbers = this.#numbers;
    const signedLots = side === SIDE_BID ? qtyLots : -qtyLots;
    numbers[POSITION_LOTS] += signedLots;
    numbers[CASH_TICK_LOTS] -= signedLots * priceTicks;
    numbers[FEES_QUOTE] += feeQuote;
    if (numbers[MID_TICKS] === NO_MID_TICKS) numbers[MID_TICKS] = priceTicks;
    this.#mark();
  }

  /** Each lot of a long position pays so much. */
  fund(quotePerLot: number): void {
    const numbers = this.#numbers;
    numbers[FUNDING_QUOTE] -= numbers[POSITION_LOTS] * quotePerLot;
    this.#mark();
  }

  /** Quote currency of so many ticks × lots. */
  quoteOf(tickLots: number): number {
    return tickLots * this.priceUnit * this.qtyUnit;
  }

  #mark(): void {
    const numbers = this.#numbers;
    const inventoryTickLots = numbers[POSITION_LOTS] * numbers[MID_TICKS];
    numbers[PNL_QUOTE] = this.quoteOf(numbers[CASH_TICK_LOTS] + inventoryTickLots) -
      numbers[FEES_QUOTE] +
      numbers[FUNDING_QUOTE];
    numbers[EXPOSURE_QUOTE] = Math.abs(this.quoteOf(inventoryTickLots));
  }
}
