/** Runs a source through ingest and, when asked to, a recorder: a session without its books. */
import { runAgents } from "../../core/agent/runner.ts";
import type { Agent } from "../../core/agent/agent.ts";
import { Clock } from "../../core/base/clock.ts";
import { MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { createDoorbells, Doorbell } from "../../core/ring/doorbell.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { RecorderAgent } from "../../core/tape/recorder_agent.ts";
import { Board } from "../../core/telemetry/board.ts";
import { IngestAgent, type IngestReport } from "../../core/venues/ingest_agent.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import type { MarketSource } from "../../core/venues/source.ts";

export interface SessionOptions {
  readonly recordPath?: string;
  readonly instruments?: InstrumentRegistry;
  /** Slots of the market ring. */
  readonly ringSlots?: number;
  /** Agents, in the order they get their turns, from ingest and what reads the ring. */
  readonly order?: (agents: Agent[]) => Agent[];
}

export interface SessionResult {
  readonly report: IngestReport;
  readonly ingestHash: string;
  readonly ingest: Record<string, number>;
  readonly recorderHash: string;
  readonly recorder: Record<string, number>;
}

export async function runSession(
  source: MarketSource,
  options: SessionOptions = {},
): Promise<SessionResult> {
  const buffer = createRing({
    slotBytes: MARKET_SLOT_BYTES,
    capacity: options.ringSlots ?? 1_024,
    followers: 1,
  });
  const board = new Board();
  const clock = new Clock();
  const market = new RingFollower(buffer, { index: 0 });
  const instruments = options.instruments ?? new InstrumentRegistry();
  const ingest = new IngestAgent({
    source,
    instruments,
    market: new RingProducer(buffer, { gating: [0] }),
    board: board.role("ingest"),
    clock,
    speed: 0,
  });
  const reader = options.recordPath === undefined
    ? new Drain(market)
    : new RecorderAgent({ market, path: options.recordPath, board: board.role("recorder") });
  const agents: Agent[] = [ingest, reader];
  await runAgents({
    agents: options.order?.(agents) ?? agents,
    board,
    clock,
    policy: "park",
    doorbell: new Doorbell(createDoorbells(1), 0),
    edge: true,
  });
  return {
    report: ingest.report(),
    ingestHash: board.role("ingest").hash,
    ingest: board.role("ingest").toRecord(),
    recorderHash: board.role("recorder").hash,
    recorder: board.role("recorder").toRecord(),
  };
}

/** Stands in for the book stage: makes room in the ring. */
class Drain implements Agent {
  readonly role = "book";
  readonly #market: RingFollower;
  done = false;

  constructor(market: RingFollower) {
    this.#market = market;
  }

  onStart(): void {}

  doWork(): number {
    const count = this.#market.available();
    if (count > 0) this.#market.advance(count);
    else this.done = this.#market.ended();
    return count;
  }

  onClose(): void {}
}
