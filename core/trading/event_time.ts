/** The event time that the trading stage has come to: one number that everybody reads. */
export class EventTime {
  readonly #nanos = new Float64Array(1);

  /** Ns since the session's epoch; never goes back. */
  get nanos(): number {
    return this.#nanos[0];
  }

  /** Time passes; a time of the past changes nothing. */
  advanceTo(nanos: number): void {
    if (nanos > this.#nanos[0]) this.#nanos[0] = nanos;
  }
}
