/**
 * The book stage: reads market messages, keeps a book an instrument, and writes a frame for every
 * group of messages that leaves a book fit for use.
 *
 * ```text
 *   market ring ─▶ BookState (by instrument) ─▶ group complete? ─▶ frame ring
 *                       Auditor compares         stale, one-sided, crossed: counted, no frame
 * ```
 *
 * Hot path: no allocation (a state is made when an instrument is defined).
 */
import type { Agent } from "../agent/agent.ts";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import * as limits from "../base/limits.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RingProducer } from "../ring/producer.ts";
import { sequenceNear } from "../ring/sequence.ts";
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import type { InstrumentDirectory } from "../wire/directory.ts";
import * as frameLayout from "../wire/frame.ts";
import * as marketLayout from "../wire/market.ts";
import { flagsOf, kindOf, versionOf } from "../wire/market.ts";
import { Auditor, type Mismatch } from "./auditor.ts";
import { APPLIED, type Applied, BookState, UNKNOWN_ORDER } from "./book_state.ts";
import { FrameWriter } from "./frame_writer.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { FRAME_BATCH, MARKET_BATCH, MAX_INSTRUMENTS } = limits;
const { EVENT_BAR, EVENT_BOOK, EVENT_TRADE, F_BOOK_STAMP, F_INGEST_STAMP } = frameLayout;
const {
  AT_INSTRUMENT,
  AT_KIND,
  AT_LOT_UNITS,
  AT_RECV_NANOS,
  AT_SCALES,
  AT_STATUS,
  AT_TICK_UNITS,
  FLAG_LAST,
  MARKET_VERSION,
  MARKET_WORDS,
  MESSAGE_BAR,
  MESSAGE_CHECKSUM,
  MESSAGE_INSTRUMENT,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_QUOTE,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  STATUS_CLEAR,
  STATUS_GAP,
} = marketLayout;

const MESSAGES = counterIndex("book", "messages");
const FRAMES = counterIndex("book", "frames");
const INSTRUMENTS = counterIndex("book", "instruments");
const GAPS = counterIndex("book", "gaps");
const RESYNCS = counterIndex("book", "resyncs");
const CROSSED = counterIndex("book", "crossed");
const ONE_SIDED = counterIndex("book", "oneSided");
const STALE_SKIPPED = counterIndex("book", "staleSkipped");
const UNKNOWN_ORDERS = counterIndex("book", "unknownOrders");
const BAD_MESSAGES = counterIndex("book", "badMessages");

export interface BookAgentOptions {
  /** The market ring, with publication stamps. */
  readonly market: RingFollower;
  readonly frames: RingProducer;
  readonly board: RoleBoard<"book">;
  readonly clock: Clock;
  /** Gets an entry for every instrument. */
  readonly directory: InstrumentDirectory;
  /** Groups received before this only change books; ns since the session's epoch. */
  readonly framesFrom?: number | undefined;
  /** It takes over from a stage that died: instruments are known, their books are not. */
  readonly takesOver?: boolean;
}

/** What the book stage tells when the run is over. */
export interface BookReport {
  /** The first few differences from the venue's own books, in order. */
  readonly firstMismatches: readonly Mismatch[];
}

export class BookAgent implements Agent {
  readonly role = "book";
  /** What the books were compared with; for reports. */
  readonly auditor: Auditor;
  readonly #market: RingFollower;
  readonly #frames: RingProducer;
  readonly #board: RoleBoard<"book">;
  readonly #counters: Float64Array;
  readonly #clock: Clock;
  readonly #writer: FrameWriter;
  readonly #directory: InstrumentDirectory;
  readonly #framesFrom: number;
  /** By instrument id; grows as instruments are defined, in order. */
  readonly #states: BookState[] = [];
  #marketSequence = 0;
  #done = false;

