/**
 * The writer of the report ring. Reports are published as they come to be known; while the ring has no
 * room, or the session's epoch is not known yet, they wait here in their order, so none is lost.
 *
 * ```text
 *   venue desks ─▶ write ─▶ (waiting) ─▶ report ring ─▶ trading
 * ```
 */
import type { Clock, WallClock } from "../base/clock.ts";
import { NANOS_PER_MILLI, NO_PRICE_TICKS } from "../base/units.ts";
import type { RingProducer } from "../ring/producer.ts";
import {
  packReport,
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
  REASON_NONE,
  REPORT_DOUBLES,
  REPORT_WORDS,
} from "../wire/report.ts";

/** What is to be told; what is left out is 0, or none. */
export interface GatewayReport {
  readonly kind: number;
  readonly instrumentId: number;
  readonly orderId: number;
  /** Milliseconds since 1970; left out = as it is received. */
  readonly exchMillis?: number;
  readonly priceTicks?: number;
  readonly reason?: number;
  readonly qtyLots?: number;
  readonly leavesLots?: number;
  readonly feeQuote?: number;
  readonly flags?: number;
}

export interface ReportWriterOptions {
  readonly ring: RingProducer;
  readonly clock: Clock;
  readonly wall: WallClock;
  /** Milliseconds since 1970; 0 = not known yet. */
  readonly epochMillis: () => number;
}

export class ReportWriter {
  readonly #options: ReportWriterOptions;
  readonly #waiting: { readonly report: GatewayReport; readonly recvMillis: number }[] = [];

  constructor(options: ReportWriterOptions) {
    this.#options = options;
  }

  /** Reports that trading cannot see yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  write(report: GatewayReport): void {
    this.#waiting.push({ report, recvMillis: this.#options.wall.nowMillis() });
    this.flush();
  }

  /** Passes on what there is room for. @returns how many */
  flush(): number {
    const { ring, clock, epochMillis } = this.#options;
    const epoch = epochMillis();
    if (this.#waiting.length === 0 || epoch === 0) return 0;
    const count = Math.min(this.#waiting.length, ring.room(1));
    for (let i = 0; i < count; i++) {
      const { report, recvMillis } = this.#waiting[i];
      this.#put(report, recvMillis - epoch, epoch);
    }
    this.#waiting.splice(0, count);
    ring.publish(clock.nowNanos());
    return count;
  }

  #put(report: GatewayReport, recvMillis: number, epoch: number): void {
    const { ring } = this.#options;
    const { words, doubles } = ring;
    const at = ring.claim();
    const d = at >> 1;
    words.fill(0, at, at + REPORT_WORDS);
    doubles.fill(0, d, d + REPORT_DOUBLES);
    words[at + R_KIND] = packReport(report.kind, report.flags ?? 0);
    words[at + R_INSTRUMENT] = report.instrumentId;
    words[at + R_PRICE] = report.priceTicks ?? NO_PRICE_TICKS;
    words[at + R_REASON] = report.reason ?? REASON_NONE;
    const recvNanos = Math.round(recvMillis * NANOS_PER_MILLI);
    doubles[d + R_ORDER_ID] = report.orderId;
    doubles[d + R_EXCH_NANOS] = report.exchMillis === undefined
      ? recvNanos
      : Math.round((report.exchMillis - epoch) * NANOS_PER_MILLI);
    doubles[d + R_RECV_NANOS] = recvNanos;
    doubles[d + R_QTY] = report.qtyLots ?? 0;
    doubles[d + R_LEAVES] = report.leavesLots ?? 0;
    doubles[d + R_FEE] = report.feeQuote ?? 0;
  }
}
