/**
 * What passes between an export and the worker that writes its rows. Frames come through shared memory.
 *
 * ```text
 *   export ──begin──▶ worker      once: the job, and its end of the rings
 *   export ◀─written─ worker      all frames were seen, all rows are written
 *   export ──end────▶ worker      the notes that go into the files
 *   export ◀─ended─── worker
 *   export ◀─failed── worker      instead of either
 * ```
 */
import type { Seat } from "../models/pipeline_seat.ts";
import type { FileTotals, RowJob, RowTotals } from "./row_writer.ts";

export type ToRowWorker =
  | { readonly kind: "begin"; readonly job: RowJob; readonly seat: Seat }
  | { readonly kind: "end"; readonly notes: Readonly<Record<string, string>> };

export type FromRowWorker =
  | { readonly kind: "written"; readonly totals: RowTotals }
  | { readonly kind: "ended"; readonly totals: FileTotals }
  | { readonly kind: "failed"; readonly message: string; readonly badInput: boolean };
