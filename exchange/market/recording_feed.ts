/**
 * Plays a recording into markets, at its own pace times a factor. What comes before every book has two
 * sides goes by at once, so that an exchange opens with books that can be traded in; which instruments
 * there are is known by then too.
 *
 * ```text
 *   source ─▶ pacer ─▶ market ring ─▶ RecordedMarket, one a venue and instrument
 * ```
 */
import { Clock, wallMillis } from "../../core/base/clock.ts";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { MARKET_RING_SLOTS, MARKET_SLOT_BYTES, PUBLISH_BATCH } from "../../core/base/limits.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { createRing } from "../../core/ring/layout.ts";
import { RingProducer } from "../../core/ring/producer.ts";
import type { FileInput } from "../../core/supervisor/job.ts";
import { instrumentsOf, openSource } from "../../core/supervisor/open_source.ts";
import { Board } from "../../core/telemetry/board.ts";
import { IngestCounters } from "../../core/venues/ingest_counters.ts";
import { type Instrument, InstrumentRegistry } from "../../core/venues/instruments.ts";
import { MarketWriter } from "../../core/venues/market_writer.ts";
import { Pacer } from "../../core/venues/pacer.ts";
import { ProblemLog } from "../../core/venues/problems.ts";
import { type MarketSource, PEEK_END, PEEK_INPUT } from "../../core/venues/source.ts";
import { AT_INSTRUMENT, AT_KIND, kindOf, MESSAGE_INSTRUMENT } from "../../core/wire/market.ts";
import type { VenueName } from "../listing/listing.ts";
import { listingOfRecorded } from "../listing/recorded_listing.ts";
import type { MarketDriver } from "./market_driver.ts";
import { RecordedMarket } from "./recorded_market.ts";

const DAY_MILLIS = 86_400_000;
/** Of messages, when no book comes to have two sides. */
const LONGEST_WARMUP = 2_000_000;
/** Instruments that nobody has named are looked for in so many messages. */
const SHORTEST_WARMUP = 2_000;

export interface RecordingOptions {
  readonly input: FileInput;
  /** Recording seconds a second. */
  readonly speed: number;
  readonly accounts: number;
}

export class RecordingFeed implements MarketDriver {
  readonly #options: RecordingOptions;
  readonly #source: MarketSource;
  readonly #instruments: InstrumentRegistry;
  readonly #writer: MarketWriter;
  readonly #follower: RingFollower;
  #pacer: Pacer;
  readonly #clock = new Clock();
  readonly #byId = new Map<number, RecordedMarket[]>();
  /** By venue, in order of definition. */
  readonly #listed = new Map<string, RecordedMarket>();
  #isWarm = false;
  #isFilling = false;
  #isEnded = false;
  #messages = 0;
  #offsetMillis = 0;
  #isPaused = false;

  private constructor(options: RecordingOptions, source: MarketSource) {
    const ring = createRing({
      slotBytes: MARKET_SLOT_BYTES,
      capacity: MARKET_RING_SLOTS,
      followers: 1,
      stamped: true,
    });
    this.#options = options;
    this.#source = source;
    this.#instruments = instrumentsOf(options.input);
    this.#writer = new MarketWriter(new RingProducer(ring, { gating: [0] }));
    this.#follower = new RingFollower(ring, { index: 0 });
    this.#pacer = new Pacer(options.speed);
  }

  /** @throws UserError when the recording cannot be used, or holds nothing to trade in */
  static async open(options: RecordingOptions): Promise<RecordingFeed> {
    const source = await openSource(options.input);
    const feed = new RecordingFeed(options, source);
    try {
      await feed.#warmUp();
    } catch (thrown) {
      await source.close();
      throw thrown;
    }
    return feed;
  }

