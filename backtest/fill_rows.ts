/**
 * The fills of a run as columns, with the mids around each. The mid at a fill and the mids some time
 * after it are filled in when the market has passed those times; every time has a cursor that walks
 * over the rows, so a frame costs a comparison for each.
 *
 * ```text
 *   fill ─── 0 ───── 100 ms ──────── 1 s ─────── 10 s ──── 60 s ──▶ venue's time
 *            mid     mid             mid         mid       mid      (markouts)
 * ```
 *
 * Hot path: allocates when it grows, at most ten times in a run.
 */
import { firstRows, growAll } from "./grown.ts";
import type { InstrumentWatch } from "./instrument_watch.ts";
import { type FillColumns, MARKOUT_NANOS, NO_MID_TICKS } from "./result.ts";

/** About 130 bytes each. */
export const MOST_FILLS = 1_048_576;
const FIRST_FILLS = 1_024;
const HORIZONS = Float64Array.of(0, ...MARKOUT_NANOS);

export class FillRows {
  count = 0;
  leftOut = 0;
  readonly columns = {
    timesNanos: new Float64Array(FIRST_FILLS),
    knownNanos: new Float64Array(FIRST_FILLS),
    instruments: new Int32Array(FIRST_FILLS),
    sides: new Uint8Array(FIRST_FILLS),
    priceTicks: new Int32Array(FIRST_FILLS),
    qtyLots: new Float64Array(FIRST_FILLS),
    feeQuote: new Float64Array(FIRST_FILLS),
    isMaker: new Uint8Array(FIRST_FILLS),
    orderIds: new Float64Array(FIRST_FILLS),
    orders: new Int32Array(FIRST_FILLS),
    positionLots: new Float64Array(FIRST_FILLS),
  };
  /** The mid at the fill, then those of {@link MARKOUT_NANOS}. */
  readonly #mids = newMids();
  readonly #cursors = new Int32Array(HORIZONS.length);
  /** One number, in an array so that it is never boxed. */
  readonly #dueNanos = Float64Array.of(Infinity);

  /** @returns the row to fill in; −1 = there is no more room */
  add(timeNanos: number): number {
    if (this.count === MOST_FILLS) {
      this.leftOut++;
      return -1;
    }
    if (this.count === this.columns.timesNanos.length) {
      growAll(this.columns);
      growAll(this.#mids);
    }
    this.columns.timesNanos[this.count++] = timeNanos;
    this.#plan();
    return this.count - 1;
  }

  /** Whether {@link resolve} has anything to do. */
  isDue(venueNanos: number): boolean {
    return venueNanos > this.#dueNanos[0];
  }

  /** Fills in the mids of all times that lie before the venue's. */
  resolve(venueNanos: number, watches: readonly InstrumentWatch[]): void {
    for (let h = 0; h < HORIZONS.length; h++) {
      while (
        this.#cursors[h] < this.count &&
        this.columns.timesNanos[this.#cursors[h]] + HORIZONS[h] < venueNanos
      ) this.#look(h, this.#cursors[h]++, watches);
    }
    this.#plan();
  }

  /** Mids after the end of the run stay unknown; that at the fill itself is what it last was. */
  finish(watches: readonly InstrumentWatch[]): FillColumns {
    const { count, leftOut } = this;
    while (this.#cursors[0] < count) this.#look(0, this.#cursors[0]++, watches);
    for (let h = 1; h < HORIZONS.length; h++) {
      this.#mids[h].fill(NO_MID_TICKS, this.#cursors[h], count);
    }
    const [midTicks, ...laterMidTicks] = Object.values(firstRows(this.#mids, count));
    return { ...firstRows(this.columns, count), count, leftOut, midTicks, laterMidTicks };
  }

  /** Finds the first time at which a cursor can go on. */
  #plan(): void {
    let dueNanos = Infinity;
    for (let h = 0; h < HORIZONS.length; h++) {
      if (this.#cursors[h] === this.count) continue;
      dueNanos = Math.min(dueNanos, this.columns.timesNanos[this.#cursors[h]] + HORIZONS[h]);
    }
    this.#dueNanos[0] = dueNanos;
  }

  #look(h: number, row: number, watches: readonly InstrumentWatch[]): void {
    const { timesNanos, instruments, isMaker } = this.columns;
    const { history } = watches[instruments[row]];
    const timeNanos = timesNanos[row] + HORIZONS[h];
    // The trade that fills a maker may move the mid in the same instant: what it met is what was before.
    const isBefore = h === 0 && isMaker[row] === 1;
    this.#mids[h][row] = isBefore ? history.before(timeNanos) : history.at(timeNanos);
  }
}

function newMids(): Record<number, Float64Array> {
  return Object.fromEntries(
    Array.from(HORIZONS, (_, h) => [h, new Float64Array(FIRST_FILLS)]),
  );
}
