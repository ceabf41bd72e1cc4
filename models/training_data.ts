/**
 * Where the rows of a training come from: simulated markets, which are split by seed, or a
 * recording, which is split by time.
 */
import { type FeatureSettings } from "../core/features/feature_settings.ts";
import { SimulatedMarketSource } from "../core/exchange/simulated_market.ts";
import { type InstrumentRegistry } from "../core/venues/instruments.ts";
import type { MarketSource } from "../core/venues/source.ts";
import type { Problem } from "../core/venues/problems.ts";
import { collectRows } from "./collect.ts";
import { joinRows, type Rows, type Split, splitByTime } from "./dataset.ts";
import { TEST_SEEDS, TRAIN_SEEDS, VALIDATION_SEEDS } from "./defaults.ts";

/** What every collection has to know; defaults.ts has the values of the shipped model. */
export interface RowOptions {
  readonly featureNames: readonly string[];
  /** What features are told; default: nothing, and only the groups of those that are named. */
  readonly settings?: FeatureSettings | undefined;
  readonly horizonFrames: number;
  /** One row every so many frames of an instrument. */
  readonly everyFrames: number;
}

export interface SimulatedDataOptions extends RowOptions {
  /** Order events of each run. */
  readonly events: number;
  /** Default: the simulated market's own. */
  readonly symbols?: readonly string[];
  /** Told before each run. */
  readonly onRun?: (name: string) => void;
}

export interface RecordedDataOptions extends RowOptions {
  readonly source: MarketSource;
  /** Which symbols to let through, and scales that the recording does not say. */
  readonly instruments: InstrumentRegistry;
}

export interface TrainingData {
  readonly split: Split;
  /** What the rows come from, as a person would say it. */
  readonly source: string;
  /** What was wrong with the input. */
  readonly problems: readonly Problem[];
}

/** Runs of the simulated market: no run is in two parts, so nothing has to be purged. */
export async function simulatedData(options: SimulatedDataOptions): Promise<TrainingData> {
  const split: Split = {
    train: await simulatedRows(TRAIN_SEEDS, options),
    validation: await simulatedRows(VALIDATION_SEEDS, options),
    test: await simulatedRows(TEST_SEEDS, options),
    purged: 0,
    text: `by seed: ${TRAIN_SEEDS.join(", ")} train, ${VALIDATION_SEEDS.join(", ")} validation, ` +
      `${TEST_SEEDS.join(", ")} test`,
  };
  const source = `simulated market, ${options.events} order events a seed`;
  return { split, source, problems: [] };
}

/** @throws UserError when the source cannot be used */
export async function recordedData(options: RecordedDataOptions): Promise<TrainingData> {
  const { rows, ingest } = await collectRows(options);
  const failure = ingest.failure === undefined
    ? []
    : [{ isNote: false, where: ingest.source, text: ingest.failure, count: 1 }];
  return {
    split: splitByTime(rows),
    source: ingest.source,
    problems: [...ingest.problems, ...failure],
  };
}

async function simulatedRows(
  seeds: readonly number[],
  { events, symbols, onRun, ...rowOptions }: SimulatedDataOptions,
): Promise<Rows> {
  const tables: Rows[] = [];
  for (const seed of seeds) {
    const market = { seed, events, ...(symbols === undefined ? {} : { symbols }) };
    const source = new SimulatedMarketSource(market);
    onRun?.(source.name);
    tables.push((await collectRows({ ...rowOptions, source })).rows);
  }
  return joinRows(tables);
}
