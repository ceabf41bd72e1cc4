/**
 * The recorder: copies what passes through the market ring to a tape. It is a gating follower, so
 * nothing is missed: a disk that cannot keep up slows the session down, visibly.
 *
 * ```text
 *   market ring ──▶ recorder ──▶ <path>.part ──▶ <path> (at the end)
 *   journal ring ─▶          ╰─▶ the session's journal
 * ```
 *
 * Its state hash is that of the slots it wrote, so after a whole session it equals ingest's.
 */
import type { Agent } from "../agent/agent.ts";
import { assert } from "../base/assert.ts";
import { Fold } from "../base/fold.ts";
import { MARKET_BATCH } from "../base/limits.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import { MARKET_WORDS } from "../wire/market.ts";
import type { JournalTap } from "./journal_tap.ts";
import { TapeWriter } from "./writer.ts";

const MESSAGES = counterIndex("recorder", "messages");
const BYTES = counterIndex("recorder", "bytes");

export interface RecorderOptions {
  readonly market: RingFollower;
  /** Tape to write; an existing one is replaced when the session ends. */
  readonly path: string;
  readonly board: RoleBoard<"recorder">;
  /** What trading did, where that is kept. */
  readonly journal?: JournalTap | undefined;
  /** Whole blocks or not, everything goes to disk this often; default: blocks when they are full. */
  readonly flushNanos?: number | undefined;
}

export class RecorderAgent implements Agent {
  readonly role = "recorder";
  readonly #market: RingFollower;
  readonly #path: string;
  readonly #board: RoleBoard<"recorder">;
  readonly #fold = new Fold();
  readonly #journal: JournalTap | undefined;
  readonly #flushNanos: number;
  #flushedNanos = 0;
  #writer: TapeWriter | undefined;
  #done = false;

  constructor({ market, path, board, journal, flushNanos = Infinity }: RecorderOptions) {
    this.#journal = journal;
    this.#flushNanos = flushNanos;
    this.#market = market;
    this.#path = path;
    this.#board = board;
  }

  get done(): boolean {
    return this.#done;
  }

  /** @throws UserError when the tape or the journal cannot be created */
  onStart(): void {
    this.#writer = new TapeWriter({ path: this.#path });
    this.#journal?.open();
  }

  /** @throws UserError when the tape or the journal cannot be written */
  doWork(nowNanos = 0): number {
    const count = Math.min(this.#market.available(), MARKET_BATCH);
    if (count > 0) this.#copy(count);
    const entries = this.#journal?.copy(this.#market.epochMillis) ?? 0;
    if (nowNanos - this.#flushedNanos > this.#flushNanos) this.#flush(nowNanos);
    const isOver = count + entries === 0 && this.#market.ended() &&
      (this.#journal === undefined || this.#journal.ended);
    if (isOver) this.#finish();
    return count + entries;
  }

  /** A session that was stopped leaves a whole tape of what it had seen. */
  onClose(): void {
    if (this.#done) return;
    const writer = this.#writer;
    try {
      this.#finish();
    } catch {
      // The failure that led here, or the next one of its kind, is what the user gets to see.
      writer?.abandon();
      this.#journal?.abandon();
    }
  }

  #flush(nowNanos: number): void {
    this.#flushedNanos = nowNanos;
    if (this.#writer?.begun) this.#writer.flush();
    this.#journal?.flush();
  }

  #copy(count: number): void {
    const market = this.#market;
    const writer = this.#begun();
    for (let i = 0; i < count; i++) {
      const at = market.at(i);
      writer.append(market.words, at);
      this.#fold.words(market.words, at, MARKET_WORDS);
    }
    market.advance(count);
    this.#board.counters[MESSAGES] = writer.slots;
    this.#board.counters[BYTES] = writer.bytesWritten;
    this.#fold.store(this.#board.words, this.#board.hashAt);
  }

  #finish(): void {
    const writer = this.#begun();
    this.#done = true;
    writer.close();
    this.#board.counters[BYTES] = writer.bytesWritten;
    this.#journal?.close(this.#market.epochMillis);
  }

  /** The session's epoch is known once something was published. */
  #begun(): TapeWriter {
    const writer = this.#writer;
    assert(writer !== undefined, "the recorder was started");
    if (!writer.begun) writer.begin(this.#market.epochMillis);
    return writer;
  }
}