  constructor(options: BookAgentOptions) {
    const { market, frames, board, clock, directory, framesFrom, takesOver = false } = options;
    assert(market.stamps.length > 0, "the market ring has stamps");
    this.auditor = new Auditor(board);
    this.#market = market;
    this.#frames = frames;
    this.#board = board;
    this.#counters = board.counters;
    this.#clock = clock;
    this.#writer = new FrameWriter(frames, takesOver ? board.counters[FRAMES] : 0);
    this.#directory = directory;
    this.#framesFrom = framesFrom ?? -Infinity;
    if (takesOver) this.#takeOver();
  }

  get done(): boolean {
    return this.#done;
  }

  onStart(): void {
    this.#writer.storeHash(this.#board.words, this.#board.hashAt);
  }

  doWork(): number {
    const market = this.#market;
    const frames = this.#frames;
    const limit = Math.min(market.available(), MARKET_BATCH);
    if (limit === 0) return this.#closeAtEnd();
    if (this.#marketSequence === 0) frames.epochMillis = market.epochMillis;
    let read = 0;
    while (read < limit && frames.unpublished < FRAME_BATCH) {
      const at = market.at(read);
      const last = (flagsOf(market.words[at + AT_KIND]) & FLAG_LAST) !== 0;
      if (last && frames.room(1) < 1) break;
      this.#marketSequence++;
      this.#apply(at);
      if (last) this.#endGroup(at, read);
      read++;
    }
    this.#publish();
    if (read > 0) market.advance(read);
    this.#counters[MESSAGES] += read;
    return read;
  }

  onClose(): void {
    // Rings and board are the supervisor's.
  }

  report(): BookReport {
    return { firstMismatches: this.auditor.firstMismatches };
  }

  /** Cold. */
  #takeOver(): void {
    this.#marketSequence = sequenceNear(this.#market.cursor, this.#counters[MESSAGES]);
    this.#counters[MESSAGES] = this.#marketSequence;
    const message = new Int32Array(MARKET_WORDS);
    while (this.#directory.message(this.#states.length, message)) {
      const state = new BookState(this.#states.length);
      state.define(...unitsOf(message, 0));
      state.stale = true;
      this.#states.push(state);
    }
  }

  #closeAtEnd(): number {
    if (this.#market.ended()) {
      this.#frames.close();
      this.#done = true;
    }
    return 0;
  }

  #apply(at: number): void {
    const { words, doubles } = this.#market;
    const kindWord = words[at + AT_KIND];
    assert(versionOf(kindWord) === MARKET_VERSION, "market message has this version");
    const kind = kindOf(kindWord);
    if (kind === MESSAGE_INSTRUMENT) this.#define(at);
    const id = words[at + AT_INSTRUMENT];
    if (id < 0) return;
    assert(id < this.#states.length, "an instrument is defined before it is used");
    const state = this.#states[id];
    state.flow.messages++;
    switch (kind) {
      case MESSAGE_LEVEL:
        return this.#count(state.level(words, doubles, at));
      case MESSAGE_ORDER:
        return this.#count(state.order(words, doubles, at));
      case MESSAGE_TRADE:
        return state.trade(words, doubles, at);
      case MESSAGE_QUOTE:
        return this.auditor.onQuote(state, words, doubles, at);
      case MESSAGE_CHECKSUM:
        if (!state.stale) this.auditor.onChecksum(state, words, doubles, at);
        return;
      case MESSAGE_STATUS:
        return this.#status(state, words[at + AT_STATUS]);
      case MESSAGE_BAR:
        return this.#count(state.bar(words, doubles, at));
      default:
        assert(kind === MESSAGE_INSTRUMENT, "market message kind is known");
    }
  }

