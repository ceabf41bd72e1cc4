/**
 * The deepest fall of equity below its peak, and the longest time below one: looked at on every frame,
 * because a grid misses the depths between its samples.
 *
 * Hot path: no allocation.
 */
export class DrawdownWatch {
  /** Deepest in money and, apart from that, relative to its peak. */
  maxQuote = 0;
  maxFraction = 0;
  /** From the peak to the deepest point, of the deepest in money. */
  fromNanos = 0;
  toNanos = 0;
  longestNanos = 0;
  #peakQuote = -Infinity;
  #peakNanos = 0;

  see(nowNanos: number, equityQuote: number): void {
    if (equityQuote >= this.#peakQuote) {
      this.#peakQuote = equityQuote;
      this.#peakNanos = nowNanos;
      return;
    }
    const fallQuote = this.#peakQuote - equityQuote;
    if (fallQuote > this.maxQuote) {
      this.maxQuote = fallQuote;
      this.fromNanos = this.#peakNanos;
      this.toNanos = nowNanos;
    }
    if (this.#peakQuote > 0) {
      this.maxFraction = Math.max(this.maxFraction, fallQuote / this.#peakQuote);
    }
    this.longestNanos = Math.max(this.longestNanos, nowNanos - this.#peakNanos);
  }
}
