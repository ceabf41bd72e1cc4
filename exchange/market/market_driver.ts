/** What makes markets go on: a seeded flow, or a recording. */
import type { Listing } from "../listing/listing.ts";
import { FlowPump } from "./flow_pump.ts";
import type { Market } from "./market.ts";

export interface MarketDriver {
  readonly markets: readonly Market[];
  /** Events of the flow, or messages of the recording, so far. */
  readonly events: number;
  isPaused: boolean;
  /** True of a recording that is over: its books stand still. */
  readonly isEnded: boolean;
  /**
   * Does what is due.
   * @param offsetMillis how far the exchange's clock is off the wall's
   * @param isLate asked every now and then: true ends the turn
   */
  play(nowMillis: number, offsetMillis: number, isLate: () => boolean): void;
  close(): Promise<void>;
}

export interface FlowsOptions {
  readonly seed: number;
  /** Over all markets. */
  readonly eventsPerSecond: number;
  readonly startMillis: number;
}

/** The simulated flows of all markets. */
export class FlowDriver implements MarketDriver {
  readonly isEnded = false;
  readonly #pumps: readonly FlowPump[];

  constructor(listings: readonly Listing[], options: FlowsOptions) {
    const { seed, eventsPerSecond, startMillis } = options;
    const activity = listings.reduce((sum, { terms }) => sum + terms.activity, 0);
    this.#pumps = listings.map((listing, stream) =>
      new FlowPump(listing, {
        seed,
        stream,
        eventsPerSecond: eventsPerSecond * listing.terms.activity / activity,
        startMillis,
      })
    );
  }

  get markets(): readonly Market[] {
    return this.#pumps.map(({ market }) => market);
  }

  get events(): number {
    return this.#pumps.reduce((sum, { events }) => sum + events, 0);
  }

  get isPaused(): boolean {
    return this.#pumps.some(({ isPaused }) => isPaused);
  }

  set isPaused(isPaused: boolean) {
    for (const pump of this.#pumps) pump.isPaused = isPaused;
  }

  play(nowMillis: number, offsetMillis: number, isLate: () => boolean): void {
    for (const pump of this.#pumps) pump.runTo(nowMillis, offsetMillis, isLate);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
