/**
 * How soon something may be asked again: after a minimum interval when it was sent, later and later
 * while the risk gate refuses it, so that a tripped limit is not hammered at.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import type { Trader } from "../core/trading/trader.ts";

const FIRST_WAIT_NANOS = 10 * NANOS_PER_MILLI;
const LONGEST_WAIT_NANOS = 60 * NANOS_PER_SECOND;

export class Pace {
  readonly #trader: Trader;
  readonly #minIntervalNanos: number;
  #notBeforeNanos = -1;
  /** 0 = the newest was not refused. */
  #waitNanos = 0;

  constructor(trader: Trader, minIntervalNanos: number) {
    this.#trader = trader;
    this.#minIntervalNanos = minIntervalNanos;
  }

  get isDue(): boolean {
    return this.#trader.nowNanos >= this.#notBeforeNanos;
  }

  /** The newest was refused before it was sent. */
  get isRefused(): boolean {
    return this.#waitNanos > 0;
  }

  /** Notes what became of it just now. */
  note(wasSent: boolean): void {
    if (wasSent) this.#waitNanos = 0;
    else if (this.#waitNanos === 0) this.#waitNanos = FIRST_WAIT_NANOS;
    else this.#waitNanos = Math.min(2 * this.#waitNanos, LONGEST_WAIT_NANOS);
    const waitNanos = Math.max(this.#minIntervalNanos, this.#waitNanos);
    this.#notBeforeNanos = this.#trader.nowNanos + waitNanos;
  }
}
