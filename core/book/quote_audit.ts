/**
 * Holds one instrument's book against the venue's own quotes. A quote with update id q is what the
 * book's best must be right after update q; a group brings the book from update p to update u.
 *
 * Where q = u the two must be equal. Where they differ, the newest quote with q < u should still hold,
 * where the venue quotes every change of its best (FLAG_EVERY_CHANGE); but not always: Binance spot quotes a sweep
 * through several levels once, at its end, while a depth update may end in the middle of it (2 of
 * 6,492 updates in one recording). So those checks are counted apart, as *implied*.
 *
 * Quotes and groups come by different paths, either may be ahead. Which quote is the newest at u is
 * certain once a quote with q ≥ u has come; until then the book's best waits.
 *
 * ```text
 *   quotes   q₁   q₂      q₃        q₄
 *   groups             u₁      u₂        u₃
 *                      ╰q₂     ╰q₃       ╰ waits for a quote at or beyond u₃
 * ```
 *
 * Hot path: no allocation.
 */
import type { L2Book } from "./l2_book.ts";
import { TimedQuotes } from "./timed_quotes.ts";
import { TopRing } from "./top_ring.ts";

/** A venue may send a few hundred quotes between two depth updates. */
const QUOTES = 1_024;
const GROUPS = 64;

/** Told of each comparison; called with entries of the two rings. */
export interface QuoteVerdict {
  onCompared(audit: QuoteAudit, quoteEntry: number, bookEntry: number, agreed: boolean): void;
}

export class QuoteAudit {
  readonly instrumentId: number;
  readonly quotes = new TopRing(QUOTES);
  /** The book's bests that wait for their quote. */
  readonly groups = new TopRing(GROUPS);
  readonly timed = new TimedQuotes();
  /** The newest quote holds until the next. */
  everyChange = false;
  readonly #verdict: QuoteVerdict;

  constructor(instrumentId: number, verdict: QuoteVerdict) {
    this.instrumentId = instrumentId;
    this.#verdict = verdict;
  }

  /** A quote with an update id arrived. */
  onQuote(
    sequence: number,
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
  ): void {
    const { quotes, groups } = this;
    if (sequence < quotes.newestSequence) this.reset();
    while (groups.end > groups.first && groups.sequenceOf(groups.first) < sequence) {
      this.#compareOldest();
    }
    quotes.push(sequence, bidTicks, bidLots, askTicks, askLots);
    if (groups.end > groups.first && groups.sequenceOf(groups.first) === sequence) {
      this.#compareOldest();
    }
  }

  /** A group with an update id was applied. */
  onGroup(sequence: number, { bids, asks }: L2Book): void {
    const { quotes, groups } = this;
    const newest = groups.newestSequence;
    if (newest === sequence) groups.dropNewest();
    else if (newest > sequence) groups.clear();
    groups.push(sequence, bids.bestTicks, bids.bestLots, asks.bestTicks, asks.bestLots);
    if (quotes.newestSequence < sequence) return;
    while (groups.end > groups.first) this.#compareOldest();
  }

  /** Forgets everything: update ids or scales start anew. */
  reset(): void {
    this.quotes.clear();
    this.groups.clear();
    this.timed.reset();
  }

  #compareOldest(): void {
    const { quotes, groups } = this;
    const group = groups.first;
    const sequence = groups.sequenceOf(group);
    const quote = quotes.newestAtOrBelow(sequence);
    const holds = quote >= 0 && (this.everyChange || quotes.sequenceOf(quote) === sequence);
    if (holds) {
      this.#verdict.onCompared(this, quote, group, quotes.equal(quote, groups, group));
    }
    groups.dropOldest();
  }
}
