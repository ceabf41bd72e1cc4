/**
 * Orders and fills as the journal tells them: the newest of both, bounded. A lossy follower, so what
 * is open is asked of the account board, which is complete; here is their history.
 *
 * ```text
 *   journal ring ─▶ command  ─▶ a new order, or one that is asked to change
 *                ─▶ report   ─▶ its next state, and fills
 *                ─▶ control  ─▶ what was asked was applied
 *                ─▶ refused · killed · failed ─▶ events
 * ```
 */
import { LossyFollower, READ_EMPTY, READ_LAPPED } from "../../ring/lossy_follower.ts";
import {
  CONTROL_REFUSED,
  J_BODY,
  J_BODY_DOUBLES,
  J_DETAIL,
  J_EVENT_NANOS,
  J_FRAME_SEQUENCE,
  J_INSTRUMENT,
  J_KIND,
  J_SEQUENCE,
  J_STAMP_NANOS,
  J_STRATEGY,
  JOURNAL_COMMAND,
  JOURNAL_CONTROL,
  JOURNAL_NAMES,
  JOURNAL_REFUSED,
  JOURNAL_REPORT,
  JOURNAL_WORDS,
} from "../../wire/journal.ts";
import { C_ORDER_ID, COMMAND_NEW } from "../../wire/order.ts";
import { CONTROL_NAMES, K_ID, K_KIND } from "../../wire/control.ts";
import { reasonName } from "../../trading/risk/reasons.ts";
import type { Fill, Order } from "../contract/trading.ts";
import { EventLog } from "./event_log.ts";
import { OrderBookkeeping } from "./order_bookkeeping.ts";
import type { OrderNames } from "./order_names.ts";

const MOST_A_POLL = 4_096;
const FILLS_KEPT = 4_096;
const CHANGES_KEPT = 8_192;
const EVENTS_KEPT = 1_024;
const ANSWERS_KEPT = 1_024;

/** What else the journal says that a person may want to know. */
export interface TradingEvent {
  readonly sequence: number;
  readonly kind: string;
  readonly detail: string;
  readonly strategyId: number;
  readonly instrumentId: number;
  readonly eventNanos: number;
}

/** A new order as it left the risk gate. */
export interface SentCommand {
  readonly orderId: number;
  readonly strategyId: number;
  /** Frames shown to trading by then: the number of the one that it answers. */
  readonly frameSequence: number;
  /** Session clock. */
  readonly stampNanos: number;
}

export class OrderLog {
  /** Every change of an order, as the order was after it. */
  readonly changes = new EventLog<Order>(CHANGES_KEPT);
  readonly fills = new EventLog<Fill>(FILLS_KEPT);
  readonly events = new EventLog<TradingEvent>(EVENTS_KEPT);
  /** Refusals by reason. */
  readonly refused = new Map<string, number>();
  readonly orders: OrderBookkeeping;
  /** Called with every new order. */
  readonly commandWatchers: ((command: SentCommand) => void)[] = [];
  readonly #follower: LossyFollower;
  readonly #words = new Int32Array(JOURNAL_WORDS);
  readonly #doubles = new Float64Array(this.#words.buffer);
  /** The newest controls that trading has answered: whether it applied them. */
  readonly #answered = new Map<number, boolean>();

  constructor(journal: SharedArrayBuffer, follower: number, names: OrderNames) {
    this.#follower = new LossyFollower(journal, follower);
    this.orders = new OrderBookkeeping(names, this.changes, this.fills);
  }

  /** Entries that passed unseen. */
  get lost(): number {
    return this.#follower.lost;
  }

  /** Whether trading applied a control; undefined = it has not answered. */
  outcomeOf(controlId: number): "applied" | "refused" | undefined {
    const applied = this.#answered.get(controlId);
    return applied === undefined ? undefined : applied ? "applied" : "refused";
  }

  poll(): void {
    for (let i = 0; i < MOST_A_POLL; i++) {
      const outcome = this.#follower.read(this.#words);
      if (outcome === READ_EMPTY) return;
      if (outcome !== READ_LAPPED) this.#take();
    }
  }

  #take(): void {
    const words = this.#words;
    const doubles = this.#doubles;
    const kind = words[J_KIND] & 0xff;
    const sequence = doubles[J_SEQUENCE];
    const nanos = doubles[J_EVENT_NANOS];
    if (kind === JOURNAL_COMMAND) {
      this.orders.command(words, doubles, J_BODY, J_BODY_DOUBLES, nanos);
      if ((words[J_BODY] & 0xff) === COMMAND_NEW) this.#tell();
      return;
    }
    if (kind === JOURNAL_REPORT) {
      this.orders.report(words, doubles, J_BODY, J_BODY_DOUBLES, sequence, nanos);
      return;
    }
    const detail = kind === JOURNAL_CONTROL ? this.#control() : reasonName(words[J_DETAIL]);
    if (kind === JOURNAL_REFUSED) {
      this.refused.set(detail, (this.refused.get(detail) ?? 0) + 1);
    }
    this.events.push({
      sequence,
      kind: JOURNAL_NAMES[kind] ?? "unknown",
      detail,
      strategyId: words[J_STRATEGY],
      instrumentId: words[J_INSTRUMENT],
      eventNanos: nanos,
    });
  }

  #tell(): void {
    const doubles = this.#doubles;
    const command: SentCommand = {
      orderId: doubles[J_BODY_DOUBLES + C_ORDER_ID],
      strategyId: this.#words[J_STRATEGY],
      frameSequence: doubles[J_FRAME_SEQUENCE],
      stampNanos: doubles[J_STAMP_NANOS],
    };
    for (const watch of this.commandWatchers) watch(command);
  }

  #control(): string {
    const applied = this.#words[J_DETAIL] !== CONTROL_REFUSED;
    this.#answered.set(this.#words[J_BODY + K_ID], applied);
    if (this.#answered.size > ANSWERS_KEPT) {
      const [oldest] = this.#answered.keys();
      this.#answered.delete(oldest);
    }
    const name = CONTROL_NAMES[this.#words[J_BODY + K_KIND] & 0xff] ?? "unknown";
    return applied ? name : `${name}, refused`;
  }
}
