/**
 * The venue's own dead-man switch: as long as orders are open it hears of us a few times within the
 * countdown; when it does not, it cancels them by itself, whatever became of this machine.
 */
import { type OrderVenue, VenueTrouble } from "./order_venue.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

const TIMES_WITHIN = 3;

export class Countdown {
  readonly #venue: OrderVenue;
  readonly #millis: number;
  readonly #note: (text: string) => void;
  /** By symbol: when it was started last. */
  readonly #running = new Map<string, number>();

  /** @param millis 0 = there is none */
  constructor(venue: OrderVenue, millis: number, note: (text: string) => void) {
    this.#venue = venue;
    this.#millis = millis;
    this.#note = note;
  }

  /** @param open instruments with open orders */
  tend(
    nowMillis: number,
    open: ReadonlySet<VenueInstrument>,
    all: readonly VenueInstrument[],
  ): void {
    if (this.#millis === 0) return;
    for (const instrument of all) {
      const startedMillis = this.#running.get(instrument.symbol);
      if (open.has(instrument)) {
        if (
          startedMillis !== undefined && nowMillis - startedMillis < this.#millis / TIMES_WITHIN
        ) {
          continue;
        }
        this.#running.set(instrument.symbol, nowMillis);
        void this.#hold(instrument, this.#millis);
      } else if (startedMillis !== undefined) {
        this.#running.delete(instrument.symbol);
        void this.#hold(instrument, 0);
      }
    }
  }

  async #hold(instrument: VenueInstrument, millis: number): Promise<void> {
    try {
      await this.#venue.holdAlive(instrument, millis);
    } catch (thrown) {
      if (!(thrown instanceof VenueTrouble)) throw thrown;
      // The next one is not far; when none gets through, the venue does what it is there for.
      this.#note(`${instrument.symbol}: the countdown was not renewed (${thrown.message})`);
    }
  }
}
