/** Commands that were refused, by who refused them and why. Hot path: no allocation. */
import type { RejectCount } from "./result.ts";

/** REASON_* codes are below this; greater ones are counted as the last. */
const REASONS = 256;

export class RejectTally {
  refusals = 0;
  rejects = 0;
  readonly #byRisk = new Float64Array(REASONS);
  readonly #byVenue = new Float64Array(REASONS);

  refuse(reason: number): void {
    this.refusals++;
    this.#byRisk[Math.min(reason, REASONS - 1)]++;
  }

  reject(reason: number): void {
    this.rejects++;
    this.#byVenue[Math.min(reason, REASONS - 1)]++;
  }

  /** Most frequent first. */
  counts(): RejectCount[] {
    const rows = (by: RejectCount["by"], counts: Float64Array) =>
      Array.from(counts, (count, reason) => ({ by, reason, count }));
    return [...rows("risk", this.#byRisk), ...rows("venue", this.#byVenue)]
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
  }
}
