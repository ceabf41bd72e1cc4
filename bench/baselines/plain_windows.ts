/** Rolling sums over the last events or the last nanoseconds: an array of rows and running totals. */

/** What one event contributes to the windows. */
export interface PlainRow {
  readonly nanos: number;
  readonly flow: readonly number[];
  readonly flowAll: number;
  readonly touch: number;
  readonly depth: number;
  readonly levels: number;
  readonly square: number;
  readonly buys: number;
  readonly sells: number;
  readonly trades: number;
}

export interface PlainTotals {
  count: number;
  flow: number[];
  flowAll: number;
  touch: number;
  depth: number;
  levels: number;
  square: number;
  buys: number;
  sells: number;
  trades: number;
}

export class PlainWindow {
  readonly totals: PlainTotals = {
    count: 0,
    flow: [0, 0, 0, 0, 0],
    flowAll: 0,
    touch: 0,
    depth: 0,
    levels: 0,
    square: 0,
    buys: 0,
    sells: 0,
    trades: 0,
  };
  readonly #events: number;
  readonly #nanos: number;
  #rows: PlainRow[] = [];
  /** Index of the oldest row that counts; those before are cut off now and then. */
  #oldest = 0;

  /** A window of `events` rows, or of `nanos` when that is finite. */
  constructor(events: number, nanos = Number.POSITIVE_INFINITY) {
    this.#events = events;
    this.#nanos = nanos;
  }

  push(row: PlainRow): void {
    this.#rows.push(row);
    this.#count(row, 1);
    while (this.totals.count > this.#events) this.#drop();
    while (this.#rows[this.#oldest].nanos <= row.nanos - this.#nanos) this.#drop();
    if (this.#oldest > 1_000 && this.#oldest * 2 > this.#rows.length) {
      this.#rows = this.#rows.slice(this.#oldest);
      this.#oldest = 0;
    }
  }

  #drop(): void {
    this.#count(this.#rows[this.#oldest++], -1);
  }

  #count(row: PlainRow, sign: number): void {
    const { totals } = this;
    totals.count += sign;
    for (let i = 0; i < totals.flow.length; i++) totals.flow[i] += sign * row.flow[i];
    totals.flowAll += sign * row.flowAll;
    totals.touch += sign * row.touch;
    totals.depth += sign * row.depth;
    totals.levels += sign * row.levels;
    totals.square += sign * row.square;
    totals.buys += sign * row.buys;
    totals.sells += sign * row.sells;
    totals.trades += sign * row.trades;
  }
}
