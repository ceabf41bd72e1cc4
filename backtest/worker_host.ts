/** The inside of a pool's worker: opens the market once, then runs what it is given. */
/// <reference lib="deno.worker" />
import { messageOf, UserError } from "../core/base/errors.ts";
import { type PoolMessage, RunProgress, type WorkerMessage } from "./pool_messages.ts";
import { runDesks } from "./run_desks.ts";
import type { MarketJob, RunJob } from "./run_job.ts";

/** Called by the worker's file. */
export function hostBacktests(): void {
  let market: MarketJob | undefined;
  let progress: RunProgress | undefined;
  let controller = new AbortController();
  self.onmessage = async ({ data }: MessageEvent<PoolMessage>) => {
    if (data.kind === "open") {
      market = data.market;
      progress = new RunProgress(data.progress);
    } else if (data.kind === "stop") controller.abort();
    else if (market !== undefined) {
      controller = new AbortController();
      self.postMessage(await answerTo(market, data.job, controller.signal, progress));
    }
  };
}

async function answerTo(
  market: MarketJob,
  job: RunJob,
  signal: AbortSignal,
  progress: RunProgress | undefined,
): Promise<WorkerMessage> {
  try {
    return { kind: "done", outcome: await runDesks(market, job, { signal, progress }) };
  } catch (thrown) {
    return { kind: "failed", message: messageOf(thrown), badInput: thrown instanceof UserError };
  }
}
