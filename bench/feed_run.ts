/** A live source with a ring behind it, driven as the ingest agent drives it, every message looked at. */
import { MARKET_RING_SLOTS, MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../core/base/limits.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { Board } from "../core/telemetry/board.ts";
import { counterIndex } from "../core/telemetry/counters.ts";
import { IngestCounters } from "../core/venues/ingest_counters.ts";
import { InstrumentRegistry } from "../core/venues/instruments.ts";
import { FeedCounters } from "../core/venues/live/feed_counters.ts";
import { LiveSource } from "../core/venues/live/live_source.ts";
import { MarketWriter } from "../core/venues/market_writer.ts";
import { ProblemLog } from "../core/venues/problems.ts";
import { PEEK_INPUT } from "../core/venues/source.ts";
import * as wire from "../core/wire/market.ts";

const DAY_MILLIS = 86_400_000;
const APPLIED = counterIndex("ingest", "appliedDiffs");
const DROPPED = counterIndex("ingest", "droppedDiffs");
const TRADES = counterIndex("ingest", "trades");
const QUOTES = counterIndex("ingest", "quotes");

export class FeedRun {
  readonly #board = new Board().role("ingest");
  readonly #writer: MarketWriter;
  readonly #follower: RingFollower;
  readonly #source: LiveSource;
  #isOpen = false;
  #isClosed = false;
  #frames = 0;
  /** Ticks and lots of trades and levels, ticks of quotes; without the snapshot's. */
  readonly #sum = new Float64Array(1);

  constructor({ restUrl, wsUrl }: { readonly restUrl: string; readonly wsUrl: string }) {
    const ring = createRing({
      slotBytes: MARKET_SLOT_BYTES,
      capacity: MARKET_RING_SLOTS,
      followers: 1,
      stamped: true,
    });
    this.#writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
    this.#follower = new RingFollower(ring, { index: 0 });
    const venues = [{ venue: "binance", restUrl, wsUrl, symbols: ["BTCUSDT"] }] as const;
    this.#source = new LiveSource({ kind: "live", venues });
  }

  get sum(): number {
    return this.#sum[0];
  }

  get gaps(): number {
    return this.#board.counter("gaps") + this.#board.counter("badRecords");
  }

  /** Resolves when the book is known. */
  async synced(): Promise<void> {
    const millis = await this.#source.open();
    this.#source.start({
      epochMillis: Math.floor(millis / DAY_MILLIS) * DAY_MILLIS,
      instruments: new InstrumentRegistry(),
      problems: new ProblemLog(),
      counters: new IngestCounters(this.#board.counters),
      feedCounters: new FeedCounters(this.#board.counters),
    });
    this.#isOpen = true;
    while (this.#board.counter("snapshots") === 0) await this.#turn();
  }

  /** Resolves when so many frames have come in all. */
  async until(frames: number): Promise<void> {
    this.#frames = frames;
    while (this.#told() < this.#frames) await this.#turn();
    this.#drain();
  }

  async close(): Promise<void> {
    if (this.#isOpen && !this.#isClosed) await this.#source.close();
    this.#isClosed = true;
  }

  #told(): number {
    const { counters } = this.#board;
    return counters[APPLIED] + counters[DROPPED] + counters[TRADES] + counters[QUOTES];
  }

  /** What a duty cycle of the ingest agent does, and the follower's part. */
  async #turn(): Promise<void> {
    for (let records = 0;; records++) {
      if (this.#writer.room(PUBLISH_BATCH) < PUBLISH_BATCH) break;
      if (this.#source.peek() === PEEK_INPUT) {
        this.#drain();
        if (records === 0) await this.#source.fill();
        return;
      }
      this.#source.emit(this.#writer);
      if (this.#writer.unpublished >= PUBLISH_BATCH) break;
    }
    this.#drain();
  }

  #drain(): void {
    const follower = this.#follower;
    do {
      this.#writer.publish(0);
      const count = follower.available();
      for (let i = 0; i < count; i++) this.#look(follower.at(i));
      if (count > 0) follower.advance(count);
    } while (this.#writer.flush() > 0);
  }

  #look(at: number): void {
    const { words, doubles } = this.#follower;
    const kind = words[at + wire.AT_KIND];
    switch (wire.kindOf(kind)) {
      case wire.MESSAGE_LEVEL:
        if ((wire.flagsOf(kind) & wire.FLAG_SNAPSHOT) !== 0) return;
        this.#sum[0] += words[at + wire.AT_PRICE] + doubles[(at >> 1) + wire.AT_QTY];
        return;
      case wire.MESSAGE_TRADE:
        this.#sum[0] += words[at + wire.AT_PRICE] + doubles[(at >> 1) + wire.AT_QTY];
        return;
      case wire.MESSAGE_QUOTE:
        this.#sum[0] += words[at + wire.AT_BID] + words[at + wire.AT_ASK];
    }
  }
}
