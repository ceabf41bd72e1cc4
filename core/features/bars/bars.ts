/**
 * The closed bars of one interval: the newest one, and of the last 32 what features sum up. Windows
 * are summed afresh from here whenever a bar closes, always in the same order, so that a value is
 * the same bytes whatever came before its window.
 *
 * Prices are in ticks. The logarithm of a price that is not above 0 is not finite, and so is all that
 * is made of it, until the bar has left the window.
 *
 * Hot path: no allocation.
 */
import type { FillingBar } from "./filling_bar.ts";

/** Bars that are kept: a power of two above the 20 of windows and the one before them. */
const KEPT_BARS = 32;

/** Fields of a kept bar. */
export const BAR_CLOSE = 0;
export const BAR_LOG_CLOSE = 1;
export const BAR_VOLUME = 2;
/** Σ price × quantity. */
export const BAR_TICK_LOTS = 3;
/** ln(O / C'), C' = close of the bar before; NaN in the first bar. */
export const BAR_JUMP = 4;
/** ln(C / O). */
export const BAR_BODY = 5;
/** ln(H / L). */
export const BAR_RANGE = 6;
/** u(u − c) + d(d − c), u = ln(H / O), d = ln(L / O), c = ln(C / O). */
export const BAR_ROGERS_SATCHELL = 7;
const FIELDS = 8;
const MASK = KEPT_BARS - 1;

export class Bars {
  /** Bars since the history began, the newest one included. */
  count = 0;
  /** Of the newest bar: bars of its length since the session's epoch. */
  number = 0;
  openTicks = 0;
  highTicks = 0;
  lowTicks = 0;
  closeTicks = 0;
  /** The close of the bar before; meaningless in the first. */
  closeBeforeTicks = 0;
  /** The kept bars, see {@link rowOf}. */
  readonly kept = new Float64Array(KEPT_BARS * FIELDS);

  /** Where the fields of a kept bar begin; 0 = the newest. */
  rowOf(barsAgo: number): number {
    return ((this.count - 1 - barsAgo) & MASK) * FIELDS;
  }

  /** Appends a bar in which something traded. */
  push(bar: FillingBar, number: number): void {
    this.#begin(number);
    this.openTicks = bar.openTicks;
    this.highTicks = bar.highTicks;
    this.lowTicks = bar.lowTicks;
    this.closeTicks = bar.closeTicks;
    const { kept } = this;
    const at = this.rowOf(0);
    const logOpen = Math.log(bar.openTicks);
    const logClose = Math.log(bar.closeTicks);
    const up = Math.log(bar.highTicks) - logOpen;
    const down = Math.log(bar.lowTicks) - logOpen;
    const body = logClose - logOpen;
    kept[at + BAR_CLOSE] = bar.closeTicks;
    kept[at + BAR_LOG_CLOSE] = logClose;
    kept[at + BAR_VOLUME] = bar.volumeLots;
    kept[at + BAR_TICK_LOTS] = bar.tickLots;
    kept[at + BAR_JUMP] = this.count > 1 ? logOpen - kept[this.rowOf(1) + BAR_LOG_CLOSE] : NaN;
    kept[at + BAR_BODY] = body;
    kept[at + BAR_RANGE] = up - down;
    kept[at + BAR_ROGERS_SATCHELL] = up * (up - body) + down * (down - body);
  }

  /** Appends a bar in which nothing traded: its prices are the last close. */
  pushSilence(number: number): void {
    this.#begin(number);
    this.openTicks = this.closeTicks;
    this.highTicks = this.closeTicks;
    this.lowTicks = this.closeTicks;
    const { kept } = this;
    const at = this.rowOf(0);
    kept[at + BAR_CLOSE] = this.closeTicks;
    kept[at + BAR_LOG_CLOSE] = kept[this.rowOf(1) + BAR_LOG_CLOSE];
    kept[at + BAR_VOLUME] = 0;
    kept[at + BAR_TICK_LOTS] = 0;
    kept[at + BAR_JUMP] = 0;
    kept[at + BAR_BODY] = 0;
    kept[at + BAR_RANGE] = 0;
    kept[at + BAR_ROGERS_SATCHELL] = 0;
  }

  /** Forgets all bars. */
  clear(): void {
    this.count = 0;
  }

  #begin(number: number): void {
    this.count++;
    this.number = number;
    this.closeBeforeTicks = this.closeTicks;
  }
}
