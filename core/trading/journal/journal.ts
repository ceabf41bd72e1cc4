/**
 * The journal of a session: an entry for everything that passes between trading and the world, in its
 * order, with the place in the input at which it did. Where entries go is the sink's business: into a
 * ring when a session is live, against what was recorded when one is proved.
 *
 * Hot path: no allocation.
 */
import type { Clock } from "../../base/clock.ts";
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { CONTROL_WORDS, K_INSTRUMENT, K_STRATEGY } from "../../wire/control.ts";
import {
  J_BODY,
  J_DETAIL,
  J_EVENT_NANOS,
  J_FRAME_SEQUENCE,
  J_INSTRUMENT,
  J_KIND,
  J_MARKET_SEQUENCE,
  J_SEQUENCE,
  J_STAMP_NANOS,
  J_STRATEGY,
  JOURNAL_COMMAND,
  JOURNAL_CONTROL,
  JOURNAL_FAILED,
  JOURNAL_KILLED,
  JOURNAL_REFUSED,
  JOURNAL_REPORT,
  JOURNAL_RESTARTED,
  JOURNAL_WORDS,
  packJournal,
} from "../../wire/journal.ts";
import { C_INSTRUMENT, C_STRATEGY, COMMAND_WORDS } from "../../wire/order.ts";
import { R_INSTRUMENT, R_ORDER_ID, REPORT_WORDS } from "../../wire/report.ts";
import type { TradingObserver } from "../execution_venue.ts";
import { REASON_BOUND } from "../risk/reasons.ts";
import { MOST_STRATEGIES } from "../strategy_crew.ts";
import type { TradingDesk } from "../trading_desk.ts";

/** Where entries go. */
export interface JournalSink {
  /** Takes the entry in `words`, whose memory is used again. */
  take(words: Int32Array): void;
}

const NONE = -1;

export class Journal implements TradingObserver {
  /** Market messages taken and frames shown so far; whoever feeds the desk counts. */
  readonly place = new Float64Array(2);
  readonly #sink: JournalSink;
  readonly #clock: Clock;
  readonly #words = new Int32Array(JOURNAL_WORDS);
  readonly #doubles = new Float64Array(this.#words.buffer);
  /** By strategy and reason: the second of event time whose first refusal was entered. */
  readonly #refusedSecond = new Float64Array(MOST_STRATEGIES * REASON_BOUND).fill(-1);
  /** Entries so far; an array, so that no number is boxed. */
  readonly #entries = new Float64Array(1);
  /** Set before the first entry. */
  #desk!: TradingDesk;

  /** @param clock stamps entries; what it says is never compared */
  constructor(sink: JournalSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** Names the desk whose journal this is, once it is there. */
  attach(desk: TradingDesk): void {
    this.#desk = desk;
  }

  onCommand(words: Int32Array, _doubles: Float64Array, at: number): void {
    this.#begin(JOURNAL_COMMAND, 0, words[at + C_STRATEGY], words[at + C_INSTRUMENT]);
    this.#body(words, at, COMMAND_WORDS);
  }

  onReport(): void {
    const { orders, portfolio, venue } = this.#desk;
    const { reportWords, reportDoubles, reportAt } = venue;
    const row = orders.find(reportDoubles[(reportAt >> 1) + R_ORDER_ID]);
    const strategyId = row < 0 ? NONE : portfolio.strategyOf(orders.accountOf(row));
    this.#begin(JOURNAL_REPORT, 0, strategyId, reportWords[reportAt + R_INSTRUMENT]);
    this.#body(reportWords, reportAt, REPORT_WORDS);
  }

  onRefused(reason: number, strategyId: number): void {
    const code = reason >= 0 && reason < REASON_BOUND ? reason : 0;
    const at = strategyId * REASON_BOUND + code;
    const second = Math.floor(this.#desk.time.cell[0] / NANOS_PER_SECOND);
    if (this.#refusedSecond[at] === second) return;
    this.#refusedSecond[at] = second;
    this.#begin(JOURNAL_REFUSED, reason, strategyId, NONE);
    this.#end();
  }

  onKilled(reason: number): void {
    this.#begin(JOURNAL_KILLED, reason, NONE, NONE);
    this.#end();
  }

  onFailed(strategyId: number): void {
    this.#begin(JOURNAL_FAILED, 0, strategyId, NONE);
    this.#end();
  }

  /** A control is about to be applied, or is refused. @param outcome CONTROL_APPLIED, CONTROL_REFUSED */
  onControl(words: Int32Array, at: number, outcome: number): void {
    this.#begin(JOURNAL_CONTROL, outcome, words[at + K_STRATEGY], words[at + K_INSTRUMENT]);
    this.#body(words, at, CONTROL_WORDS);
  }

  /** A stage was replaced. @param role its position in ROLES */
  onRestarted(role: number): void {
    this.#begin(JOURNAL_RESTARTED, role, NONE, NONE);
    this.#end();
  }

  #begin(kind: number, detail: number, strategyId: number, instrumentId: number): void {
    const words = this.#words;
    const doubles = this.#doubles;
    words.fill(0);
    words[J_KIND] = packJournal(kind);
    words[J_DETAIL] = detail;
    words[J_STRATEGY] = strategyId;
    words[J_INSTRUMENT] = instrumentId;
    doubles[J_SEQUENCE] = ++this.#entries[0];
    doubles[J_MARKET_SEQUENCE] = this.place[0];
    doubles[J_FRAME_SEQUENCE] = this.place[1];
    doubles[J_EVENT_NANOS] = this.#desk.time.cell[0];
    doubles[J_STAMP_NANOS] = this.#clock.nowNanos();
  }

  #body(words: Int32Array, from: number, count: number): void {
    for (let i = 0; i < count; i++) this.#words[J_BODY + i] = words[from + i];
    this.#end();
  }

  #end(): void {
    this.#sink.take(this.#words);
  }
}
