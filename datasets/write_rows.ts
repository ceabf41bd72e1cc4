/**
 * One pass over the input that writes all rows, in this thread or in a worker beside it:
 *
 * ```text
 *   here     source ─▶ ingest ─▶ book ─▶ features ─▶ rows ─▶ files
 *   beside   source ─▶ ingest ─▶ book ─▶ features ─│─▶ rows ─▶ files
 * ```
 *
 * The files are the same to the last byte.
 */
import { assert } from "../core/base/assert.ts";
import {
  type PipelineOptions,
  type PipelineOutcome,
  runPipeline,
  runPipelineBeside,
} from "../models/pipeline.ts";
import { RowWorker } from "./row_worker.ts";
import { type FileTotals, type RowJob, type RowTotals, RowWriter } from "./row_writer.ts";

/** Where rows are made and written. */
export const ROW_PLACES = ["here", "beside"] as const;
export type RowPlace = typeof ROW_PLACES[number];

/** Says what the files are to say of themselves. */
export type NotesOf = (
  outcome: PipelineOutcome,
  totals: RowTotals,
) => Readonly<Record<string, string>>;

export interface WrittenRows {
  readonly outcome: PipelineOutcome;
  readonly totals: RowTotals;
  /** What there is of files; nothing after an interruption. */
  readonly files: FileTotals;
}

const NO_FILES: FileTotals = { files: 0, bytes: 0 };

/** @throws UserError when the source cannot be used, or nothing can be written */
export function writeRows(
  pipeline: PipelineOptions,
  job: RowJob,
  place: RowPlace,
  notesOf: NotesOf,
): Promise<WrittenRows> {
  return place === "here" ? writeHere(pipeline, job, notesOf) : writeBeside(pipeline, job, notesOf);
}

async function writeHere(
  pipeline: PipelineOptions,
  job: RowJob,
  notesOf: NotesOf,
): Promise<WrittenRows> {
  let writer: RowWriter | undefined;
  const outcome = await runPipeline(pipeline, (frames, directory) => {
    writer = new RowWriter(job, frames, directory);
    return writer.agent;
  });
  assert(writer !== undefined, "the pipeline asked for its last agent");
  const totals = writer.totals();
  const files = outcome.interrupted ? NO_FILES : writer.end(notesOf(outcome, totals));
  return { outcome, totals, files };
}

async function writeBeside(
  pipeline: PipelineOptions,
  job: RowJob,
  notesOf: NotesOf,
): Promise<WrittenRows> {
  let worker: RowWorker | undefined;
  try {
    const outcome = await runPipelineBeside(pipeline, (seat) => {
      worker = new RowWorker(job, seat);
      return { done: worker.written };
    });
    assert(worker !== undefined, "the pipeline started its worker");
    const totals = await worker.written;
    const files = outcome.interrupted ? NO_FILES : await worker.end(notesOf(outcome, totals));
    return { outcome, totals, files };
  } finally {
    worker?.terminate();
  }
}
