/**
 * A tape as a source. Messages go back into the ring as they are, so every stage behind comes to
 * the hashes it had when the tape was recorded. One record is a group, or what of it is in the block.
 *
 * Only with other company do messages change: a tape replayed beside an earlier recording is moved
 * to that one's epoch, and an instrument whose number is taken gets another.
 */
import { MAX_INSTRUMENTS } from "../base/limits.ts";
import { NANOS_PER_MILLI } from "../base/units.ts";
import type { MarketWriter } from "../venues/market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../venues/source.ts";
import {
  AT_EXCH_NANOS,
  AT_INSTRUMENT,
  AT_KIND,
  AT_RECV_NANOS,
  AT_SIDE,
  AT_STATUS,
  FLAG_BOOKED,
  FLAG_LAST,
  FLAG_REVEALED,
  flagsOf,
  kindOf,
  MARKET_DOUBLES,
  MARKET_WORDS,
  MESSAGE_BAR,
  MESSAGE_INSTRUMENT,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_QUOTE,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  ORDER_EXECUTE,
  STATUS_BAD_RECORD,
  STATUS_CLEAR,
  STATUS_END,
  STATUS_GAP,
} from "../wire/market.ts";
import { TapeReader } from "./reader.ts";
import { decodeInstrument } from "./taped_instrument.ts";

/** What {@link TapeSource} knows of a number on the tape: the session's number, or one of these. */
const UNDEFINED = -1;
const UNWANTED = -2;
/** instrumentId of messages that concern the whole session. */
const NO_INSTRUMENT = -1;

export class TapeSource implements MarketSource {
  readonly name: string;
  readonly #path: string;
  readonly #sessionIds = new Int32Array(MAX_INSTRUMENTS).fill(UNDEFINED);
  /** Set by open(). */
  #reader!: TapeReader;
  /** Set by start(). */
  #context!: SourceContext;
  #shiftNanos = 0;
  /** Number of the next block to load. */
  #nextBlock = 0;
  #slot = 0;
  #slots = 0;
  #headNanos = 0;

  constructor(path: string) {
    this.#path = path;
    this.name = path.slice(path.lastIndexOf("/") + 1);
  }

  /**
   * @returns the epoch of the session on the tape, so that the new session has the same
   * @throws UserError when the file is no tape, or damaged where it starts
   */
  open(): Promise<number> {
    return settled(() => {
      this.#reader = new TapeReader(this.#path);
      this.#loadNext();
      return this.#reader.header.epochMillis;
    });
  }

  start(context: SourceContext): void {
    const { header, fileBytes, tornBytes } = this.#reader;
    this.#context = context;
    this.#shiftNanos = (header.epochMillis - context.epochMillis) * NANOS_PER_MILLI;
    this.#headNanos = this.#firstRecvNanos() + this.#shiftNanos;
    if (tornBytes > 0) {
      context.problems.report(
        "tape torn",
        `${this.name} byte ${fileBytes - tornBytes}`,
        `the recording was interrupted: ${tornBytes} bytes after the last whole block are left out`,
      );
    }
  }

