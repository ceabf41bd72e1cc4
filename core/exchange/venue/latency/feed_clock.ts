/**
 * The exchange's clock, told by the messages: when it did what a message speaks of.
 *
 * ```text
 *   none        at the time of receipt
 *   constant    receipt − delay
 *   lognormal   receipt − a delay drawn for every group
 *   recorded    the venue's own time + offset, at most the time of receipt
 * ```
 *
 * There is one clock for all instruments, and it never runs back: what is told late counts as done
 * when it was told. Lies for venues at different distances, and where the venue's stamp is not the
 * matching engine's: then real and modelled order of our orders and others' differ by that much.
 *
 * Hot path: no allocation.
 */
import { AT_EXCH_NANOS, AT_RECV_NANOS } from "../../../wire/market.ts";
import type { FeedLatency } from "../models.ts";
import { LognormalLatency } from "./lognormal_latency.ts";

const NOW = 0;
const DELAY = 1;
const OFFSET = 2;

export class FeedClock {
  readonly #choice: FeedLatency["kind"];
  readonly #random: LognormalLatency;
  /** An array, so that no number is boxed. */
  readonly #nanos = new Float64Array(3);

  constructor(choice: FeedLatency, seed: number) {
    const lognormal = choice.kind === "lognormal" ? choice : { medianNanos: 0, sigma: 0 };
    this.#choice = choice.kind;
    this.#random = new LognormalLatency(lognormal.medianNanos, lognormal.sigma, seed);
    this.#nanos[NOW] = -Infinity;
    if (choice.kind === "constant") this.#nanos[DELAY] = choice.nanos;
    if (choice.kind === "recorded") this.#nanos[OFFSET] = choice.offsetNanos;
  }

  /** The exchange's time, ns since the session's epoch; −Infinity before the first message. */
  get nowNanos(): number {
    return this.#nanos[NOW];
  }

  /** Reads the time of the message at double index `d`. @returns true when the clock went on */
  read(doubles: Float64Array, d: number, startsGroup: boolean): boolean {
    const nanos = this.#nanos;
    const received = doubles[d + AT_RECV_NANOS];
    if (startsGroup && this.#choice === "lognormal") nanos[DELAY] = this.#random.nanosAt();
    if (this.#choice === "recorded") {
      const done = doubles[d + AT_EXCH_NANOS] + nanos[OFFSET];
      nanos[DELAY] = done < received ? received - done : 0;
    }
    return this.#goTo(received - nanos[DELAY]);
  }

  /** Nothing was received until `localNanos`. @returns true when the clock went on */
  advanceTo(localNanos: number): boolean {
    return this.#goTo(localNanos - this.#nanos[DELAY]);
  }

  #goTo(atNanos: number): boolean {
    if (!(atNanos > this.#nanos[NOW])) return false;
    this.#nanos[NOW] = atNanos;
    return true;
  }
}
