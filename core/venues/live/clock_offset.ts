/**
 * How far the venue's clock is ahead of this machine's, from answers to "what time is it": the venue
 * read its clock somewhere between question and answer, so the middle is off by at most half the
 * round trip, and of the newest answers the one with the shortest is believed (as NTP does).
 */

const KEPT = 8;

export class ClockOffset {
  readonly #offsets = new Float64Array(KEPT);
  readonly #roundTrips = new Float64Array(KEPT).fill(Infinity);
  #count = 0;

  /** All times in milliseconds since 1970; sent and received by this machine's clock. */
  add(sentMillis: number, venueMillis: number, receivedMillis: number): void {
    const at = this.#count++ % KEPT;
    this.#offsets[at] = venueMillis - (sentMillis + receivedMillis) / 2;
    this.#roundTrips[at] = receivedMillis - sentMillis;
  }

  /** Whether there was an answer yet. */
  get isKnown(): boolean {
    return this.#count > 0;
  }

  /** Venue minus machine, ms; 0 while it is not known. */
  get offsetMillis(): number {
    return this.isKnown ? this.#offsets[this.#best()] : 0;
  }

  /** The round trip that the offset comes from, ms: it is right to half of this. */
  get roundTripMillis(): number {
    return this.isKnown ? this.#roundTrips[this.#best()] : 0;
  }

  #best(): number {
    let best = 0;
    for (let i = 1; i < KEPT; i++) {
      if (this.#roundTrips[i] < this.#roundTrips[best]) best = i;
    }
    return best;
  }
}
