/** The event time that the trading stage has come to: one number that everybody reads. */
export class EventTime {
  /**
   * The time itself, in an array: hot paths read it here, because a number that a function returns
   * may be put on the heap.
   */
  readonly cell = new Float64Array(1);

  /** Ns since the session's epoch; never goes back. */
  get nanos(): number {
    return this.cell[0];
  }

  /** Time passes; a time of the past changes nothing. */
  advanceTo(nanos: number): void {
    if (nanos > this.cell[0]) this.cell[0] = nanos;
  }
}
