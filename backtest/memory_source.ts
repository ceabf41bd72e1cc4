/**
 * A market in memory as a source. Messages go back into the ring as they were, so every stage behind
 * comes to the hashes it has when it reads the recording itself.
 *
 * Hot path: no allocation.
 */
import type { MarketWriter } from "../core/venues/market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../core/venues/source.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_RECV_NANOS,
  AT_STATUS,
  FLAG_LAST,
  flagsOf,
  kindOf,
  MARKET_WORDS,
  MESSAGE_INSTRUMENT,
  MESSAGE_STATUS,
  STATUS_END,
} from "../core/wire/market.ts";
import { decodeInstrument } from "../core/tape/taped_instrument.ts";
import { CHUNK_SLOTS, type MarketMemory } from "./market_memory.ts";

export class MemorySource implements MarketSource {
  readonly name: string;
  readonly #memory: MarketMemory;
  readonly #words: readonly Int32Array[];
  readonly #doubles: readonly Float64Array[];
  readonly #head = new Float64Array(1);
  #context!: SourceContext;
  #slot = 0;

  constructor(memory: MarketMemory) {
    this.name = memory.name;
    this.#memory = memory;
    this.#words = memory.chunks.map((chunk) => new Int32Array(chunk));
    this.#doubles = memory.chunks.map((chunk) => new Float64Array(chunk));
  }

  open(): Promise<number> {
    return Promise.resolve(this.#memory.epochMillis);
  }

  start(context: SourceContext): void {
    this.#context = context;
    this.#head[0] = this.#memory.firstNanos;
  }

  peek(): PeekOutcome {
    const slot = this.#slot;
    if (slot === this.#memory.slots) return PEEK_END;
    const words = this.#words[slot >>> 16];
    const at = (slot & (CHUNK_SLOTS - 1)) * MARKET_WORDS;
    const kind = kindOf(words[at + AT_KIND]);
    // Ingest ends every session with a STATUS_END of its own, and it is the last there is.
    if (kind === MESSAGE_STATUS && words[at + AT_STATUS] === STATUS_END) return PEEK_END;
    const nanos = this.#doubles[slot >>> 16][(at >> 1) + AT_RECV_NANOS];
    if (kind !== MESSAGE_INSTRUMENT && nanos > this.#head[0]) this.#head[0] = nanos;
    return PEEK_RECORD;
  }

  /** Never steps back, although receipt times may. */
  get headNanos(): number {
    return this.#head[0];
  }

  emit(writer: MarketWriter): void {
    while (this.#slot < this.#memory.slots) {
      const slot = this.#slot++;
      const words = this.#words[slot >>> 16];
      const at = (slot & (CHUNK_SLOTS - 1)) * MARKET_WORDS;
      if (kindOf(words[at + AT_KIND]) === MESSAGE_INSTRUMENT) this.#define(words, at);
      writer.copySlot(words, at);
      if ((flagsOf(words[at + AT_KIND]) & FLAG_LAST) !== 0) return this.#context.counters.record();
    }
  }

  fill(): Promise<void> {
    return Promise.resolve();
  }

  get progress(): number {
    const { slots } = this.#memory;
    return slots === 0 ? 1 : this.#slot / slots;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Cold: the recording's numbers are those of this session, in the same order. */
  #define(words: Int32Array, at: number): void {
    const taped = decodeInstrument(words, at);
    if (taped !== undefined && words[at + AT_INSTRUMENT] >= 0) {
      this.#context.instruments.adopt(taped);
    }
  }
}
