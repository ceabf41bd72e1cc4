/**
 * The workers of one session: spawned with the least permissions that their stages need, watched
 * through the board, and ended together.
 */
import { assert } from "../base/assert.ts";
import { withoutKeys } from "../gateway/gateway_plan.ts";
import type { Place } from "./topology.ts";
import type { Bootstrap, Farewell } from "./bootstrap.ts";
import type { SessionJob } from "./job.ts";
import { permissionsFor } from "./permissions.ts";

/** Worker files, spelled out so that bundlers and the module graph see them. */
const WORKER_URLS: Record<string, URL> = {
  "1_ingest": new URL("../../workers/1_ingest.ts", import.meta.url),
  "2_book": new URL("../../workers/2_book.ts", import.meta.url),
  "3_features": new URL("../../workers/3_features.ts", import.meta.url),
  "4_inference": new URL("../../workers/4_inference.ts", import.meta.url),
  "5_trading": new URL("../../workers/5_trading.ts", import.meta.url),
  "6_gateway": new URL("../../workers/6_gateway.ts", import.meta.url),
  "7_recorder": new URL("../../workers/7_recorder.ts", import.meta.url),
  "fused": new URL("../../workers/fused.ts", import.meta.url),
  "fused_trading": new URL("../../workers/fused_trading.ts", import.meta.url),
};

/** How one worker ended. */
export interface WorkerEnd {
  readonly place: Place;
  readonly farewell: Farewell;
}

export class CrewMember {
  readonly place: Place;
  /** Resolves when the worker has said farewell or died; never rejects. */
  readonly ended: Promise<WorkerEnd>;
  readonly #worker: Worker;
  #resolveEnd: (end: WorkerEnd) => void = () => {};

  constructor(place: Place, bootstrap: Bootstrap) {
    const url = WORKER_URLS[place.name];
    assert(url !== undefined, "every place has a worker file");
    this.place = place;
    this.ended = new Promise((resolve) => this.#resolveEnd = resolve);
    this.#worker = new Worker(url, {
      type: "module",
      name: place.name,
      deno: { permissions: permissionsFor(place, bootstrap.job) },
    });
    this.#worker.onmessage = (event: MessageEvent<Farewell>) => this.#end(event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end({ kind: "failed", message: event.message, badInput: false });
    };
    this.#worker.postMessage({ ...bootstrap, job: jobFor(place, bootstrap.job) });
  }

  /** Ends the worker where it stands. */
  terminate(): void {
    this.#worker.terminate();
  }

  #end(farewell: Farewell): void {
    this.#resolveEnd({ place: this.place, farewell });
  }
}

/**
 * The job without what this place has no use for, or must not have: a model with its runtime is 14 MB
 * to copy, and keys are for the gateway alone.
 */
function jobFor(place: Place, job: SessionJob): SessionJob {
  const { gateway, model } = job;
  const isGateway = place.roles.includes("gateway");
  return {
    ...job,
    model: place.roles.includes("inference") ? model : undefined,
    gateway: gateway === undefined || isGateway ? gateway : withoutKeys(gateway),
  };
}
