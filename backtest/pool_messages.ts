/**
 * What passes between a pool and its workers. Jobs and outcomes are messages; progress goes through
 * shared memory, so that it costs a run nothing.
 *
 * ```text
 *   pool ──open──▶ worker        once: the market, of which the memory is shared
 *   pool ──run───▶ worker        one at a time
 *   pool ──stop──▶ worker        end the run early and tell what is known
 *   pool ◀─done, failed─ worker
 *   pool ◀══ progress ══ worker
 * ```
 */
import type { MarketJob, RunJob, RunOutcome } from "./run_job.ts";

export type PoolMessage =
  | { readonly kind: "open"; readonly market: MarketJob; readonly progress: SharedArrayBuffer }
  | { readonly kind: "run"; readonly job: RunJob }
  | { readonly kind: "stop" };

export type WorkerMessage =
  | { readonly kind: "done"; readonly outcome: RunOutcome }
  | { readonly kind: "failed"; readonly message: string; readonly badInput: boolean };

/** One run's progress, written by its worker. */
export class RunProgress {
  readonly buffer: SharedArrayBuffer;
  readonly #doubles: Float64Array;

  /** @param buffer of another thread's; made anew without it */
  constructor(buffer = new SharedArrayBuffer(4 * 8)) {
    this.buffer = buffer;
    this.#doubles = new Float64Array(buffer);
  }

  /** Share of the input that the current run has read. */
  get share(): number {
    return this.#doubles[0];
  }

  set share(value: number) {
    this.#doubles[0] = value;
  }

  /** Duty cycles, over all runs of this worker. */
  get beats(): number {
    return this.#doubles[1];
  }

  set beats(value: number) {
    this.#doubles[1] = value;
  }

  /** The desk whose strategy runs; −1 = none. */
  get desk(): number {
    return this.#doubles[2];
  }

  set desk(value: number) {
    this.#doubles[2] = value;
  }
}
