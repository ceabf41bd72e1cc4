/**
 * An execution report as a strategy sees it: the same object every time, valid while
 * {@link Strategy.onReport} runs.
 *
 * Hot path: no allocation.
 */
import {
  R_EXCH_NANOS,
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_LEAVES,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_REASON,
  R_RECV_NANOS,
  REPORT_FLAG_MAKER,
} from "../wire/report.ts";

export class ReportView {
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  #at = 0;

  /** @param words that hold reports */
  constructor(words: Int32Array) {
    this.#words = words;
    this.#doubles = new Float64Array(words.buffer, words.byteOffset, words.length / 2);
  }

  /** Shows the report at word index `at` from now on. */
  moveTo(at: number): void {
    this.#at = at;
  }

  /** REPORT_*. */
  get kind(): number {
    return this.#words[this.#at + R_KIND] & 0xff;
  }

  get isMaker(): boolean {
    return ((this.#words[this.#at + R_KIND] >>> 16) & REPORT_FLAG_MAKER) !== 0;
  }

  get instrumentId(): number {
    return this.#words[this.#at + R_INSTRUMENT];
  }

  get orderId(): number {
    return this.#doubles[(this.#at >> 1) + R_ORDER_ID];
  }

  get exchNanos(): number {
    return this.#doubles[(this.#at >> 1) + R_EXCH_NANOS];
  }

  get recvNanos(): number {
    return this.#doubles[(this.#at >> 1) + R_RECV_NANOS];
  }

  /** Of a fill. */
  get priceTicks(): number {
    return this.#words[this.#at + R_PRICE];
  }

  /** REASON_*. */
  get reason(): number {
    return this.#words[this.#at + R_REASON];
  }

  get qtyLots(): number {
    return this.#doubles[(this.#at >> 1) + R_QTY];
  }

  get leavesLots(): number {
    return this.#doubles[(this.#at >> 1) + R_LEAVES];
  }

  get feeQuote(): number {
    return this.#doubles[(this.#at >> 1) + R_FEE];
  }
}
