/**
 * Who the instruments are, for every thread: the second half of the newest INSTRUMENT message of
 * each, by its number. The book stage writes an entry before the instrument's first frame, so whoever
 * reads a frame may read its entry.
 *
 * ```text
 *   entry i at word 8 × i:  tickUnits  lotUnits  scales  symbol (5 words)      see market.ts
 * ```
 */
import { assert } from "../base/assert.ts";
import { MAX_INSTRUMENTS } from "../base/limits.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_LOT_UNITS,
  AT_SCALES,
  AT_SYMBOL,
  AT_TICK_UNITS,
  FLAG_LAST,
  MARKET_WORDS,
  MESSAGE_INSTRUMENT,
  packKind,
  VENUE_NAMES,
} from "./market.ts";

/** Units × 10^−decimals: units 5, decimals 1 is 0.5. */
export interface Grid {
  readonly units: number;
  readonly decimals: number;
}

const ENTRY_WORDS = MARKET_WORDS - AT_TICK_UNITS;
const ENTRY_SCALES = AT_SCALES - AT_TICK_UNITS;
const ENTRY_SYMBOL = AT_SYMBOL - AT_TICK_UNITS;

export class InstrumentDirectory {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  /** @param buffer of another thread's directory; made anew without it */
  constructor(buffer = new SharedArrayBuffer(4 * ENTRY_WORDS * MAX_INSTRUMENTS)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  /** Enters what the INSTRUMENT message at word `at` of the market ring says. Cold. */
  define(instrumentId: number, words: Int32Array, at: number): void {
    assert(instrumentId >= 0 && instrumentId < MAX_INSTRUMENTS, "the directory has this entry");
    const to = instrumentId * ENTRY_WORDS;
    for (let i = 0; i < ENTRY_WORDS; i++) this.#words[to + i] = words[at + AT_TICK_UNITS + i];
  }

  /** Tick units, lot units and the packed scales of an entry (AT_SCALES); 0 where none is. Cold. */
  scalesOf(instrumentId: number): readonly [number, number, number] {
    const at = instrumentId * ENTRY_WORDS;
    return [this.#words[at], this.#words[at + 1], this.#scales(instrumentId)];
  }

  /** Writes the INSTRUMENT message of an entry, without times. Cold. @returns false = there is none */
  message(instrumentId: number, words: Int32Array): boolean {
    const from = instrumentId * ENTRY_WORDS;
    if (this.#words[from] === 0) return false;
    words.fill(0);
    words[AT_KIND] = packKind(MESSAGE_INSTRUMENT, FLAG_LAST);
    words[AT_INSTRUMENT] = instrumentId;
    for (let i = 0; i < ENTRY_WORDS; i++) words[AT_TICK_UNITS + i] = this.#words[from + i];
    return true;
  }

  /** The instrument's symbol; empty where none was defined. Cold. */
  symbolOf(instrumentId: number): string {
    const length = this.#scales(instrumentId) >>> 24;
    const from = 4 * (instrumentId * ENTRY_WORDS + ENTRY_SYMBOL);
    return String.fromCharCode(...this.#bytes.subarray(from, from + length));
  }

  /** The name of its venue. Cold. */
  venueOf(instrumentId: number): string {
    return VENUE_NAMES[(this.#scales(instrumentId) >>> 16) & 0xff];
  }

  /** Its grid of prices, units × 10^−decimals; undefined where none was defined. Cold. */
  tickOf(instrumentId: number): Grid | undefined {
    return this.#grid(instrumentId, 0, 0);
  }

  /** Its grid of quantities. Cold. */
  lotOf(instrumentId: number): Grid | undefined {
    return this.#grid(instrumentId, AT_LOT_UNITS - AT_TICK_UNITS, 8);
  }

  #grid(instrumentId: number, unitsAt: number, shift: number): Grid | undefined {
    const units = this.#words[instrumentId * ENTRY_WORDS + unitsAt];
    const decimals = (this.#scales(instrumentId) >>> shift) & 0xff;
    return units > 0 ? { units, decimals } : undefined;
  }

  #scales(instrumentId: number): number {
    return this.#words[instrumentId * ENTRY_WORDS + ENTRY_SCALES];
  }
}
