/**
 * Equity on a grid of event time, in bounded memory: when it is full, every second sample is dropped
 * and the grid is twice as coarse from then on.
 *
 * ```text
 *   │ every │ every │ every │                  ▶ time
 *   s0      s1      s2      s3     full: s1, s3, … go, every doubles
 * ```
 *
 * A stretch without frames that is longer than an hour is a closed market: it has one sample, so that
 * nights neither calm the returns nor count as time.
 *
 * Hot path: allocates when it grows, at most six times in a run.
 */
import { firstRows, growAll, grown } from "./grown.ts";
import type { EquityColumns, InstrumentColumns } from "./result.ts";
import type { InstrumentWatch } from "./instrument_watch.ts";

/** Even, so that halving leaves a whole number of steps. */
export const MOST_SAMPLES = 16_384;
const FIRST_SAMPLES = 512;
const HOUR_NANOS = 3.6e12;

export class EquityGrid {
  everyNanos: number;
  count = 0;
  #nextNanos = 0;
  #timesNanos: Float64Array = new Float64Array(FIRST_SAMPLES);
  #equityQuote: Float64Array = new Float64Array(FIRST_SAMPLES);
  readonly #instruments: Mutable[] = [];

  constructor(everyNanos: number) {
    this.everyNanos = everyNanos;
  }

  /** An instrument that was not there until now; samples so far say so with zeros. */
  addInstrument(): void {
    const samples = this.#timesNanos.length;
    this.#instruments.push({
      positionLots: new Float64Array(samples),
      midTicks: new Float64Array(samples),
      pnlQuote: new Float64Array(samples),
    });
  }

  /** Bars never move within themselves: a finer grid would only repeat them. */
  noFinerThan(nanos: number): void {
    if (this.count === 0) this.everyNanos = Math.max(this.everyNanos, nanos);
  }

  /** Whether {@link advance} has anything to do. */
  isDue(nowNanos: number): boolean {
    return this.count === 0 || nowNanos >= this.#nextNanos;
  }

  /** Samples all points of the grid that lie before a frame, with what held until then. */
  advance(nowNanos: number, equityQuote: number, watches: readonly InstrumentWatch[]): void {
    if (this.count === 0) this.#nextNanos = nowNanos;
    if (nowNanos < this.#nextNanos) return;
    const isClosed = nowNanos - this.#nextNanos > Math.max(HOUR_NANOS, 2 * this.everyNanos);
    do {
      this.#push(this.#nextNanos, equityQuote, watches);
      this.#nextNanos += this.everyNanos;
    } while (!isClosed && this.#nextNanos <= nowNanos);
    const steps = Math.floor((nowNanos - this.#nextNanos) / this.everyNanos) + 1;
    if (isClosed && steps > 0) this.#nextNanos += steps * this.everyNanos;
  }

  /** The last sample, at the end of the run. */
  finish(
    nowNanos: number,
    equityQuote: number,
    watches: readonly InstrumentWatch[],
  ): EquityColumns {
    const isSampled = this.count > 0 && this.#timesNanos[this.count - 1] >= nowNanos;
    if (isSampled) this.count--;
    this.#push(nowNanos, equityQuote, watches);
    const { count } = this;
    const instruments = this.#instruments.map((columns) => firstRows(columns, count));
    return {
      everyNanos: this.everyNanos,
      timesNanos: this.#timesNanos.slice(0, count),
      equityQuote: this.#equityQuote.slice(0, count),
      instruments,
    };
  }

  #push(nowNanos: number, equityQuote: number, watches: readonly InstrumentWatch[]): void {
    if (this.count === MOST_SAMPLES) this.#halve();
    if (this.count === this.#timesNanos.length) this.#grow();
    const i = this.count++;
    this.#timesNanos[i] = nowNanos;
    this.#equityQuote[i] = equityQuote;
    for (let k = 0; k < watches.length; k++) {
      const columns = this.#instruments[k];
      columns.positionLots[i] = watches[k].positionLots;
      columns.midTicks[i] = watches[k].midTicks;
      columns.pnlQuote[i] = watches[k].pnlQuote;
    }
  }

  #halve(): void {
    this.count /= 2;
    this.everyNanos *= 2;
    halve(this.#timesNanos, this.count);
    halve(this.#equityQuote, this.count);
    for (const { positionLots, midTicks, pnlQuote } of this.#instruments) {
      halve(positionLots, this.count);
      halve(midTicks, this.count);
      halve(pnlQuote, this.count);
    }
  }

  #grow(): void {
    this.#timesNanos = grown(this.#timesNanos);
    this.#equityQuote = grown(this.#equityQuote);
    for (const columns of this.#instruments) growAll(columns);
  }
}

type Mutable = { -readonly [K in keyof InstrumentColumns]: Float64Array };

function halve(values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) values[i] = values[2 * i];
}
