/**
 * Compares the built books with what the venue or the file itself says they are: quotes with update
 * ids, quotes with times only, and checksums. It counts and remembers; it never stops anything.
 *
 * Hot path: no allocation (the first few mismatches are described, the rest only counted).
 */
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import * as marketLayout from "../wire/market.ts";
import { flagsOf } from "../wire/market.ts";
import type { BookState } from "./book_state.ts";
import { QuoteAudit, type QuoteVerdict } from "./quote_audit.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const {
  AT_ASK,
  AT_ASK_LOTS,
  AT_BID,
  AT_BID_LOTS,
  AT_CHECKSUM,
  AT_EXCH_NANOS,
  AT_KIND,
  AT_LEVELS,
  AT_SEQUENCE,
  FLAG_EVERY_CHANGE,
  FLAG_TIMED,
} = marketLayout;

const COMPARED = counterIndex("book", "compared");
const MISMATCHES = counterIndex("book", "mismatches");
const TIMED_COMPARED = counterIndex("book", "timedCompared");
const TIMED_UNMATCHED = counterIndex("book", "timedUnmatched");
const IMPLIED_COMPARED = counterIndex("book", "impliedCompared");
const IMPLIED_UNMATCHED = counterIndex("book", "impliedUnmatched");

/** Mismatches that are described. */
const MAX_DESCRIBED = 8;

/** One difference between the built book and the venue's. */
export interface Mismatch {
  readonly instrumentId: number;
  readonly check: "quote" | "checksum";
  /** Update id of the book's state. */
  readonly sequence: number;
  /** What the venue says. */
  readonly expected: string;
  /** What was built. */
  readonly built: string;
}

export class Auditor implements QuoteVerdict {
  readonly #counters: Float64Array;
  readonly #described: Mismatch[] = [];

  constructor(board: RoleBoard<"book">) {
    this.#counters = board.counters;
  }

  /** The first few mismatches, in order. */
  get firstMismatches(): readonly Mismatch[] {
    return this.#described;
  }

  /** Takes in the QUOTE message at word `at`. */
  onQuote(state: BookState, words: Int32Array, doubles: Float64Array, at: number): void {
    const d = at >> 1;
    const bidTicks = words[at + AT_BID];
    const askTicks = words[at + AT_ASK];
    const bidLots = doubles[d + AT_BID_LOTS];
    const askLots = doubles[d + AT_ASK_LOTS];
    const quotes = state.quotes ??= new QuoteAudit(state.instrumentId, this);
    const flags = flagsOf(words[at + AT_KIND]);
    if ((flags & FLAG_TIMED) === 0) {
      quotes.everyChange = (flags & FLAG_EVERY_CHANGE) !== 0;
      quotes.onQuote(doubles[d + AT_SEQUENCE], bidTicks, bidLots, askTicks, askLots);
    } else if (!state.stale) {
      const nanos = doubles[d + AT_EXCH_NANOS];
      this.#countTimed(quotes, -1);
      quotes.timed.push(state.book.depth, nanos, bidTicks, bidLots, askTicks, askLots);
      this.#countTimed(quotes, 1);
    }
  }

  /** Looks at a book after a group that changed it and ended at double `d` of the market ring. */
  onGroup(state: BookState, doubles: Float64Array, d: number): void {
    const quotes = state.quotes;
    if (quotes === undefined) return;
    const sequence = doubles[d + AT_SEQUENCE];
    const exchNanos = doubles[d + AT_EXCH_NANOS];
    if (sequence > 0) quotes.onGroup(sequence, state.book.depth);
    this.#countTimed(quotes, -1);
    quotes.timed.onGroup(state.book.depth, exchNanos);
    this.#countTimed(quotes, 1);
  }

  /** Compares with the CHECKSUM message at word `at`. */
  onChecksum(state: BookState, words: Int32Array, doubles: Float64Array, at: number): void {
    const expected = words[at + AT_CHECKSUM];
    const levels = words[at + AT_LEVELS];
    const built = (state.topAsks.checksum(levels) + state.topBids.checksum(levels)) | 0;
    this.#counters[COMPARED]++;
    if (built === expected) return;
    this.#counters[MISMATCHES]++;
    if (this.#described.length === MAX_DESCRIBED) return;
    this.#described.push({
      instrumentId: state.instrumentId,
      check: "checksum",
      sequence: doubles[(at >> 1) + AT_SEQUENCE],
      expected: hex(expected),
      built: hex(built),
    });
  }

  onCompared(audit: QuoteAudit, quoteEntry: number, bookEntry: number, agreed: boolean): void {
    const sequence = audit.groups.sequenceOf(bookEntry);
    const exact = audit.quotes.sequenceOf(quoteEntry) === sequence;
    this.#counters[exact ? COMPARED : IMPLIED_COMPARED]++;
    if (agreed) return;
    this.#counters[exact ? MISMATCHES : IMPLIED_UNMATCHED]++;
    if (!exact) return;
    if (this.#described.length === MAX_DESCRIBED) return;
    this.#described.push({
      instrumentId: audit.instrumentId,
      check: "quote",
      sequence,
      expected: audit.quotes.describe(quoteEntry),
      built: audit.groups.describe(bookEntry),
    });
  }

  /** Adds or takes off an instrument's share of the counts. */
  #countTimed({ timed }: QuoteAudit, sign: number): void {
    this.#counters[TIMED_COMPARED] += sign * timed.compared;
    this.#counters[TIMED_UNMATCHED] += sign * timed.unmatched;
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
