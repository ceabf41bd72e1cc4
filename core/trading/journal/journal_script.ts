/**
 * What came from outside in a recorded session, to be told again at the very place where trading saw
 * it: controls always, and reports where the venue was a real one.
 *
 * Hot path: {@link JournalScript.untilDue} and {@link JournalScript.isDue} allocate nothing.
 */
import {
  J_BODY,
  J_FRAME_SEQUENCE,
  J_KIND,
  J_MARKET_SEQUENCE,
  JOURNAL_CONTROL,
  JOURNAL_REPORT,
  JOURNAL_RESTARTED,
  JOURNAL_WORDS,
} from "../../wire/journal.ts";

export class JournalScript {
  readonly words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #entries: readonly number[];
  #next = 0;

  /**
   * @param recorded entries of a journal, one behind the other
   * @param withReports the venue was outside, so that its reports have to be told again
   */
  constructor(recorded: Int32Array, withReports: boolean) {
    this.words = recorded;
    this.#doubles = new Float64Array(recorded.buffer, recorded.byteOffset, recorded.length / 2);
    const entries: number[] = [];
    for (let at = 0; at < recorded.length; at += JOURNAL_WORDS) {
      const kind = recorded[at + J_KIND] & 0xff;
      if (kind === JOURNAL_RESTARTED) break;
      const isOutside = kind === JOURNAL_CONTROL || (withReports && kind === JOURNAL_REPORT);
      if (isOutside) entries.push(at);
    }
    this.#entries = entries;
  }

  /** Messages that may be taken before the next entry is due, at this place. */
  untilDue(market: number, frames: number): number {
    if (this.#next === this.#entries.length) return Infinity;
    const d = this.#entries[this.#next] >> 1;
    if (this.#doubles[d + J_FRAME_SEQUENCE] > frames) return Infinity;
    return this.#doubles[d + J_MARKET_SEQUENCE] - market;
  }

  /** Whether an entry is due now. One whose place was passed over is due as well: it will differ. */
  isDue(market: number, frames: number): boolean {
    if (this.#next === this.#entries.length) return false;
    const d = this.#entries[this.#next] >> 1;
    const frame = this.#doubles[d + J_FRAME_SEQUENCE];
    if (frame !== frames) return frame < frames;
    return this.#doubles[d + J_MARKET_SEQUENCE] <= market;
  }

  /** JOURNAL_CONTROL or JOURNAL_REPORT: what the entry that is due tells. */
  get kind(): number {
    return this.words[this.#entries[this.#next] + J_KIND] & 0xff;
  }

  /** Word index of its body. */
  get bodyAt(): number {
    return this.#entries[this.#next] + J_BODY;
  }

  /** Goes on to the next. */
  pass(): void {
    this.#next++;
  }
}