  get markets(): readonly RecordedMarket[] {
    return [...this.#listed.values()];
  }

  /** Messages so far. */
  get events(): number {
    return this.#messages;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** A recording goes on where it stopped, without making up for the time. */
  set isPaused(isPaused: boolean) {
    if (this.#isPaused && !isPaused) this.#pacer = new Pacer(this.#options.speed);
    this.#isPaused = isPaused;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /**
   * Plays what is due.
   * @param isLate asked now and then: true ends the turn
   */
  play(_nowMillis: number, offsetMillis: number, isLate: () => boolean): void {
    if (this.isPaused) return;
    this.#offsetMillis = offsetMillis;
    const nowNanos = this.#clock.nowNanos();
    while (!this.#isEnded && !this.#isFilling && this.#next(nowNanos)) {
      this.#drain();
      if (isLate()) break;
    }
  }

  close(): Promise<void> {
    this.#isEnded = true;
    return this.#source.close();
  }

  async #warmUp(): Promise<void> {
    const firstMillis = await this.#source.open();
    this.#source.start({
      epochMillis: Math.floor(firstMillis / DAY_MILLIS) * DAY_MILLIS,
      instruments: this.#instruments,
      problems: new ProblemLog(),
      counters: new IngestCounters(new Board().role("ingest").counters),
    });
    while (!this.#isEnded && !this.#isReady()) {
      if (this.#next(0)) this.#drain();
      else await this.#source.fill();
    }
    if (!this.markets.some(hasTwoSides)) {
      throw new UserError(
        `${this.#source.name}: no book in it has two sides, so nothing can be traded`,
      );
    }
    this.#isWarm = true;
  }

  #isReady(): boolean {
    const { symbols } = this.#options.input;
    const isComplete = symbols === undefined
      ? this.#messages >= SHORTEST_WARMUP
      : this.#instruments.missing().length === 0;
    if (this.#messages >= LONGEST_WARMUP) return true;
    return isComplete && this.#listed.size > 0 && this.markets.every(hasTwoSides);
  }

  /** Moves up to a batch of records into the ring. @returns false when there is nothing to do now */
  #next(nowNanos: number): boolean {
    const writer = this.#writer;
    let records = writer.flush();
    while (writer.room(PUBLISH_BATCH) >= PUBLISH_BATCH && writer.unpublished < PUBLISH_BATCH) {
      const outcome = this.#source.peek();
      if (outcome === PEEK_END) {
        this.#isEnded = true;
        break;
      }
      if (outcome === PEEK_INPUT) {
        if (records === 0 && this.#isWarm) void this.#fill();
        break;
      }
      if (this.#isWarm && !this.#pacer.due(this.#source.headNanos, nowNanos)) break;
      this.#source.emit(writer);
      records++;
    }
    if (writer.unpublished > 0) writer.publish(nowNanos);
    return records > 0;
  }

  async #fill(): Promise<void> {
    this.#isFilling = true;
    try {
      await this.#source.fill();
    } catch (thrown) {
      // What came before a damage was played; the market stands still from here on.
      console.error(`exchange: ${this.#source.name}: ${messageOf(thrown)}`);
      this.#isEnded = true;
    } finally {
      this.#isFilling = false;
    }
  }

  #drain(): void {
    const follower = this.#follower;
    const { words, doubles } = follower;
    const nowMillis = wallMillis() + this.#offsetMillis;
    for (let count = follower.available(); count > 0; count = follower.available()) {
      for (let i = 0; i < count; i++) {
        const at = follower.at(i);
        const id = words[at + AT_INSTRUMENT];
        if (kindOf(words[at + AT_KIND]) === MESSAGE_INSTRUMENT) this.#define(id);
        const markets = this.#byId.get(id);
        if (markets === undefined) continue;
        for (const market of markets) market.onMarket(words, doubles, at, nowMillis);
      }
      this.#messages += count;
      follower.advance(count);
    }
  }

  /** Lists an instrument; one that changes its scale on the way stands still from then on. */
  #define(id: number): void {
    const instrument = this.#instruments.list().find((known) => known.id === id);
    if (instrument === undefined) return;
    if (this.#byId.has(id)) {
      const [market] = this.#byId.get(id)!;
      if (market !== undefined && !market.hasScale(instrument.scale)) this.#byId.set(id, []);
      return;
    }
    const markets = this.#isWarm
      ? []
      : (["spot", "usdm"] as const).flatMap((venue) => this.#list(instrument, venue));
    this.#byId.set(id, markets);
  }

  /** A symbol is listed once a venue, whichever recording says it first. */
  #list(instrument: Instrument, venue: VenueName): RecordedMarket[] {
    const listing = listingOfRecorded(instrument, venue);
    const key = `${venue} ${listing.symbol}`;
    if (this.#listed.has(key)) return [];
    const { accounts } = this.#options;
    const market = new RecordedMarket(listing, instrument, accounts, wallMillis());
    this.#listed.set(key, market);
    return [market];
  }
}

function hasTwoSides({ book: { bids, asks } }: RecordedMarket): boolean {
  return !bids.isEmpty && !asks.isEmpty;
}
