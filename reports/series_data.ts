/** Series as a page or a picture takes them: named, in milliseconds, as short as they are exact. */
import { NANOS_PER_MILLI } from "../core/base/units.ts";
import { type Feature } from "../core/features/table.ts";
import type { InstrumentSeries, Series } from "./feature_series.ts";
import type { Recording } from "./recording.ts";

/** One panel of a plot. */
export interface Panel {
  readonly name: string;
  /** Empty = it has none. */
  readonly unit: string;
  readonly formula: string;
  /** Frames with a value. */
  readonly valid: number;
  /** Milliseconds since 1970 from which x counts. */
  readonly startMillis: number;
  readonly x: readonly number[];
  /** null = a gap. */
  readonly y: readonly (number | null)[];
}

export interface PlottedInstrument {
  readonly symbol: string;
  readonly venue: string;
  readonly frames: number;
  readonly bucketNanos: number;
  /** The features, then the mid. */
  readonly panels: readonly Panel[];
}

export function plotted(
  features: readonly Feature[],
  instruments: readonly InstrumentSeries[],
  { epochMillis }: Recording,
): PlottedInstrument[] {
  return instruments.map((instrument) => {
    const firstNanos = instrument.mid.nanos[0] ?? 0;
    const startMillis = epochMillis + Math.floor(firstNanos / NANOS_PER_MILLI);
    const panel = (series: Series, name: string, unit: string, formula: string): Panel => ({
      name,
      unit,
      formula,
      valid: series.valid,
      startMillis,
      x: series.nanos.map((nanos) =>
        Math.round((nanos / NANOS_PER_MILLI - (startMillis - epochMillis)) * 1e3) / 1e3
      ),
      y: series.values.map((value) => Number.isNaN(value) ? null : Number(value.toPrecision(8))),
    });
    return {
      symbol: instrument.symbol,
      venue: instrument.venue,
      frames: instrument.frames,
      bucketNanos: instrument.bucketNanos,
      panels: [
        ...instrument.features.map((series, i) => {
          const { name, unit, formula } = features[i];
          return panel(series, name, unit === "ratio" ? "" : unit.replaceAll("_", " "), formula);
        }),
        panel(instrument.mid, "mid", "quote", "(Pa + Pb) / 2; of bars the close"),
      ],
    };
  });
}
