/**
 * One strategy, several instruments: each has a trader of its own that never sees the others.
 *
 * Hot path: no allocation.
 */
import type { FrameView } from "../core/trading/frame_view.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { Strategy, TradedInstrument } from "../core/trading/strategy.ts";

/** A strategy's part for one instrument. It sends orders from frames and timers, never from reports. */
export interface InstrumentTrader {
  onHistory?(frame: FrameView): void;
  onFrame(frame: FrameView): void;
  onReport(report: ReportView): void;
  onTimer?(nowNanos: number): void;
}

/** Makes a trader an instrument and hands each what is its own. */
export function byInstrument(
  instruments: readonly TradedInstrument[],
  create: (instrument: TradedInstrument) => InstrumentTrader,
): Strategy {
  return new ByInstrument(instruments, create);
}

class ByInstrument implements Strategy {
  readonly #traders: readonly InstrumentTrader[];
  /** Place in the list by instrument number; −1 = not traded. */
  readonly #places: Int32Array;

  constructor(
    instruments: readonly TradedInstrument[],
    create: (instrument: TradedInstrument) => InstrumentTrader,
  ) {
    this.#traders = instruments.map(create);
    this.#places = new Int32Array(Math.max(0, ...instruments.map(({ id }) => id)) + 1).fill(-1);
    instruments.forEach(({ id }, place) => this.#places[id] = place);
  }

  onHistory(frame: FrameView): void {
    const place = this.#placeOf(frame.instrumentId);
    if (place >= 0) this.#traders[place].onHistory?.(frame);
  }

  onFrame(frame: FrameView): void {
    const place = this.#placeOf(frame.instrumentId);
    if (place >= 0) this.#traders[place].onFrame(frame);
  }

  onReport(report: ReportView): void {
    const place = this.#placeOf(report.instrumentId);
    if (place >= 0) this.#traders[place].onReport(report);
  }

  onTimer(nowNanos: number): void {
    for (let i = 0; i < this.#traders.length; i++) this.#traders[i].onTimer?.(nowNanos);
  }

  #placeOf(instrumentId: number): number {
    return instrumentId >= 0 && instrumentId < this.#places.length
      ? this.#places[instrumentId]
      : -1;
  }
}
