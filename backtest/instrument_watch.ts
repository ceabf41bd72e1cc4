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

export class InstrumentWatch {
  readonly history = new MidHistory();
  frames = 0;
  firstMidTicks = NO_MID_TICKS;
  /** The last that was known. */
  midTicks = NO_MID_TICKS;
  /** Sums over time since the first mid: of mid, of spread, of time itself. */
  midTickNanos = 0;
  spreadTickNanos = 0;
  watchedNanos = 0;
  marketLots = 0;
  marketTickLots = 0;
  positionLots = 0;
  feesQuote = 0;
  fundingQuote = 0;
  /** At the last mid. */
  pnlQuote = 0;
  exposureQuote = 0;
  #cashTickLots = 0;
  #spreadTicks = 0;
  #nowNanos = 0;

  constructor(
    readonly id: number,
    readonly row: number,
    readonly symbol: string,
    readonly venue: string,
    readonly priceUnit: number,
    readonly qtyUnit: number,
  ) {}

  /** Takes in a frame: what held until now is added to the averages first. */
  see(frame: FrameView, nowNanos: number, venueNanos: number): void {
    this.elapse(nowNanos);
    this.frames++;
    const tradedLots = frame.tradedLots;
    if (tradedLots > 0) {
      this.marketLots += tradedLots;
      this.marketTickLots += frame.tradedTickLots;
    }
    if (!frame.isTwoSided) return;
    const midTicks = frame.midTicks;
    if (this.firstMidTicks === NO_MID_TICKS) this.firstMidTicks = midTicks;
    this.midTicks = midTicks;
    this.#spreadTicks = Math.max(0, frame.askTicks - frame.bidTicks);
    this.history.add(venueNanos, midTicks);
    this.#mark();
  }

  /** Lets time pass with the mid as it is. */
  elapse(nowNanos: number): void {
    const passed = nowNanos - this.#nowNanos;
    this.#nowNanos = nowNanos;
    if (this.midTicks === NO_MID_TICKS || !(passed > 0)) return;
    this.midTickNanos += this.midTicks * passed;
    this.spreadTickNanos += this.#spreadTicks * passed;
    this.watchedNanos += passed;
  }

  /** The strategy bought or sold. */
  fill(side: number, priceTicks: number, qtyLots: number, feeQuote: number): void {
    const signedLots = side === SIDE_BID ? qtyLots : -qtyLots;
    this.positionLots += signedLots;
    this.#cashTickLots -= signedLots * priceTicks;
    this.feesQuote += feeQuote;
    if (this.midTicks === NO_MID_TICKS) this.midTicks = priceTicks;
    this.#mark();
  }

  /** Each lot of a long position pays so much. */
  fund(quotePerLot: number): void {
    this.fundingQuote -= this.positionLots * quotePerLot;
    this.#mark();
  }

  /** Quote currency of so many ticks × lots. */
  quoteOf(tickLots: number): number {
    return tickLots * this.priceUnit * this.qtyUnit;
  }

  #mark(): void {
    const inventoryTickLots = this.positionLots * this.midTicks;
    this.pnlQuote = this.quoteOf(this.#cashTickLots + inventoryTickLots) - this.feesQuote +
      this.fundingQuote;
    this.exposureQuote = Math.abs(this.quoteOf(inventoryTickLots));
  }
}
