/** One worker of a pool, with the least permissions that its runs need. */
import type { SessionJob } from "../core/supervisor/job.ts";
import { permissionsFor } from "../core/supervisor/permissions.ts";
import { type PoolMessage, RunProgress, type WorkerMessage } from "./pool_messages.ts";
import type { Role } from "../core/telemetry/counters.ts";
import { NO_LIMITS } from "../core/trading/risk/limits.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { MarketJob, RunJob } from "./run_job.ts";

/** Spelled out so that bundlers and the module graph see it. */
const WORKER_URL = new URL("../workers/backtest.ts", import.meta.url);

export class PoolMember {
  readonly progress = new RunProgress();
  readonly #worker: Worker;
  #resolve: (message: WorkerMessage) => void = () => {};

  constructor(market: MarketJob, strategyFiles: readonly string[]) {
    this.#worker = new Worker(WORKER_URL, {
      type: "module",
      name: "backtest",
      deno: { permissions: permissionsOf(market, strategyFiles) },
    });
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => this.#resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#resolve({ kind: "failed", message: event.message, badInput: false });
    };
    this.#post({ kind: "open", market, progress: this.progress.buffer });
  }

  /** Never rejects. One at a time. */
  run(job: RunJob): Promise<WorkerMessage> {
    this.progress.share = 0;
    this.progress.desk = -1;
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#post({ kind: "run", job });
    });
  }

  /** Asks for an early end of the run. */
  stop(): void {
    this.#post({ kind: "stop" });
  }

  terminate(): void {
    this.#worker.terminate();
  }

  #post(message: PoolMessage): void {
    this.#worker.postMessage(message);
  }
}

/** Recordings that are read again; the folders of users' strategies, whose files import others. */
function permissionsOf(
  market: MarketJob,
  strategyFiles: readonly string[],
): Deno.PermissionOptions {
  const job = sessionJobOf(market, strategyFiles);
  const read = [
    ...(market.memory === undefined ? readBy("ingest", job) : []),
    ...readBy("trading", job),
    ...(strategyFiles.length > 0 ? [new URL("../", import.meta.url)] : []),
  ];
  return read.length === 0 ? "none" : { read };
}

/** What a session's worker with this role may read. */
function readBy(role: Role, job: SessionJob): readonly (string | URL)[] {
  const permissions = permissionsFor({ name: "backtest", roles: [role], edge: true }, job);
  if (permissions === "none" || permissions === "inherit") return [];
  return Array.isArray(permissions.read) ? permissions.read : [];
}

/** The session that a run stands for. */
function sessionJobOf(
  { input, settings, schedule }: MarketJob,
  strategyFiles: readonly string[],
): SessionJob {
  const strategies = strategyFiles.map((ref) => ({ ref, given: {}, seed: 0 }));
  return {
    input,
    speed: SPEED_MAX,
    features: settings,
    model: undefined,
    schedule,
    trading: { strategies, limits: NO_LIMITS, models: {} },
    recordPath: undefined,
    disturbance: undefined,
  };
}
