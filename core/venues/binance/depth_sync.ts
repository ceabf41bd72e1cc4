/**
 * Keeps one instrument's depth in order: which updates belong after which snapshot, where one is
 * missing, and what waits meanwhile. The same code serves recordings and sockets.
 *
 * ```text
 *             snapshot that joins                first update joins
 *   WAITING ──────────────────────▶ SNAPSHOT ──────────────────────▶ LIVE ─╮
 *      ▲                               │ update does not join              │ update does not follow
 *      ╰───────────────────────────────┴── STATUS_GAP ─────────────────────╯
 * ```
 *
 * - Updates that come before their snapshot wait, and are written after it, with the snapshot's time
 *   of receipt: earlier nobody could have known the book. So times of receipt never go back.
 * - A snapshot in the middle of a healthy stream resynchronises when it is newer than the book, and
 *   is ignored when it is older.
 * - A snapshot too old to join the waiting updates is ignored: the next one may.
 *
 * Hot path: no allocation except for reports of what went wrong.
 */
import {
  FLAG_LAST,
  FLAG_SNAPSHOT,
  STATUS_BAD_RECORD,
  STATUS_CLEAR,
  STATUS_GAP,
} from "../../wire/market.ts";
import type { IngestCounters } from "../ingest_counters.ts";
import { LevelBuffer } from "../level_buffer.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { BinanceEvent } from "./event.ts";
import type { SequenceRule } from "./sequence_rules.ts";
import { WaitingDiffs } from "./waiting_diffs.ts";

/** No snapshot, or a gap since: updates wait. */
export const SYNC_WAITING = 0;
/** A snapshot, and no update since. */
export const SYNC_SNAPSHOT = 1;
/** Updates follow each other. */
export const SYNC_LIVE = 2;

/** Says what went wrong; the place is the current record's. */
export type Report = (kind: string, text: string) => void;

export class DepthSync {
  readonly #rule: SequenceRule;
  readonly #counters: IngestCounters;
  readonly #report: Report;
  readonly #waiting = new WaitingDiffs();
  readonly #levels = new LevelBuffer();
  #instrumentId = 0;
  #state = SYNC_WAITING;
  /** Last id in the book; 0 before the first snapshot. */
  #lastId = 0;

  constructor(rule: SequenceRule, counters: IngestCounters, report: Report) {
    this.#rule = rule;
    this.#counters = counters;
    this.#report = report;
  }

  set instrumentId(value: number) {
    this.#instrumentId = value;
  }

  get state(): number {
    return this.#state;
  }

  /** True when a snapshot with this id lies in or directly beside the ids that wait. */
  isNear(lastUpdateId: number): boolean {
    const waiting = this.#waiting;
    return waiting.count > 0 && lastUpdateId >= waiting.firstId - 1 &&
      lastUpdateId <= waiting.newestId;
  }

  /** An update of the book. */
  diff(event: BinanceEvent, exchNanos: number, recvNanos: number, writer: MarketWriter): void {
    if (this.#state === SYNC_WAITING) {
      this.#wait(event, exchNanos);
      return;
    }
    if (this.#isStale(event.lastId)) {
      this.#counters.droppedDiff();
      return;
    }
    if (this.#fits(event.firstId, event.lastId, event.previousId)) {
      this.#write(event.levels, event.lastId, exchNanos, recvNanos, writer);
      this.#advance(event.lastId);
      return;
    }
    this.#gap(event.firstId, event.previousId, exchNanos, recvNanos, writer);
    this.#wait(event, exchNanos);
  }

  /**
   * The book as of `event.lastId`.
   * @param exchNanos its time when the venue gives one; undefined: the time of a neighbouring update
   * @param elseNanos stands in when there is no neighbour either
   */
  snapshot(
    event: BinanceEvent,
    exchNanos: number | undefined,
    elseNanos: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const waiting = this.#waiting;
    if (waiting.count === 0 && event.lastId < this.#lastId) {
      this.#counters.ignored();
      return;
    }
    if (waiting.count > 0 && !this.#joinsWaiting(event.lastId)) {
      this.#counters.ignored();
      this.#report(
        "snapshot too old",
        `snapshot ${event.lastId} does not join the waiting updates, which start at ` +
          `${waiting.firstId}; it is left out`,
      );
      return;
    }
    let bookNanos = elseNanos;
    if (waiting.count > 0) bookNanos = waiting.exchNanos;
    while (waiting.count > 0 && this.#rule.isOld(waiting.lastId, event.lastId)) {
      bookNanos = waiting.exchNanos;
      this.#dropWaiting();
    }
    this.#counters.snapshot();
    writer.begin(this.#instrumentId, exchNanos ?? bookNanos, recvNanos, event.lastId);
    writer.status(STATUS_CLEAR, 0, 0, 0);
    event.levels.write(writer, FLAG_SNAPSHOT);
    writer.last();
    this.#state = SYNC_SNAPSHOT;
    this.#lastId = event.lastId;
    this.#release(recvNanos, writer);
  }

