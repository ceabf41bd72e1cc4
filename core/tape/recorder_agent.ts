/**
 * The recorder: copies what passes through the market ring to a tape. It is a gating follower, so
 * nothing is missed: a disk that cannot keep up slows the session down, visibly.
 *
 * ```text
 *   market ring ──▶ recorder ──▶ <path>.part ──▶ <path> (at the end)
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
import { TapeWriter } from "./writer.ts";

const MESSAGES = counterIndex("recorder", "messages");
const BYTES = counterIndex("recorder", "bytes");

export interface RecorderOptions {
  readonly market: RingFollower;
  /** Tape to write; an existing one is replaced when the session ends. */
  readonly path: string;
  readonly board: RoleBoard<"recorder">;
}

export class RecorderAgent implements Agent {
  readonly role = "recorder";
  readonly #market: RingFollower;
  readonly #path: string;
  readonly #board: RoleBoard<"recorder">;
  readonly #fold = new Fold();
  #writer: TapeWriter | undefined;
  #done = false;

  constructor({ market, path, board }: RecorderOptions) {
    this.#market = market;
    this.#path = path;
    this.#board = board;
  }

  get done(): boolean {
    return this.#done;
  }

  /** @throws UserError when the tape cannot be created */
  onStart(): void {
    this.#writer = new TapeWriter({ path: this.#path });
  }

  /** @throws UserError when the tape cannot be written */
  doWork(): number {
    const count = Math.min(this.#market.available(), MARKET_BATCH);
    if (count > 0) this.#copy(count);
    else if (this.#market.ended()) this.#finish();
    return count;
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
    }
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
  }

  /** The session's epoch is known once something was published. */
  #begun(): TapeWriter {
    const writer = this.#writer;
    assert(writer !== undefined, "the recorder was started");
    if (!writer.begun) writer.begin(this.#market.epochMillis);
    return writer;
  }
}
