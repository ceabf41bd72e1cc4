/**
 * Drives a live source through a real ring, like the ingest agent does, and lets tests look on while
 * it runs.
 */
import { MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../../core/base/limits.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import { Board } from "../../core/telemetry/board.ts";
import { IngestCounters } from "../../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../../core/venues/instruments.ts";
import { FeedCounters } from "../../core/venues/live/feed_counters.ts";
import type { LiveInput, LiveVenueInput } from "../../core/venues/live/live_input.ts";
import { LiveSource, type LiveSourceOptions } from "../../core/venues/live/live_source.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { type Problem, ProblemLog } from "../../core/venues/problems.ts";
import { type MarketSource, PEEK_END, PEEK_INPUT } from "../../core/venues/source.ts";
import { FLAG_LAST, STATUS_END } from "../../core/wire/market.ts";
import { decodeMessage, type SeenMessage } from "../venues/drive_source.ts";

const DAY_MILLIS = 86_400_000;
const RING_SLOTS = 4_096;

/** Limits that let a test end soon. */
export const QUICK: LiveVenueInput["limits"] = {
  firstBackoffMillis: 10,
  maxBackoffMillis: 100,
  requestMillis: 500,
  connectMillis: 500,
  clockMillis: 60_000,
};

export class LiveRig {
  readonly messages: SeenMessage[] = [];
  readonly #board = new Board().role("ingest");
  readonly #problems = new ProblemLog();
  readonly #source: MarketSource;
  readonly #running: Promise<void>;
  readonly instruments: InstrumentRegistry;
  #isEnding = false;
  /** What broke the run. */
  failure: unknown = undefined;
  /** Records emitted, ticks among them. */
  records = 0;

  constructor(
    input: Omit<LiveInput, "kind">,
    options: LiveSourceOptions = {},
    instruments = new InstrumentRegistry(),
  ) {
    this.instruments = instruments;
    this.#source = new LiveSource({ kind: "live", tickMillis: 50, seed: 7, ...input }, options);
    this.#running = this.#run().catch((thrown) => {
      this.failure = thrown;
    });
  }

  counter(name: string): number {
    return (this.#board.toRecord() as Record<string, number>)[name];
  }

  get problems(): readonly Problem[] {
    return this.#problems.list();
  }

  get hash(): string {
    return this.#board.hash;
  }

  /** The problem whose text holds this; undefined = there is none. */
  problem(part: string): Problem | undefined {
    return this.problems.find(({ text }) => text.includes(part));
  }

  /** Ends the session as if its time were up. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#running;
    if (this.failure !== undefined) throw this.failure;
  }

  async #run(): Promise<void> {
    const ring = createRing({ slotBytes: MARKET_SLOT_BYTES, capacity: RING_SLOTS, followers: 1 });
    const writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
    const follower = new RingFollower(ring, { index: 0 });
    const source = this.#source;
    const drain = () => {
      do {
        writer.publish(0);
        const count = follower.available();
        for (let i = 0; i < count; i++) this.messages.push(decodeMessage(follower, follower.at(i)));
        if (count > 0) follower.advance(count);
      } while (writer.flush() > 0);
      writer.storeHash(this.#board.words, this.#board.hashAt);
    };
    try {
      const firstMillis = await source.open();
      source.start({
        epochMillis: Math.floor(firstMillis / DAY_MILLIS) * DAY_MILLIS,
        instruments: this.instruments,
        problems: this.#problems,
        counters: new IngestCounters(this.#board.counters),
        feedCounters: new FeedCounters(this.#board.counters),
      });
      for (;;) {
        const outcome = source.peek();
        if (outcome === PEEK_END) break;
        if (outcome === PEEK_INPUT) {
          drain();
          if (this.#isEnding) break;
          await source.fill();
          continue;
        }
        source.emit(writer);
        this.records++;
        if (writer.room(PUBLISH_BATCH) < PUBLISH_BATCH) drain();
      }
      writer.begin(-1, 0, 0, 0);
      writer.status(STATUS_END, 0, 0, FLAG_LAST);
      drain();
    } finally {
      await source.close();
    }
  }
}
