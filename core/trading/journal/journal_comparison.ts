/**
 * Holds what trading does against what it did: every entry of a recorded journal must come again, at
 * the same place, word for word. Only the machine's stamps may differ.
 */
import {
  J_KIND,
  J_MARKET_SEQUENCE,
  J_STAMP_NANOS,
  JOURNAL_COMMAND,
  JOURNAL_CONTROL,
  JOURNAL_REPORT,
  JOURNAL_RESTARTED,
  JOURNAL_WORDS,
} from "../../wire/journal.ts";
import type { JournalSink } from "./journal.ts";

/** The first entry that is not what was recorded. */
export interface JournalDifference {
  /** 1-based position in the journal. */
  readonly entry: number;
  /** The recorded entry's words; undefined = nothing more was recorded. */
  readonly expected: Int32Array | undefined;
  /** Undefined = the replay ended without it. */
  readonly got: Int32Array | undefined;
}

/** What a comparison came to: plain data. */
export interface JournalVerdict {
  /** Entries that were held against the recording. */
  readonly compared: number;
  readonly commands: number;
  readonly reports: number;
  readonly controls: number;
  /** Entries of which nothing is proved: a stage was replaced before them, or the tape is torn. */
  readonly beyond: number;
  readonly difference: JournalDifference | undefined;
}

export class JournalComparison implements JournalSink {
  /** Entries to be compared: up to the first replacement of a stage. */
  readonly #expected: Int32Array;
  readonly #entries: number;
  readonly #beyond: number;
  readonly #counts = new Map<number, number>();
  #compared = 0;
  #difference: JournalDifference | undefined;

  readonly #untilMarket: number;
  readonly #isOpenEnded: boolean;

  /**
   * @param recorded entries of a journal, one behind the other
   * @param untilMarket entries at this market message or later are not compared: the tape is torn
   * @param isOpenEnded the journal is: what follows its last entry is not known
   */
  constructor(recorded: Int32Array, untilMarket = Infinity, isOpenEnded = false) {
    this.#isOpenEnded = isOpenEnded;
    const all = recorded.length / JOURNAL_WORDS;
    let entries = 0;
    while (entries < all && isCompared(recorded, entries, untilMarket)) entries++;
    this.#expected = recorded;
    this.#entries = entries;
    this.#beyond = all - entries;
    this.#untilMarket = untilMarket;
  }

  take(words: Int32Array): void {
    if (this.#difference !== undefined || marketAt(words, 0) >= this.#untilMarket) return;
    if (this.#compared === this.#entries) {
      // Beyond a replacement nothing is compared; beyond the end there must be nothing.
      if (this.#beyond === 0 && !this.#isOpenEnded) this.#differ(undefined, words.slice());
      return;
    }
    const from = this.#compared * JOURNAL_WORDS;
    const expected = this.#expected.subarray(from, from + JOURNAL_WORDS);
    if (!isEqual(expected, words)) return this.#differ(expected.slice(), words.slice());
    this.#compared++;
    const kind = words[J_KIND] & 0xff;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** @param isWhole the market was replayed to its end, so that nothing may be missing */
  verdict(isWhole: boolean): JournalVerdict {
    if (isWhole && this.#difference === undefined && this.#compared < this.#entries) {
      const from = this.#compared * JOURNAL_WORDS;
      this.#differ(this.#expected.slice(from, from + JOURNAL_WORDS), undefined);
    }
    return {
      compared: this.#compared,
      commands: this.#counts.get(JOURNAL_COMMAND) ?? 0,
      reports: this.#counts.get(JOURNAL_REPORT) ?? 0,
      controls: this.#counts.get(JOURNAL_CONTROL) ?? 0,
      beyond: this.#beyond,
      difference: this.#difference,
    };
  }

  #differ(expected: Int32Array | undefined, got: Int32Array | undefined): void {
    this.#difference = { entry: this.#compared + 1, expected, got };
  }
}

function isCompared(words: Int32Array, entry: number, untilMarket: number): boolean {
  const kind = words[entry * JOURNAL_WORDS + J_KIND] & 0xff;
  return kind !== JOURNAL_RESTARTED && marketAt(words, entry) < untilMarket;
}

function marketAt(words: Int32Array, entry: number): number {
  const from = words.byteOffset + 4 * entry * JOURNAL_WORDS;
  return new Float64Array(words.buffer, from, JOURNAL_WORDS / 2)[J_MARKET_SEQUENCE];
}

/** Word for word, but for the machine's stamp. */
function isEqual(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < JOURNAL_WORDS; i++) {
    if (a[i] !== b[i] && i >> 1 !== J_STAMP_NANOS) return false;
  }
  return true;
}
