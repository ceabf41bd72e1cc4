/**
 * The same delay always.
 *
 * Assumes that nothing ever queues. Lies when it matters most: real delays are long in exactly those
 * moments in which prices move and everybody sends orders. Set it to a high percentile, not the mean.
 */
import type { LatencyModel } from "./order_latency.ts";

export class ConstantLatency implements LatencyModel {
  readonly #nanos: number;

  constructor(nanos: number) {
    this.#nanos = nanos;
  }

  nanosAt(): number {
    return this.#nanos;
  }
}
