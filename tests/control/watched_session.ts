/** A real session, paced, with its control plane: what tests of the API talk to. */
import type { ControlOptions } from "../../core/control/control_options.ts";
import { type ControlServer, startControl } from "../../core/control/control_server.ts";
import type { SessionView } from "../../core/supervisor/session_view.ts";
import { replayView } from "../../core/supervisor/replay_view.ts";
import { runSession } from "../../core/supervisor/session.ts";
import type { SessionJob } from "../../core/supervisor/job.ts";
import { strategyViews } from "../../core/supervisor/strategy_views.ts";
import { NO_LIMITS } from "../../core/trading/risk/limits.ts";
import { STRATEGIES } from "../../strategies/registry.ts";
import { simulatedJob } from "../parity/session_jobs.ts";

/** Token of every scope. */
export const READ = "read-token-0123456789";
export const TRADE = "trade-token-0123456789";
export const ADMIN = "admin-token-0123456789";
export const TOKENS = `r:read:${READ}, t:trade:${TRADE}, a:admin:${ADMIN}`;

export interface Watched {
  readonly server: ControlServer;
  readonly url: string;
  readonly view: SessionView;
  /** Ends session and server, and waits for both. */
  end(): Promise<void>;
}

/** Starts a paced replay of the simulated market and its control plane; waits for frames. */
export async function watchSession(
  options: Partial<ControlOptions> = {},
  change: (job: SessionJob) => SessionJob = (job) => job,
  given: Partial<SessionView> = {},
): Promise<Watched> {
  const controller = new AbortController();
  const job = change({ ...await simulatedJob(50_000_000), speed: 10 });
  const strategies = await strategyViews(job.trading?.strategies ?? [], STRATEGIES);
  const started = Promise.withResolvers<SessionView>();
  const running = runSession({
    topology: { placement: "fused", policy: "park", cores: 2 },
    job,
    strategies: STRATEGIES,
    signal: controller.signal,
    onShared: (shared, topology) =>
      started.resolve({
        ...replayView({
          shared,
          topology,
          job,
          source: "simulated market",
          strategies,
          configuration: { speed: job.speed, apiKey: "hidden" },
          stop: async () => {
            controller.abort();
            await running;
          },
        }),
        ...given,
      }),
  });
  const view = await started.promise;
  const server = await startControl({ view, port: 0, tokens: TOKENS, ...options })
    .catch(async (thrown) => {
      await view.stop();
      throw thrown;
    });
  while (server.plane.tap.frames.version === 0) await new Promise((next) => setTimeout(next, 10));
  return {
    server,
    url: server.url,
    view,
    end: async () => {
      await server.close();
      await view.stop();
    },
  };
}

export function authorization(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The same with a strategy that trades all the time. */
export function tradingSession(
  options: Partial<ControlOptions> = {},
  given: Partial<SessionView> = {},
): Promise<Watched> {
  return watchSession(options, (job) => ({
    ...job,
    trading: {
      strategies: [{ ref: "micro_price_maker", given: {}, seed: 1 }],
      limits: { ...NO_LIMITS, maxOpenOrders: 100, maxGrossFraction: 50, maxDrawdownFraction: 0.9 },
      models: {},
    },
  }), given);
}

/** Tries again until it holds, for what takes a moment. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 400; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it never came to hold");
}
