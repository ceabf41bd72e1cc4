/**
 * From frames to files: the agent that stands where inference would, with all that is behind it, made
 * from plain data, so that it can stand in any thread.
 *
 * ```text
 *   frames ─▶ rows ─▶ labels ─▶ groups ─▶ files
 * ```
 */
import type { RingFollower } from "../core/ring/follower.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import { DatasetSink } from "./dataset_sink.ts";
import { type Destination, groupRowsOf } from "./destination.ts";
import type { LabelRule } from "./label_rule.ts";
import type { Compression } from "./parquet/column_chunk.ts";
import { RowAgent } from "./row_agent.ts";
import { type Move, RowStore } from "./row_store.ts";
import { TableLayout } from "./table_layout.ts";

export interface RowJob {
  /** Positions in a frame's vector, ascending, and their names. */
  readonly featureIndexes: Int32Array;
  readonly featureNames: readonly string[];
  readonly hasMask: boolean;
  /** One row every so many frames of an instrument. */
  readonly everyFrames: number;
  readonly rule: LabelRule;
  readonly move: Move;
  readonly destination: Destination;
  readonly compression: Compression;
}

/** How many rows there are, and how many of each class. */
export interface RowTotals {
  readonly rows: number;
  readonly classes: Float64Array;
}

export interface FileTotals {
  readonly files: number;
  readonly bytes: number;
}

export class RowWriter {
  readonly agent: RowAgent;
  readonly #store: RowStore;
  readonly #sink: DatasetSink;

  /** @param frames behind features */
  constructor(job: RowJob, frames: RingFollower, directory: InstrumentDirectory) {
    const { featureIndexes, hasMask, move, destination, everyFrames, rule } = job;
    this.#sink = new DatasetSink({
      destination,
      layout: layoutOf(job),
      compression: job.compression,
      nameOf: (id) => ({ venue: directory.venueOf(id), symbol: directory.symbolOf(id) }),
      epochMillis: () => frames.epochMillis,
    });
    const groupRows = groupRowsOf(destination);
    this.#store = new RowStore({ featureIndexes, hasMask, move, groupRows, sink: this.#sink });
    this.agent = new RowAgent({ frames, rule, everyFrames, receiver: this.#store });
  }

  /** Once the agent is done. */
  totals(): RowTotals {
    const { rows, classes } = this.#store;
    return { rows, classes };
  }

  /** Completes all files. @param notes about the dataset, by name */
  end(notes: Readonly<Record<string, string>>): FileTotals {
    return this.#sink.end(notes);
  }
}

/** The columns that a job writes. */
export function layoutOf({ featureIndexes, featureNames, hasMask, destination }: RowJob) {
  const hasNames = destination.kind !== "folder";
  return new TableLayout({ featureIndexes, featureNames, hasMask, hasNames });
}
