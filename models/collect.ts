/**
 * From a source to rows: the pipeline itself, inline, with a collector where inference would be.
 *
 * ```text
 *   source ─▶ ingest ─▶ book ─▶ features ─▶ row collector
 * ```
 */
import { runAgents } from "../core/agent/runner.ts";
import { Clock } from "../core/base/clock.ts";
import { assert } from "../core/base/assert.ts";
import { BookAgent } from "../core/book/book_agent.ts";
import { FeatureAgent } from "../core/features/feature_agent.ts";
import {
  DEFAULT_FEATURE_SETTINGS,
  type FeatureSettings,
} from "../core/features/feature_settings.ts";
import { featureIndex, FEATURES } from "../core/features/table.ts";
import { planTopology } from "../core/supervisor/topology.ts";
import { createSharedSession, Wiring } from "../core/supervisor/wiring.ts";
import { Board } from "../core/telemetry/board.ts";
import { IngestAgent, type IngestReport } from "../core/venues/ingest_agent.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { MarketSource } from "../core/venues/source.ts";
import type { Rows } from "./dataset.ts";
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
  const topology = planTopology({
    placement: "inline",
    policy: "park",
    cores: 1,
    recording: false,
  });
  const shared = createSharedSession(topology);
  const wiring = new Wiring(shared, topology);
  const board = new Board(shared.board);
  const clock = new Clock();
  const ingest = new IngestAgent({
    source,
    instruments,
    market: wiring.marketProducer(),
    board: board.role("ingest"),
    clock,
    speed: SPEED_MAX,
  });
  const book = new BookAgent({
    market: wiring.marketFollower("book"),
    frames: wiring.frameProducer(),
    directory: wiring.directory(),
    board: board.role("book"),
    clock,
  });
  const features = new FeatureAgent({
    frames: wiring.frameFollower("features"),
    directory: wiring.directory(),
    settings: options.settings ?? settingsFor(featureIndexes),
    board: board.role("features"),
    clock,
  });
  const collector = new RowCollector({
    frames: wiring.frameFollower("inference"),
    featureNames,
    featureIndexes,
    horizonFrames,
    everyFrames,
  });
  await runAgents({
    agents: [ingest, book, features, collector],
    board,
    clock,
    policy: topology.policy,
    doorbell: wiring.doorbell(0),
    edge: true,
  });
  const symbols = instruments.list().map(({ symbol }) => symbol);
  return { rows: collector.rows(symbols), ingest: ingest.report() };
}

/** Computes no group that nobody asked for. */
function settingsFor(featureIndexes: readonly number[]): FeatureSettings {
  const groups = new Set(featureIndexes.map((index) => FEATURES[index].group));
  return { ...DEFAULT_FEATURE_SETTINGS, groups: [...groups] };
}
