/** One run of the plain pipeline, from plain data, so that a worker of its own can be asked for it. */
import type { ManifestFeature } from "../core/inference/manifest.ts";
import { parsePlainEvents, type PlainEvent } from "./baselines/plain_events.ts";
import { parsePlainLobster } from "./baselines/plain_lobster.ts";
import { PlainModel } from "./baselines/plain_model.ts";
import { type PlainResult, runPlainPipeline } from "./baselines/plain_pipeline.ts";
import { readLobsterRows } from "./inputs/lobster_files.ts";
import { SUMMED_FRAMES } from "./sessions.ts";

export const PREDICT_EVERY = 64;

/** What the plain pipeline reads: JSON lines that are at hand, or a LOBSTER zip on disk. */
export interface PlainInput {
  readonly lines: readonly string[] | undefined;
  readonly zip: string;
  readonly records: number;
  readonly ticks: readonly number[];
  readonly lots: readonly number[];
  readonly features: readonly ManifestFeature[];
  readonly classes: number;
}

/** @returns the sum that bench/sessions.ts forms over our frames */
export async function runPlain(input: PlainInput): Promise<number> {
  const { ticks, lots, features, classes } = input;
  const newest: PlainResult[] = [];
  const { results } = runPlainPipeline(await eventsOf(input), {
    ticks,
    model: new PlainModel(features.filter((feature) => "mean" in feature), classes),
    predictEvery: PREDICT_EVERY,
    onResult: (result) => {
      newest.push(result);
      if (newest.length > 2 * SUMMED_FRAMES) newest.splice(0, SUMMED_FRAMES);
    },
  });
  let sum = results;
  for (const { instrument, bids, asks } of newest.slice(-SUMMED_FRAMES)) {
    sum += Math.round(bids[0].price / ticks[instrument]);
    sum += Math.round(asks[0].price / ticks[instrument]);
    sum += Math.round(bids[0].qty / lots[instrument]);
    sum += Math.round(asks[0].qty / lots[instrument]);
  }
  return sum;
}

async function eventsOf({ lines, zip, records }: PlainInput): Promise<Iterable<PlainEvent>> {
  if (lines !== undefined) return parsePlainEvents(lines);
  const unpacked = await readLobsterRows(zip, records);
  return parsePlainLobster(unpacked.messages, unpacked.rows);
}