  /** A record of this instrument's depth could not be read: the book is not known any more. */
  lose(exchNanos: number, recvNanos: number, writer: MarketWriter): void {
    writer.begin(this.#instrumentId, exchNanos, recvNanos, this.#lastId);
    writer.status(STATUS_BAD_RECORD, 0, 0, FLAG_LAST);
    if (this.#state === SYNC_WAITING) return;
    this.#counters.gap();
    writer.status(STATUS_GAP, 0, this.#lastId + 1, FLAG_LAST);
    this.#state = SYNC_WAITING;
  }

  /** Prices are written in finer ticks from now on: `factor` of them make one of before. */
  refine(factor: number): void {
    this.#waiting.refine(factor);
  }

  /** The connection broke: what was missed is not known, and ids may start anew. */
  disconnect(exchNanos: number, recvNanos: number, writer: MarketWriter): void {
    while (this.#waiting.count > 0) this.#dropWaiting();
    if (this.#state !== SYNC_WAITING) {
      this.#counters.gap();
      writer.begin(this.#instrumentId, exchNanos, recvNanos, this.#lastId);
      writer.status(STATUS_GAP, 0, this.#lastId + 1, FLAG_LAST);
    }
    this.#state = SYNC_WAITING;
    this.#lastId = 0;
  }

  /** Writes the updates that waited for the snapshot, as far as they follow it. */
  #release(recvNanos: number, writer: MarketWriter): void {
    const waiting = this.#waiting;
    while (waiting.count > 0) {
      const { lastId, exchNanos } = waiting;
      if (this.#isStale(lastId)) {
        this.#dropWaiting();
        continue;
      }
      if (!this.#fits(waiting.firstId, lastId, waiting.previousId)) {
        this.#gap(waiting.firstId, waiting.previousId, exchNanos, recvNanos, writer);
        return;
      }
      waiting.copyLevels(this.#levels);
      this.#write(this.#levels, lastId, exchNanos, recvNanos, writer);
      this.#advance(lastId);
      waiting.drop();
      this.#counters.waitingDiffs(-1);
    }
  }

  /** True when the newest waiting updates start at or before what the snapshot holds. */
  #joinsWaiting(lastUpdateId: number): boolean {
    const { firstId, lastId } = this.#waiting;
    return this.#rule.isOld(lastId, lastUpdateId) ||
      this.#rule.joins(firstId, lastId, lastUpdateId);
  }

  #isStale(u: number): boolean {
    return this.#state === SYNC_SNAPSHOT ? this.#rule.isOld(u, this.#lastId) : u <= this.#lastId;
  }

  #fits(U: number, u: number, pu: number): boolean {
    return this.#state === SYNC_SNAPSHOT
      ? this.#rule.joins(U, u, this.#lastId)
      : this.#rule.follows(U, pu, this.#lastId);
  }

  #advance(u: number): void {
    this.#lastId = u;
    this.#state = SYNC_LIVE;
    this.#counters.appliedDiff();
  }

  #write(
    levels: LevelBuffer,
    sequence: number,
    exchNanos: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    if (levels.count === 0) return;
    writer.begin(this.#instrumentId, exchNanos, recvNanos, sequence);
    levels.write(writer, 0);
    writer.last();
  }

  #gap(
    U: number,
    pu: number,
    exchNanos: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const found = pu >= 0 ? `U ${U}, pu ${pu}` : `U ${U}`;
    this.#report(
      "gap",
      `depth updates are missing: the book ends at ${this.#lastId}, the next update has ${found}; ` +
        `the book is stale until the next snapshot`,
    );
    this.#counters.gap();
    writer.begin(this.#instrumentId, exchNanos, recvNanos, this.#lastId);
    writer.status(STATUS_GAP, 0, this.#lastId + 1, FLAG_LAST);
    this.#state = SYNC_WAITING;
  }

  #wait(event: BinanceEvent, exchNanos: number): void {
    const before = this.#waiting.count;
    const dropped = this.#waiting.add(event, exchNanos);
    this.#counters.waitingDiffs(this.#waiting.count - before);
    if (dropped === 0) return;
    this.#counters.droppedDiff(dropped);
    this.#report(
      "waiting too long",
      "too many depth updates wait for a snapshot: the oldest are dropped",
    );
  }

  #dropWaiting(): void {
    this.#waiting.drop();
    this.#counters.waitingDiffs(-1);
    this.#counters.droppedDiff();
  }
}
