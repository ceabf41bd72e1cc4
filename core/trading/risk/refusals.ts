/** Counts refusals by strategy and reason. */
import type { TradingObserver } from "../execution_venue.ts";
import { REASON_BOUND, reasonName } from "./reasons.ts";

export class Refusals {
  readonly #observer: TradingObserver | undefined;
  #counts = new Float64Array(8 * REASON_BOUND);
  #total = 0;

  constructor(observer?: TradingObserver) {
    this.#observer = observer;
  }

  get total(): number {
    return this.#total;
  }

  /** @param reason REASON_*; one that is not known counts as none given */
  add(strategyId: number, reason: number): void {
    const code = reason >= 0 && reason < REASON_BOUND ? reason : 0;
    const at = strategyId * REASON_BOUND + code;
    if (at >= this.#counts.length) this.#grow(at);
    this.#counts[at]++;
    this.#total++;
    this.#observer?.onRefused?.(reason, strategyId);
  }

  /** Counts by name, without those that are 0. Cold. */
  byName(strategyId: number): Record<string, number> {
    const from = strategyId * REASON_BOUND;
    const counts: Record<string, number> = {};
    for (let code = 0; code < REASON_BOUND; code++) {
      const count = this.#counts[from + code] ?? 0;
      if (count > 0) counts[reasonName(code)] = count;
    }
    return counts;
  }

  #grow(at: number): void {
    const counts = new Float64Array(2 * (at + REASON_BOUND));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
