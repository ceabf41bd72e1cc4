/**
 * Independent delays with a lognormal distribution: median · e^(σZ), Z standard normal.
 *
 * Assumes that delays do not depend on each other nor on the market. Lies about bursts: real delays
 * come in clusters, together with volatility. Fit σ to the logarithms of measured round trips; between
 * machines in one city 0.3 to 0.6 is usual, and the 99th percentile is then 2 to 4 times the median.
 *
 * Hot path: no allocation.
 */
import { Prng } from "../../../base/prng.ts";
import type { LatencyModel } from "./order_latency.ts";

export class LognormalLatency implements LatencyModel {
  readonly #prng: Prng;
  readonly #medianNanos: number;
  readonly #sigma: number;

  constructor(medianNanos: number, sigma: number, seed: number) {
    this.#medianNanos = medianNanos;
    this.#sigma = sigma;
    this.#prng = new Prng(seed);
  }

  nanosAt(): number {
    return Math.round(this.#medianNanos * Math.exp(this.#sigma * this.#normal()));
  }

  /** Box and Muller (1958), of whose two numbers one is enough. */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#prng.nextUnit()));
    return radius * Math.cos(2 * Math.PI * this.#prng.nextUnit());
  }
}
