/** The worker that writes rows, as the export sees it. It may touch the dataset's files and no others. */
import { UserError } from "../core/base/errors.ts";
import type { Seat } from "../models/pipeline_seat.ts";
import type { Destination } from "./destination.ts";
import type { FromRowWorker, ToRowWorker } from "./row_worker_messages.ts";
import type { FileTotals, RowJob, RowTotals } from "./row_writer.ts";

/** Spelled out so that bundlers and the module graph see it. */
const WORKER_URL = new URL("../workers/rows.ts", import.meta.url);

export class RowWorker {
  /** All rows are written. Rejects when they cannot be. */
  readonly written: Promise<RowTotals>;
  readonly #worker: Worker;
  readonly #ended: Promise<FileTotals>;

  constructor(job: RowJob, seat: Seat) {
    this.#worker = new Worker(WORKER_URL, {
      type: "module",
      name: "rows",
      deno: { permissions: rowPermissions(job.destination) },
    });
    const written = Promise.withResolvers<RowTotals>();
    const ended = Promise.withResolvers<FileTotals>();
    this.written = written.promise;
    this.#ended = ended.promise;
    const fail = (error: Error) => {
      written.reject(error);
      ended.reject(error);
    };
    // Whoever waits for one of them need not wait for the other.
    this.written.catch(() => {});
    this.#ended.catch(() => {});
    this.#worker.onmessage = ({ data }: MessageEvent<FromRowWorker>) => {
      if (data.kind === "written") written.resolve(data.totals);
      else if (data.kind === "ended") ended.resolve(data.totals);
      else {fail(
          data.badInput ? new UserError(data.message) : new Error(`worker rows: ${data.message}`),
        );}
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      fail(new Error(`worker rows died: ${event.message}`));
    };
    this.#post({ kind: "begin", job, seat });
  }

  /** Completes all files. @param notes about the dataset, by name */
  end(notes: Readonly<Record<string, string>>): Promise<FileTotals> {
    this.#post({ kind: "end", notes });
    return this.#ended;
  }

  terminate(): void {
    this.#worker.terminate();
  }

  #post(message: ToRowWorker): void {
    this.#worker.postMessage(message);
  }
}

/** What is written until it is complete; the runtime checks where links lead. */
export function rowPermissions({ part }: Destination): Deno.PermissionOptions {
  return { write: [part, Deno.realPathSync(part)] };
}
