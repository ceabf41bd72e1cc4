/** Live sessions for tests, on the simulated market at the pace it happens, or faster. */
import type { LiveSessionOptions } from "../../core/supervisor/live_options.ts";
import { LiveSession } from "../../core/supervisor/live_session.ts";
import { endRecord, startRecord } from "../../core/supervisor/live_record.ts";
import type { SessionJob, TradingJob } from "../../core/supervisor/job.ts";
import { judge, planProof, type Proof } from "../../core/supervisor/proof.ts";
import { runSession } from "../../core/supervisor/session.ts";
import { createSessionFolder, type SessionFolder } from "../../core/supervisor/session_folder.ts";
import { readSessionRecord, writeSessionRecord } from "../../core/supervisor/session_record.ts";
import type { Placement } from "../../core/supervisor/topology.ts";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { fixture, strategyJob } from "../trading/trading_session.ts";

export const CORES = navigator.hardwareConcurrency;

export function paperTrading(changes: Partial<TradingJob> = {}): TradingJob {
  return {
    strategies: [
      strategyJob(fixture("coin_flipper"), { given: { every: 5 } }),
      strategyJob("micro_price_maker", { seed: 2 }),
    ],
    limits: RISK_PRESETS.moderate,
    models: { seed: 3 },
    ...changes,
  };
}

export function simulatedLive(events: number, speed: number): SessionJob {
  return {
    input: { kind: "simulated", seed: 11, events, symbols: ["ALPHA-USD", "BETA-USD"] },
    speed,
    model: undefined,
    schedule: { everyFrames: 64 },
    trading: paperTrading(),
    recordPath: undefined,
    disturbance: undefined,
  };
}

/** Calls back with a session that runs, waits for its end, and writes its record. */
export async function runLive(
  job: SessionJob,
  placement: Placement,
  during: (session: LiveSession, folder: SessionFolder) => Promise<void> | void,
  changes: Partial<LiveSessionOptions> = {},
): Promise<SessionFolder> {
  const folder = createSessionFolder(Deno.makeTempDirSync({ prefix: "millrace-live-" }));
  const session = await LiveSession.start({
    topology: { placement, policy: "park", cores: CORES },
    job,
    mode: job.trading === undefined ? "none" : "paper",
    source: "simulated market",
    folder,
    strategies: STRATEGIES,
    ...changes,
  });
  const record = startRecord(session, { job, modelFrom: "", version: "0", continues: null });
  writeSessionRecord(folder, record);
  await during(session, folder);
  writeSessionRecord(folder, endRecord(record, session, await session.ended));
  return folder;
}

/** Proves a session in some placement. */
export async function prove(folder: SessionFolder, placement: Placement): Promise<Proof> {
  const plan = planProof(folder, readSessionRecord(folder), undefined);
  const topology = { placement, policy: "auto", cores: CORES } as const;
  return judge(plan, await runSession({ topology, job: plan.job, strategies: STRATEGIES }));
}

export function removeFolder(folder: SessionFolder): void {
  Deno.removeSync(folder.path.slice(0, folder.path.lastIndexOf("/")), { recursive: true });
}

export function delay(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
