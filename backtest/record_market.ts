/**
 * Records a source into memory: ingest, and behind it nothing but a writer. What is read here is
 * decoded once, however many runs follow. What does not fit is still measured: when it begins and
 * ends, on which days there is something.
 */
import type { Agent } from "../core/agent/agent.ts";
import { runAgents } from "../core/agent/runner.ts";
import { Clock } from "../core/base/clock.ts";
import { MARKET_BATCH, MARKET_RING_SLOTS, MARKET_SLOT_BYTES } from "../core/base/limits.ts";
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import { createDoorbells, Doorbell } from "../core/ring/doorbell.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import type { FileInput, SimulatedInput } from "../core/supervisor/job.ts";
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import { Board } from "../core/telemetry/board.ts";
import { IngestAgent, type IngestReport } from "../core/venues/ingest_agent.ts";
import { SPEED_MAX } from "../core/venues/pacer.ts";
import {
  AT_INSTRUMENT,
  AT_KIND,
  AT_RECV_NANOS,
  kindOf,
  MESSAGE_INSTRUMENT,
} from "../core/wire/market.ts";
import { type MarketMemory, MarketMemoryWriter } from "./market_memory.ts";

/** Most that a recording may take by default: 16 million messages. */
export const DEFAULT_MEMORY_BYTES = 1024 ** 3;
const WATCH_MILLIS = 100;
const NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;

export interface RecordOptions {
  readonly input: SimulatedInput | FileInput;
  readonly mostBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Share of the input read, now and then. */
  readonly onProgress?: ((share: number, messages: number) => void) | undefined;
}

/** When there is something in a recording. */
export interface MarketSpan {
  /** Receipt times of the first and the last record; ns since the epoch. */
  readonly firstNanos: number;
  readonly lastNanos: number;
  /** Days since the epoch's that have records, in order. */
  readonly days: readonly number[];
}

export interface RecordedMarket {
  /** undefined = it did not fit. */
  readonly memory: MarketMemory | undefined;
  readonly span: MarketSpan;
  readonly messages: number;
  readonly ingest: IngestReport;
  readonly interrupted: boolean;
}

/** @throws UserError when the input cannot be used */
export async function recordMarket(options: RecordOptions): Promise<RecordedMarket> {
  const { input, mostBytes = DEFAULT_MEMORY_BYTES, signal, onProgress } = options;
  const ring = createRing({
    slotBytes: MARKET_SLOT_BYTES,
    capacity: MARKET_RING_SLOTS,
    followers: 1,
    stamped: true,
  });
  const board = new Board();
  const clock = new Clock();
  const ingest = new IngestAgent({
    source: await openSource(input),
    instruments: instrumentsOf(input),
    market: new RingProducer(ring, { gating: [0] }),
    board: board.role("ingest"),
    clock,
    speed: SPEED_MAX,
  });
  const writer = new MarketMemoryWriter(mostBytes);
  const stop = () => board.requestStop();
  const keeper = new MemoryAgent(new RingFollower(ring, { index: 0 }), writer);
  signal?.addEventListener("abort", stop, { once: true });
  const counters = board.role("ingest");
  const watch = setInterval(
    () => onProgress?.(counters.counter("progress"), keeper.messages),
    WATCH_MILLIS,
  );
  try {
    await runAgents({
      agents: [ingest, keeper],
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
  const report = ingest.report();
  return {
    memory: keeper.fits ? memoryOf(report, writer, keeper.firstNanos) : undefined,
    span: {
      firstNanos: keeper.firstNanos,
      lastNanos: keeper.lastNanos,
      days: [...keeper.days].sort((a, b) => a - b),
    },
    messages: keeper.messages,
    ingest: report,
    interrupted: signal?.aborted ?? false,
  };
}

function memoryOf(
  { source, epochMillis }: IngestReport,
  { slots, chunks }: MarketMemoryWriter,
  firstNanos: number,
): MarketMemory {
  return { name: source, epochMillis, slots, chunks, firstNanos };
}

/** Empties the market ring into a writer. */
class MemoryAgent implements Agent {
  readonly role = "recorder";
  readonly days = new Set<number>();
  firstNanos = Infinity;
  lastNanos = -Infinity;
  messages = 0;
  fits = true;
  done = false;
  readonly #market: RingFollower;
  readonly #writer: MarketMemoryWriter;

  constructor(market: RingFollower, writer: MarketMemoryWriter) {
    this.#market = market;
    this.#writer = writer;
  }

  onStart(): void {}

  doWork(): number {
    const market = this.#market;
    const count = Math.min(market.available(), MARKET_BATCH);
    for (let i = 0; i < count; i++) {
      const at = market.at(i);
      if (this.fits) this.fits = this.#writer.append(market.words, at);
      this.#time(at);
    }
    this.messages += count;
    if (count > 0) market.advance(count);
    else if (market.ended()) this.done = true;
    return count;
  }

  onClose(): void {}

  #time(at: number): void {
    const { words, doubles } = this.#market;
    const nanos = doubles[(at >> 1) + AT_RECV_NANOS];
    const isTimed = words[at + AT_INSTRUMENT] >= 0 && Number.isFinite(nanos) &&
      kindOf(words[at + AT_KIND]) !== MESSAGE_INSTRUMENT;
    if (!isTimed) return;
    if (nanos < this.firstNanos) this.firstNanos = nanos;
    if (nanos <= this.lastNanos) return;
    this.lastNanos = nanos;
    this.days.add(Math.floor(nanos / NANOS_PER_DAY));
  }
}
