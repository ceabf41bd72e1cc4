/** How often a client may ask: a bucket of permits an address, refilled at a steady pace. */
import type { Clock } from "../../base/clock.ts";
import { NANOS_PER_SECOND } from "../../base/units.ts";

const MOST_CLIENTS = 4_096;

export interface RateOptions {
  readonly perSecond: number;
  /** Permits of a full bucket. */
  readonly burst: number;
}

interface Bucket {
  permits: number;
  atNanos: number;
}

export class RateLimit {
  readonly #clock: Clock;
  readonly #options: RateOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, options: RateOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Takes a permit. @returns seconds until there is one; 0 = it was taken */
  take(client: string): number {
    const { perSecond, burst } = this.#options;
    const now = this.#clock.nowNanos();
    const bucket = this.#buckets.get(client) ?? this.#open(client, now);
    const refill = (now - bucket.atNanos) / NANOS_PER_SECOND * perSecond;
    bucket.permits = Math.min(burst, bucket.permits + refill);
    bucket.atNanos = now;
    if (bucket.permits < 1) return (1 - bucket.permits) / perSecond;
    bucket.permits--;
    return 0;
  }

  #open(client: string, now: number): Bucket {
    if (this.#buckets.size >= MOST_CLIENTS) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    const bucket = { permits: this.#options.burst, atNanos: now };
    this.#buckets.set(client, bucket);
    return bucket;
  }
}