  peek(): PeekOutcome {
    if (this.#slot < this.#slots) {
      const recvNanos = this.#reader.doubles[this.#slot * MARKET_DOUBLES + AT_RECV_NANOS];
      const nanos = recvNanos + this.#shiftNanos;
      if (nanos > this.#headNanos) this.#headNanos = nanos;
      return PEEK_RECORD;
    }
    return this.#nextBlock < this.#reader.index.blocks ? PEEK_INPUT : PEEK_END;
  }

  /** Never steps back, although receipt times may: a late snapshot was taken before it arrived. */
  get headNanos(): number {
    return this.#headNanos;
  }

  emit(writer: MarketWriter): void {
    const { words } = this.#reader;
    while (this.#slot < this.#slots) {
      const at = this.#slot++ * MARKET_WORDS;
      const last = (flagsOf(words[at + AT_KIND]) & FLAG_LAST) !== 0;
      if (this.#admit(words, at)) writer.copySlot(words, at);
      if (last) {
        this.#context.counters.record();
        return;
      }
    }
  }

  fill(): Promise<void> {
    return settled(() => this.#loadNext());
  }

  get progress(): number {
    const { index } = this.#reader;
    if (index.slots === 0) return 1;
    return (index.firstSlot(this.#nextBlock - 1) + this.#slot) / index.slots;
  }

  close(): Promise<void> {
    return settled(() => this.#reader?.close());
  }

  #loadNext(): void {
    this.#slot = 0;
    this.#slots = 0;
    if (this.#nextBlock < this.#reader.index.blocks) {
      this.#slots = this.#reader.load(this.#nextBlock++);
    }
  }

  /** Decides on a message, counts it, and fits it into this session. @returns false to leave it out */
  #admit(words: Int32Array, at: number): boolean {
    const kind = kindOf(words[at + AT_KIND]);
    const tapeId = words[at + AT_INSTRUMENT];
    if (kind === MESSAGE_INSTRUMENT) this.#define(words, at);
    // Ingest ends every session with a STATUS_END of its own.
    if (kind === MESSAGE_STATUS && words[at + AT_STATUS] === STATUS_END) return false;
    if (tapeId !== NO_INSTRUMENT) {
      const id = tapeId >= 0 && tapeId < MAX_INSTRUMENTS ? this.#sessionIds[tapeId] : UNDEFINED;
      if (id < 0) {
        if (id === UNDEFINED) this.#reportUndefined(tapeId);
        return false;
      }
      words[at + AT_INSTRUMENT] = id;
    }
    if (this.#shiftNanos !== 0) this.#shift(at);
    this.#count(kind, words, at);
    return true;
  }

  #define(words: Int32Array, at: number): void {
    const taped = decodeInstrument(words, at);
    if (taped === undefined || taped.id < 0 || taped.id >= MAX_INSTRUMENTS) return;
    const { instruments } = this.#context;
    this.#sessionIds[taped.id] = instruments.wants(taped.symbol)
      ? instruments.adopt(taped).id
      : UNWANTED;
  }

  #shift(at: number): void {
    const { doubles } = this.#reader;
    doubles[(at >> 1) + AT_EXCH_NANOS] += this.#shiftNanos;
    doubles[(at >> 1) + AT_RECV_NANOS] += this.#shiftNanos;
  }

  #count(kind: number, words: Int32Array, at: number): void {
    const { counters } = this.#context;
    const flags = flagsOf(words[at + AT_KIND]);
    if (kind === MESSAGE_TRADE) counters.trade();
    else if (kind === MESSAGE_QUOTE) counters.quote();
    else if (kind === MESSAGE_BAR) counters.bar();
    else if (kind === MESSAGE_ORDER) {
      // Without FLAG_BOOKED an execution is itself the trade.
      const executed = words[at + AT_SIDE] >> 8 === ORDER_EXECUTE;
      if (executed && (flags & FLAG_BOOKED) === 0) counters.trade();
    } else if (kind === MESSAGE_LEVEL) {
      if ((flags & FLAG_REVEALED) !== 0) counters.undetermined();
    } else if (kind === MESSAGE_STATUS) {
      const status = words[at + AT_STATUS];
      if (status === STATUS_CLEAR) counters.snapshot();
      else if (status === STATUS_GAP) counters.gap();
      else if (status === STATUS_BAD_RECORD) counters.badRecord();
    }
  }

  #reportUndefined(tapeId: number): void {
    this.#context.counters.badRecord();
    const slot = this.#reader.index.firstSlot(this.#nextBlock - 1) + this.#slot - 1;
    this.#context.problems.report(
      "tape instrument undefined",
      `${this.name} slot ${slot}`,
      `instrument ${tapeId} is not defined: an INSTRUMENT message must come first`,
    );
  }

  /** When the tape begins: messages that define instruments may come before there is a time. */
  #firstRecvNanos(): number {
    const { words, doubles } = this.#reader;
    for (let i = 0; i < this.#slots; i++) {
      const kind = kindOf(words[i * MARKET_WORDS + AT_KIND]);
      const recvNanos = doubles[i * MARKET_DOUBLES + AT_RECV_NANOS];
      if (kind !== MESSAGE_INSTRUMENT && Number.isFinite(recvNanos)) return recvNanos;
    }
    return 0;
  }
}

/** The outcome of something done at once, as the promise that the contract asks for. */
function settled<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => resolve(action()));
}
