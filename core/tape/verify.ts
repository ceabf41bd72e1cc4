/**
 * Reads a whole tape and says what is on it and whether it is sound. Damaged blocks are listed and
 * passed over; a tape whose header, index or footer is damaged is refused by the reader.
 */
import { Fold } from "../base/fold.ts";
import type { Instrument } from "../venues/instruments.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_RECV_NANOS,
  kindOf,
  MARKET_DOUBLES,
  MARKET_WORDS,
  MESSAGE_INSTRUMENT,
} from "../wire/market.ts";
import { kindName } from "./message_text.ts";
import { TapeReader } from "./reader.ts";
import { TapeDamage } from "./tape_file.ts";
import { decodeInstrument } from "./taped_instrument.ts";

export interface DamagedPart {
  /** "block 3" */
  readonly part: string;
  /** Where that part starts in the file. */
  readonly byte: number;
  readonly text: string;
}

export interface TapeReport {
  readonly path: string;
  /** No damage, and nothing torn. */
  readonly sound: boolean;
  readonly fileBytes: number;
  readonly epochMillis: number;
  /** The tape was closed: it has its own index. */
  readonly closed: boolean;
  /** Bytes of an unfinished tail. */
  readonly tornBytes: number;
  readonly blocks: number;
  readonly damaged: readonly DamagedPart[];
  /** Messages in blocks that are sound. */
  readonly messages: number;
  readonly messagesByKind: Readonly<Record<string, number>>;
  /** As defined last, with their messages. */
  readonly instruments: readonly (Instrument & { readonly messages: number })[];
  /** Receipt times, over messages that have one; undefined when none has. */
  readonly firstRecvNanos: number | undefined;
  readonly lastRecvNanos: number | undefined;
  /** The market's state hash, as a session that publishes these messages comes to it. */
  readonly hash: string;
}

/**
 * @throws UserError when the file is no tape
 * @throws TapeDamage when its header, index or footer are damaged
 */
export function verifyTape(path: string): TapeReport {
  const reader = new TapeReader(path);
  try {
    return new Verification(reader).run();
  } finally {
    reader.close();
  }
}

class Verification {
  readonly #reader: TapeReader;
  readonly #fold = new Fold();
  readonly #byKind = new Map<number, number>();
  readonly #byInstrument = new Map<number, number>();
  readonly #instruments = new Map<number, Instrument>();
  readonly #damaged: DamagedPart[] = [];
  #messages = 0;
  #firstRecvNanos = Number.POSITIVE_INFINITY;
  #lastRecvNanos = Number.NEGATIVE_INFINITY;

  constructor(reader: TapeReader) {
    this.#reader = reader;
  }

  run(): TapeReport {
    const { path, fileBytes, header, closed, tornBytes, index } = this.#reader;
    for (let block = 0; block < index.blocks; block++) this.#readBlock(block);
    const timed = this.#firstRecvNanos <= this.#lastRecvNanos;
    return {
      path,
      sound: this.#damaged.length === 0 && tornBytes === 0,
      fileBytes,
      epochMillis: header.epochMillis,
      closed,
      tornBytes,
      blocks: index.blocks,
      damaged: this.#damaged,
      messages: this.#messages,
      messagesByKind: this.#kindCounts(),
      instruments: [...this.#instruments.values()].map((instrument) => ({
        ...instrument,
        messages: this.#byInstrument.get(instrument.id) ?? 0,
      })),
      firstRecvNanos: timed ? this.#firstRecvNanos : undefined,
      lastRecvNanos: timed ? this.#lastRecvNanos : undefined,
      hash: this.#fold.toString(),
    };
  }

  #readBlock(block: number): void {
    try {
      const count = this.#reader.load(block);
      for (let i = 0; i < count; i++) this.#readSlot(i);
    } catch (thrown) {
      if (!(thrown instanceof TapeDamage)) throw thrown;
      this.#damaged.push({ part: thrown.part, byte: thrown.byte, text: thrown.text });
    }
  }

  #readSlot(i: number): void {
    const { words, doubles } = this.#reader;
    const at = i * MARKET_WORDS;
    const kind = kindOf(words[at + AT_KIND]);
    const id = words[at + AT_INSTRUMENT];
    this.#fold.words(words, at, MARKET_WORDS);
    this.#messages++;
    increment(this.#byKind, kind);
    increment(this.#byInstrument, id);
    const instrument = kind === MESSAGE_INSTRUMENT ? decodeInstrument(words, at) : undefined;
    if (instrument !== undefined) this.#instruments.set(id, instrument);
    // Messages of the session, and definitions before the first event, carry no time.
    const recvNanos = doubles[i * MARKET_DOUBLES + AT_RECV_NANOS];
    if (recvNanos === 0) return;
    if (recvNanos < this.#firstRecvNanos) this.#firstRecvNanos = recvNanos;
    if (recvNanos > this.#lastRecvNanos) this.#lastRecvNanos = recvNanos;
  }

  #kindCounts(): Record<string, number> {
    const kinds = [...this.#byKind].sort(([a], [b]) => a - b);
    return Object.fromEntries(kinds.map(([kind, count]) => [kindName(kind), count]));
  }
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
