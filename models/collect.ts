/** From a source to rows to learn from: a collector behind the pipeline. */
import { assert } from "../core/base/assert.ts";
import {
  DEFAULT_FEATURE_SETTINGS,
  type FeatureGroup,
  type FeatureSettings,
} from "../core/features/feature_settings.ts";
import { featureIndex, FEATURES } from "../core/features/table.ts";
import type { IngestReport } from "../core/venues/ingest_agent.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import type { MarketSource } from "../core/venues/source.ts";
import type { Rows } from "./dataset.ts";
import { runPipeline } from "./pipeline.ts";
import { RowCollector } from "./row_collector.ts";

export interface CollectOptions {
  readonly source: MarketSource;
  readonly instruments?: InstrumentRegistry;
  /** Names from the feature table. */
  readonly featureNames: readonly string[];
  /** Default: the groups of those features, uncalibrated. */
  readonly settings?: FeatureSettings | undefined;
  readonly horizonFrames: number;
  /** One row every so many frames of an instrument. */
  readonly everyFrames: number;
}

export interface Collected {
  readonly rows: Rows;
  /** What ingest has to say: symbols, problems of the input. */
  readonly ingest: IngestReport;
}

/** @throws UserError when the source cannot be used */
export async function collectRows(options: CollectOptions): Promise<Collected> {
  const { source, featureNames, horizonFrames, everyFrames } = options;
  const instruments = options.instruments ?? new InstrumentRegistry();
  const featureIndexes = featureNames.map(featureIndex);
  assert(featureIndexes.every((index) => index >= 0), "features to collect are in the table");
  const settings = options.settings ?? {
    ...DEFAULT_FEATURE_SETTINGS,
    groups: groupsOf(featureNames),
  };
  let collector: RowCollector | undefined;
  const { ingest } = await runPipeline({ source, instruments, settings }, (frames) => {
    collector = new RowCollector({
      frames,
      featureNames,
      featureIndexes,
      horizonFrames,
      everyFrames,
    });
    return collector;
  });
  const symbols = instruments.list().map(({ symbol }) => symbol);
  return { rows: collector!.rows(symbols), ingest };
}

/** The groups that these features are in: nobody needs others for them. */
export function groupsOf(featureNames: readonly string[]): FeatureGroup[] {
  return [...new Set(featureNames.map((name) => FEATURES[featureIndex(name)].group))];
}
