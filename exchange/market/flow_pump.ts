/**
 * Runs a seeded order flow into a market as real time goes on. The sequence of the flow's events and
 * the times between them come from the seed; clients' orders fall in between where they fall.
 */
import { Arrivals } from "../../core/exchange/arrivals.ts";
import { Draws } from "../../core/exchange/draws.ts";
import { OrderFlow } from "../../core/exchange/order_flow.ts";
import type { Listing } from "../listing/listing.ts";
import { EngineMarket } from "./engine_market.ts";

/** Events between two looks at the clock. */
const BATCH = 64;
const NANOS_PER_MILLI = 1e6;

export interface FlowOptions {
  readonly seed: number;
  /** Number of the flow among all; each has its own random numbers. */
  readonly stream: number;
  /** Mean rate of this market. */
  readonly eventsPerSecond: number;
  readonly startMillis: number;
}

export class FlowPump {
  readonly market: EngineMarket;
  /** True: the flow's clock stands still. */
  isPaused = false;
  readonly #flow: OrderFlow;
  readonly #arrivals: Arrivals;
  /** When the next event is due, nanoseconds since the start. */
  readonly #nextNanos = new Float64Array(1);
  /** Where the start lies on the wall clock; moves when the machine cannot keep up. */
  #originMillis: number;
  #events = 0;

  constructor(listing: Listing, options: FlowOptions) {
    const { seed, stream, eventsPerSecond, startMillis } = options;
    this.#flow = new OrderFlow(new Draws(mix(seed, 2 * stream)), {
      openingTicks: listing.openingTicks,
      eventsPerSecond,
      sizeFactor: listing.terms.sizeFactor,
    });
    this.#arrivals = new Arrivals(
      new Draws(mix(seed, 2 * stream + 1)),
      eventsPerSecond,
      this.#nextNanos,
      0,
    );
    this.#originMillis = startMillis;
    this.market = new EngineMarket(listing, this.#flow.engine, startMillis);
    for (let i = 0; this.#flow.placeOpening(i); i++) this.market.tell(startMillis);
    this.#arrivals.next();
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /**
   * Runs what is due.
   * @param offsetMillis how far the exchange's clock is off the wall's
   * @param isLate asked every few events: true ends the turn, and the flow's clock stands still meanwhile
   */
  runTo(nowMillis: number, offsetMillis: number, isLate: () => boolean): void {
    const nextNanos = this.#nextNanos;
    const untilNanos = (nowMillis - this.#originMillis) * NANOS_PER_MILLI;
    if (this.isPaused) {
      this.#originMillis += Math.max(0, untilNanos - nextNanos[0]) / NANOS_PER_MILLI;
      return;
    }
    for (let sinceLook = 0; nextNanos[0] <= untilNanos; sinceLook++) {
      if (sinceLook === BATCH) {
        sinceLook = 0;
        if (isLate()) {
          this.#originMillis += (untilNanos - nextNanos[0]) / NANOS_PER_MILLI;
          return;
        }
      }
      const dueMillis = this.#originMillis + nextNanos[0] / NANOS_PER_MILLI;
      const atMillis = Math.floor(dueMillis + offsetMillis);
      while (this.#flow.replenish()) this.market.tell(atMillis);
      this.#flow.step();
      this.market.tell(atMillis);
      this.#events++;
      this.#arrivals.next();
    }
  }
}

/** A seed of its own for every stream of random numbers. */
function mix(seed: number, stream: number): number {
  return Math.imul(seed ^ 0x5bd1_e995, 0x9e37_79b1) + Math.imul(stream + 1, 0x85eb_ca6b) | 0;
}