  #count(applied: Applied): void {
    if (applied === APPLIED) return;
    this.#counters[applied === UNKNOWN_ORDER ? UNKNOWN_ORDERS : BAD_MESSAGES]++;
  }

  #status(state: BookState, status: number): void {
    if (status === STATUS_GAP) {
      if (!state.stale) this.#counters[GAPS]++;
      state.stale = true;
    } else if (status === STATUS_CLEAR) {
      if (state.stale) this.#counters[RESYNCS]++;
      state.clear();
    }
  }

  /** Cold: once an instrument and epoch. */
  #define(at: number): void {
    const words = this.#market.words;
    const id = words[at + AT_INSTRUMENT];
    const states = this.#states;
    assert(id >= 0 && id <= states.length, "instruments are numbered in order of definition");
    assert(id < MAX_INSTRUMENTS, "instruments stay below their limit");
    if (id === states.length) {
      states.push(new BookState(id));
      this.#counters[INSTRUMENTS]++;
    }
    this.#directory.define(id, words, at);
    states[id].define(...unitsOf(words, at));
  }

  /** Looks at a book after its whole group. */
  #endGroup(at: number, offset: number): void {
    const id = this.#market.words[at + AT_INSTRUMENT];
    if (id < 0) return;
    const state = this.#states[id];
    const events = state.groupEvents;
    if ((events & EVENT_BAR) !== 0) this.#endBar(state, at, offset);
    else if ((events & (EVENT_BOOK | EVENT_TRADE)) !== 0) this.#useBook(state, events, at, offset);
    else state.pendingEvents |= events;
    state.groupEvents = 0;
  }

  #useBook(state: BookState, events: number, at: number, offset: number): void {
    const market = this.#market;
    const depth = state.book.depth;
    if (!state.stale && (events & EVENT_BOOK) !== 0) {
      this.auditor.onGroup(state, market.doubles, at >> 1);
    }
    if (state.stale) this.#skip(state, STALE_SKIPPED);
    else if (!depth.isTwoSided) this.#skip(state, ONE_SIDED);
    else if (depth.isCrossed) this.#skip(state, CROSSED);
    else this.#writeFrame(state, at, offset);
  }

  /** A bar is a frame, whatever is in it. */
  #endBar(state: BookState, at: number, offset: number): void {
    this.#writeFrame(state, at, offset);
    state.barSeconds = 0;
  }

  /** Before the first frame that is wanted, as if it had been written. */
  #writeFrame(state: BookState, at: number, offset: number): void {
    const market = this.#market;
    if (!(market.doubles[(at >> 1) + AT_RECV_NANOS] < this.#framesFrom)) {
      this.#writer.write(state, market, offset, this.#marketSequence);
    }
    state.flow.startFrame();
    state.pendingEvents = 0;
  }

  #skip(state: BookState, counter: number): void {
    this.#counters[counter]++;
    state.pendingEvents |= state.groupEvents;
  }

  /** Stamps the frames of this batch and lets the next stage see them. */
  #publish(): void {
    const frames = this.#frames;
    const count = frames.unpublished;
    if (count === 0) return;
    this.#writer.foldUnpublished();
    const nowNanos = this.#clock.nowNanos();
    const { hopLatency, totalLatency } = this.#board;
    hopLatency.endAt(nowNanos);
    totalLatency.endAt(nowNanos);
    for (let i = 0; i < count; i++) {
      const d = frames.unpublishedAt(i) >> 1;
      frames.doubles[d + F_BOOK_STAMP] = nowNanos;
      hopLatency.recordSince(frames.doubles, d + F_INGEST_STAMP);
      totalLatency.recordSince(frames.doubles, d + F_INGEST_STAMP);
    }
    this.#counters[FRAMES] += count;
    this.#writer.storeHash(this.#board.words, this.#board.hashAt);
    frames.publish(nowNanos);
  }
}

/** Price of a tick and size of a lot, of the INSTRUMENT message at word `at`. Cold. */
function unitsOf(words: Int32Array, at: number): [number, number] {
  const scales = words[at + AT_SCALES];
  return [
    words[at + AT_TICK_UNITS] / powerOfTen(scales & 0xff),
    words[at + AT_LOT_UNITS] / powerOfTen((scales >>> 8) & 0xff),
  ];
}

/** Exact up to 10^22. */
function powerOfTen(exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= 10;
  return power;
}
