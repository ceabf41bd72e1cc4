/**
 * One pass over a market, inline, with an agent behind inference that follows the market ring as well:
 * the trading stage's place, in a backtest.
 *
 * ```text
 *   source ─▶ ingest ═╦▶ book ═▶ features ═▶ inference ═▶ the caller's agent
 *                     ╚═══ behind book ═════════════════▶
 * ```
 */
import type { Agent } from "../core/agent/agent.ts";
import { runAgents } from "../core/agent/runner.ts";
import { Clock } from "../core/base/clock.ts";
import {
  FRAME_RING_SLOTS,
  FRAME_SLOT_BYTES,
  MARKET_RING_SLOTS,
  MARKET_SLOT_BYTES,
} from "../core/base/limits.ts";
import { BookAgent } from "../core/book/book_agent.ts";
import { FeatureAgent } from "../core/features/feature_agent.ts";
import { InferenceAgent } from "../core/inference/inference_agent.ts";
import { createDoorbells, Doorbell } from "../core/ring/doorbell.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import { Board } from "../core/telemetry/board.ts";
import { IngestAgent, type IngestReport } from "../core/venues/ingest_agent.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import type { MarketSource } from "../core/venues/source.ts";
import { InstrumentDirectory } from "../core/wire/directory.ts";
import { MemorySource } from "./memory_source.ts";
import type { MarketJob } from "./run_job.ts";
import { UntilSource } from "./until_source.ts";
import type { TimeRange } from "./windows.ts";

const MARKET_BOOK = 0;
const MARKET_LAST = 1;
const FRAME_FEATURES = 0;
const FRAME_INFERENCE = 1;
const FRAME_LAST = 2;
const WATCH_MILLIS = 100;
/** Before a window frames are computed and not shown, so that features are warm when it begins. */
const WARM_UP_NANOS = 600e9;

/** Where the caller's agent reads. */
export interface LastEnds {
  readonly market: RingFollower;
  readonly frames: RingFollower;
  readonly directory: InstrumentDirectory;
  readonly board: Board;
}

export interface MarketRun {
  readonly market: MarketJob;
  /** Its end is the market's end; its beginning is for the last agent to see to. */
  readonly window: TimeRange | undefined;
  /** Frames from here to the window are wanted as well. */
  readonly historyFromNanos?: number | undefined;
  /** Made before anything runs. */
  readonly behindInference: (ends: LastEnds) => Agent;
  readonly signal?: AbortSignal | undefined;
  /** About ten times a second, between two cycles. */
  readonly onWatch?: ((board: Board) => void) | undefined;
}

export interface MarketOutcome {
  readonly ingest: IngestReport;
  readonly board: Board;
  readonly interrupted: boolean;
}

/** @throws UserError when the input cannot be used */
export async function runMarket(run: MarketRun): Promise<MarketOutcome> {
  const { market: job, window, historyFromNanos, signal, onWatch } = run;
  const marketRing = createRing({
    slotBytes: MARKET_SLOT_BYTES,
    capacity: MARKET_RING_SLOTS,
    followers: 2,
    stamped: true,
  });
  const frameRing = createRing({
    slotBytes: FRAME_SLOT_BYTES,
    capacity: FRAME_RING_SLOTS,
    followers: 3,
  });
  const board = new Board();
  const clock = new Clock();
  const directory = new InstrumentDirectory();
  const ingest = new IngestAgent({
    source: await sourceOf(job, window),
    instruments: job.memory === undefined ? instrumentsOf(job.input) : new InstrumentRegistry(),
    market: new RingProducer(marketRing, { gating: [MARKET_BOOK, MARKET_LAST] }),
    board: board.role("ingest"),
    clock,
    speed: SPEED_MAX,
  });
  const stages: Agent[] = [
    ingest,
    new BookAgent({
      market: new RingFollower(marketRing, { index: MARKET_BOOK }),
      frames: new RingProducer(frameRing, { gating: [FRAME_LAST] }),
      directory,
      framesFrom: window && (historyFromNanos ?? window.fromNanos) - WARM_UP_NANOS,
      board: board.role("book"),
      clock,
    }),
    new FeatureAgent({
      frames: new RingFollower(frameRing, { index: FRAME_FEATURES }),
      directory,
      settings: job.settings,
      board: board.role("features"),
      clock,
    }),
    new InferenceAgent({
      frames: new RingFollower(frameRing, { index: FRAME_INFERENCE, after: [FRAME_FEATURES] }),
      board: board.role("inference"),
      clock,
      model: job.model,
      schedule: job.schedule,
    }),
  ];
  const last = run.behindInference({
    market: new RingFollower(marketRing, { index: MARKET_LAST, after: [MARKET_BOOK] }),
    frames: new RingFollower(frameRing, { index: FRAME_LAST, after: [FRAME_INFERENCE] }),
    directory,
    board,
  });
  const stop = () => board.requestStop();
  signal?.addEventListener("abort", stop, { once: true });
  const watch = setInterval(() => onWatch?.(board), WATCH_MILLIS);
  try {
    await runAgents({
      agents: [...stages, last],
      board,
      clock,
      policy: "park",
      doorbell: new Doorbell(createDoorbells(1), 0),
      edge: true,
    });
  } finally {
    clearInterval(watch);
    signal?.removeEventListener("abort", stop);
  }
  return { ingest: ingest.report(), board, interrupted: signal?.aborted ?? false };
}

async function sourceOf(job: MarketJob, window: TimeRange | undefined): Promise<MarketSource> {
  const source = job.memory === undefined
    ? await openSource(job.input)
    : new MemorySource(job.memory);
  return window === undefined ? source : new UntilSource(source, window.toNanos);
}
