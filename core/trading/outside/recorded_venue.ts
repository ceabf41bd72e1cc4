/**
 * A venue of the past: commands go nowhere, reports are those of a recorded session, told one by one
 * by the script.
 *
 * Hot path: no allocation.
 */
import { REPORT_WORDS } from "../../wire/report.ts";
import type { ExecutionVenue } from "../execution_venue.ts";

export class RecordedVenue implements ExecutionVenue {
  readonly isOutside = true;
  readonly reportWords = new Int32Array(REPORT_WORDS);
  readonly reportDoubles = new Float64Array(this.reportWords.buffer);
  readonly reportAt = 0;
  #isTold = false;

  /** Makes the report at word `at` the next one. */
  tell(words: Int32Array, at: number): void {
    for (let i = 0; i < REPORT_WORDS; i++) this.reportWords[i] = words[at + i];
    this.#isTold = true;
  }

  nextReport(): boolean {
    const isTold = this.#isTold;
    this.#isTold = false;
    return isTold;
  }

  onMarket(): void {
    // The reports say what came of it.
  }

  onCommand(): void {
    // It was sent once, in its time; the journal compares it.
  }

  advanceTo(): void {
    // Reports come when they are told.
  }
}
