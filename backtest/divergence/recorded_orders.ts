/** What a session's journal says of its orders: who sent what, when it was answered, what was filled. */
import { SIDE_BID } from "../../core/base/units.ts";
import {
  J_BODY,
  J_KIND,
  JOURNAL_COMMAND,
  JOURNAL_REPORT,
  JOURNAL_WORDS,
} from "../../core/wire/journal.ts";
import {
  C_INSTRUMENT,
  C_KIND,
  C_ORDER_ID,
  C_SENT_NANOS,
  C_SIDE,
  COMMAND_NEW,
} from "../../core/wire/order.ts";
import {
  R_EXCH_NANOS,
  R_FEE,
  R_INSTRUMENT,
  R_KIND,
  R_ORDER_ID,
  R_PRICE,
  R_QTY,
  R_RECV_NANOS,
  REPORT_FILLED,
  REPORT_FLAG_MAKER,
} from "../../core/wire/report.ts";

export interface Fill {
  readonly instrumentId: number;
  /** Above 0 = bought. */
  readonly signedLots: number;
  readonly priceTicks: number;
  readonly feeQuote: number;
  readonly isMaker: boolean;
}

export interface RecordedOrders {
  readonly fills: readonly Fill[];
  /** Orders that were sent. */
  readonly orders: number;
  /** Round trips in threes, ascending: sent, at the exchange, answered; see OrderLatency. */
  readonly trips: readonly number[];
}

/** Sides by order, so that fills can be signed. */
export class OrderSides {
  readonly #sides = new Map<number, number>();

  /** Takes a command at word `at`. */
  command(words: Int32Array, doubles: Float64Array, at: number): void {
    if ((words[at + C_KIND] & 0xff) !== COMMAND_NEW) return;
    this.#sides.set(doubles[(at >> 1) + C_ORDER_ID], words[at + C_SIDE] & 0xff);
  }

  /** @returns the fill that the report at word `at` tells; undefined = none, or nobody's */
  fill(words: Int32Array, doubles: Float64Array, at: number): Fill | undefined {
    if ((words[at + R_KIND] & 0xff) !== REPORT_FILLED) return undefined;
    const d = at >> 1;
    const side = this.#sides.get(doubles[d + R_ORDER_ID]);
    if (side === undefined) return undefined;
    const lots = doubles[d + R_QTY];
    return {
      instrumentId: words[at + R_INSTRUMENT],
      signedLots: side === SIDE_BID ? lots : -lots,
      priceTicks: words[at + R_PRICE],
      feeQuote: doubles[d + R_FEE],
      isMaker: ((words[at + R_KIND] >>> 16) & REPORT_FLAG_MAKER) !== 0,
    };
  }

  get count(): number {
    return this.#sides.size;
  }
}

/** @param journal entries one behind the other */
export function recordedOrders(journal: Int32Array): RecordedOrders {
  const doubles = new Float64Array(journal.buffer, journal.byteOffset, journal.length / 2);
  const sides = new OrderSides();
  const sent = new Map<number, number>();
  const fills: Fill[] = [];
  const trips: number[] = [];
  for (let from = 0; from < journal.length; from += JOURNAL_WORDS) {
    const at = from + J_BODY;
    const d = at >> 1;
    const kind = journal[from + J_KIND] & 0xff;
    if (kind === JOURNAL_COMMAND) {
      sides.command(journal, doubles, at);
      if (journal[at + C_INSTRUMENT] >= 0 && (journal[at + C_KIND] & 0xff) === COMMAND_NEW) {
        sent.set(doubles[d + C_ORDER_ID], doubles[d + C_SENT_NANOS]);
      }
    }
    if (kind !== JOURNAL_REPORT) continue;
    const fill = sides.fill(journal, doubles, at);
    if (fill !== undefined) fills.push(fill);
    const id = doubles[d + R_ORDER_ID];
    const sentNanos = sent.get(id);
    sent.delete(id);
    const thereNanos = doubles[d + R_EXCH_NANOS];
    const knownNanos = doubles[d + R_RECV_NANOS];
    // Only what can be a trip: a venue's clock may be ahead of ours.
    const isTrip = sentNanos !== undefined && sentNanos <= thereNanos && thereNanos <= knownNanos;
    if (isTrip && sentNanos > (trips.at(-3) ?? -Infinity)) {
      trips.push(sentNanos, thereNanos, knownNanos);
    }
  }
  return { fills, orders: sides.count, trips };
}
