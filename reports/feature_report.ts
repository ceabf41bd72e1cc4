/** A report on all features over a recording, as plain data. */
import { type Feature, FEATURES } from "../core/features/table.ts";
import type { ImpactReport } from "../models/impact_regression.ts";
import { clusteredOrder } from "./clustering.ts";
import { pearson, spearman } from "./correlations.ts";
import { type Distribution, distributionOf } from "./distributions.ts";
import type { InstrumentStatistics } from "./instrument_statistics.ts";
import type { NamedStatistics } from "./statistics_collector.ts";

/** Of all frames: valid, mean, least, greatest. Of the sample: the rest. */
export interface FeatureReport extends Distribution {
  readonly name: string;
  /** Share of the frames in which it was valid. */
  readonly valid: number;
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
}

export interface InstrumentReport {
  readonly symbol: string;
  readonly venue: string;
  readonly frames: number;
  /** Frames of the sample. */
  readonly sampled: number;
  readonly impact: ImpactReport;
  /** Those that were ever valid, in the order of the table. */
  readonly features: readonly FeatureReport[];
  readonly neverValid: readonly string[];
  readonly correlations: CorrelationReport;
}

/** Below the diagonal, row by row: null where it is not defined. */
export type Triangle = readonly (number | null)[];

export interface CorrelationReport {
  /** Features that vary. */
  readonly names: readonly string[];
  readonly pearson: Triangle;
  readonly spearman: Triangle;
  /** Positions in names, such that features of one kind lie together, by Spearman's. */
  readonly clustered: readonly number[];
}

export function reportOf({ symbol, venue, statistics }: NamedStatistics): InstrumentReport {
  const { frames, sample } = statistics;
  const columns = FEATURES.map((_, i) => sample.column(i));
  const features = FEATURES.flatMap((feature, i) =>
    featureReport(feature, i, columns[i], statistics) ?? []
  );
  const there = new Set(features.map(({ name }) => name));
  return {
    symbol,
    venue,
    frames,
    sampled: sample.count,
    impact: statistics.impact.report(),
    features,
    neverValid: FEATURES.flatMap(({ name }) => there.has(name) ? [] : [name]),
    correlations: correlationReport(
      FEATURES.flatMap(({ name }, i) => isVaried(columns[i]) ? [{ name, column: columns[i] }] : []),
    ),
  };
}

function featureReport(
  { name }: Feature,
  index: number,
  column: Float32Array,
  { frames, valid, sums, least, greatest }: InstrumentStatistics,
): FeatureReport | undefined {
  const distribution = distributionOf(column);
  if (distribution === undefined) return undefined;
  return {
    name,
    valid: valid[index] / frames,
    mean: sums[index] / valid[index],
    least: least[index],
    greatest: greatest[index],
    ...distribution,
  };
}

function correlationReport(
  columns: readonly { readonly name: string; readonly column: Float32Array }[],
): CorrelationReport {
  const values = columns.map(({ column }) => column);
  const ranked = spearman(values);
  return {
    names: columns.map(({ name }) => name),
    pearson: triangleOf(pearson(values).values, values.length),
    spearman: triangleOf(ranked.values, values.length),
    clustered: clusteredOrder(ranked),
  };
}

function triangleOf(values: Float64Array, size: number): Triangle {
  const triangle: (number | null)[] = [];
  for (let i = 1; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = values[i * size + j];
      triangle.push(Number.isNaN(value) ? null : Math.round(value * 1e4) / 1e4);
    }
  }
  return triangle;
}

function isVaried(column: Float32Array): boolean {
  const first = column.find((value) => !Number.isNaN(value));
  return column.some((value) => !Number.isNaN(value) && value !== first);
}
