/**
 * The gateway as the trading stage sees it: commands go into the order ring, reports come out of the
 * report ring, in its order.
 *
 * ```text
 *   risk gate ─▶ onCommand ─▶ order ring ─▶ gateway worker ─▶ venue
 *   desk ◀─ nextReport ◀─── report ring ◀─ gateway worker ◀─ venue
 * ```
 *
 * A report that lies in the ring is known, whatever event time says; the journal keeps the place in
 * the input at which it was taken, so that a replay takes it at the same one.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import type { RingFollower } from "../ring/follower.ts";
import type { RingProducer } from "../ring/producer.ts";
import { COMMAND_WORDS } from "../wire/order.ts";
import type { ExecutionVenue } from "./execution_venue.ts";

export interface GatewayVenueOptions {
  /** The order ring; the gateway is its one follower. */
  readonly orders: RingProducer;
  /** The report ring, which only this stage reads. */
  readonly reports: RingFollower;
  /** Stamps commands, so that the gateway knows how long they lay in the ring. */
  readonly clock: Clock;
  /** Another worker sends orders now. */
  readonly isReplaced?: () => boolean;
}

export class GatewayVenue implements ExecutionVenue {
  readonly isOutside = true;
  readonly reportWords: Int32Array;
  readonly reportDoubles: Float64Array;
  readonly #orders: RingProducer;
  readonly #reports: RingFollower;
  readonly #clock: Clock;
  #reportAt = 0;
  /** The report at {@link reportAt} is still held. */
  #holds = false;

  readonly #isReplaced: () => boolean;

  constructor({ orders, reports, clock, isReplaced = () => false }: GatewayVenueOptions) {
    this.#isReplaced = isReplaced;
    this.#orders = orders;
    this.#clock = clock;
    this.#reports = reports;
    this.reportWords = reports.words;
    this.reportDoubles = reports.doubles;
  }

  get reportAt(): number {
    return this.#reportAt;
  }

  /** The market's messages reach the venue without us. */
  onMarket(): void {}

  onCommand(words: Int32Array, _doubles: Float64Array, at: number): void {
    const orders = this.#orders;
    assert(!this.#isReplaced(), "a worker that was replaced sends no orders");
    // Limits of the gate are far below a full ring: a gateway that far behind is dead.
    assert(orders.room(1) > 0, "the gateway takes commands");
    const to = orders.claim();
    for (let i = 0; i < COMMAND_WORDS; i++) orders.words[to + i] = words[at + i];
    orders.publish(this.#clock.nowNanos());
  }

  /** Time passes at the venue without us, too. */
  advanceTo(): void {}

  nextReport(): boolean {
    if (this.#holds) {
      this.#reports.advance(1);
      this.#holds = false;
    }
    if (this.#reports.available() === 0) return false;
    this.#reportAt = this.#reports.at(0);
    this.#holds = true;
    return true;
  }

  /** Says that no command will follow: the gateway cancels what is open and ends. */
  close(): void {
    this.#orders.close();
  }
}
