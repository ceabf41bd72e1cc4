/**
 * The first stage: pulls records from a source, at the wanted speed, and writes them to the market
 * ring as fast as those behind it make room.
 */
import type { Clock } from "../base/clock.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { PUBLISH_BATCH } from "../base/limits.ts";
import type { Agent } from "../agent/agent.ts";
import type { RingProducer } from "../ring/producer.ts";
import type { RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import { FLAG_LAST, STATUS_END } from "../wire/market.ts";
import { IngestCounters } from "./ingest_counters.ts";
import type { Instrument, InstrumentRegistry } from "./instruments.ts";
import { FeedCounters } from "./live/feed_counters.ts";
import { MarketWriter } from "./market_writer.ts";
import { Pacer } from "./pacer.ts";
import { type Problem, ProblemLog } from "./problems.ts";
import { type MarketSource, PEEK_END, PEEK_INPUT } from "./source.ts";

const MESSAGES = counterIndex("ingest", "messages");
const PROGRESS = counterIndex("ingest", "progress");
const DAY_MILLIS = 86_400_000;
/** instrumentId of messages that concern the whole session. */
const NO_INSTRUMENT = -1;

export interface IngestOptions {
  readonly source: MarketSource;
  readonly instruments: InstrumentRegistry;
  readonly market: RingProducer;
  readonly board: RoleBoard<"ingest">;
  readonly clock: Clock;
  /** Recording seconds per second, or SPEED_MAX. */
  readonly speed: number;
  /** Whether somebody wants the input to be taken for ended. */
  readonly isEnding?: () => boolean;
}

/** What ingest tells when the run is over. */
export interface IngestReport {
  readonly source: string;
  readonly epochMillis: number;
  readonly instruments: readonly Instrument[];
  /** Session clock at the first duty cycle: all stages were running. */
  readonly startedNanos: number;
  /** Time of receipt of the last record minus that of the first. */
  readonly coveredNanos: number;
  readonly problems: readonly Problem[];
  /** The input ended before its time: what went wrong. */
  readonly failure: string | undefined;
}

export class IngestAgent implements Agent {
  readonly role = "ingest";
  readonly #options: IngestOptions;
  readonly #source: MarketSource;
  readonly #writer: MarketWriter;
  readonly #pacer: Pacer;
  readonly #problems = new ProblemLog();
  /** Receipt times of the first and the newest record: an array, so that none is boxed. */
  readonly #covered = new Float64Array(2);
  #records = 0;
  #epochMillis = 0;
  #startedNanos = 0;
  #ended = false;
  #done = false;
  #failure: string | undefined;
  /** Messages published before by a stage that this one takes over from. */
  readonly #before: number;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#before = options.board.counters[MESSAGES];
    this.#source = options.source;
    this.#writer = new MarketWriter(options.market);
    this.#pacer = new Pacer(options.speed);
  }

  async onStart(): Promise<void> {
    const firstMillis = await this.#source.open();
    // Who takes over from a stage that died goes on in its epoch, also after midnight.
    const { market } = this.#options;
    if (market.epochMillis === 0) {
      market.epochMillis = Math.floor(firstMillis / DAY_MILLIS) * DAY_MILLIS;
    }
    this.#epochMillis = market.epochMillis;
    this.#source.start({
      epochMillis: this.#epochMillis,
      instruments: this.#options.instruments,
      problems: this.#problems,
      counters: new IngestCounters(this.#options.board.counters),
      feedCounters: new FeedCounters(this.#options.board.counters),
    });
  }

  get done(): boolean {
    return this.#done;
  }

  get sleepMillis(): number {
    return this.#pacer.waitMillis > 0 ? this.#pacer.waitMillis : Number.POSITIVE_INFINITY;
  }

  doWork(nowNanos: number): number | Promise<number> {
    if (this.#startedNanos === 0) this.#startedNanos = nowNanos;
    const flushed = this.#writer.flush();
    if (flushed > 0) {
      this.#publish();
      return flushed;
    }
    let records = 0;
    while (!this.#ended && this.#writer.room(PUBLISH_BATCH) >= PUBLISH_BATCH) {
      const outcome = this.#options.isEnding?.() ? PEEK_END : this.#source.peek();
      if (outcome === PEEK_INPUT) {
        // In one thread with the stages behind, those have their turn before anything is waited for.
        if (records > 0) break;
        this.#publish();
        return this.#fill();
      }
      if (outcome === PEEK_END) {
        this.#end();
        records++;
        break;
      }
      if (!this.#pacer.due(this.#source.headNanos, nowNanos)) break;
      this.#covered[this.#records === 0 ? 0 : 1] = this.#source.headNanos;
      this.#source.emit(this.#writer);
      this.#records++;
      records++;
      if (this.#writer.unpublished >= PUBLISH_BATCH) break;
    }
    this.#publish();
    if (this.#ended && this.#writer.room(1) > 0) this.#finish();
    return records;
  }

  async onClose(): Promise<void> {
    await this.#source.close();
  }

  report(): IngestReport {
    return {
      source: this.#source.name,
      epochMillis: this.#epochMillis,
      instruments: this.#options.instruments.list(),
      startedNanos: this.#startedNanos,
      coveredNanos: this.#records < 2 ? 0 : this.#covered[1] - this.#covered[0],
      problems: [...this.#problems.list(), ...this.#missingSymbols()],
      failure: this.#failure,
    };
  }

  /** Asking for a symbol that is not there is a mistake worth naming, once the input has ended. */
  #missingSymbols(): Problem[] {
    const { instruments } = this.#options;
    if (!this.#ended) return [];
    const there = [...instruments.list().map(({ symbol }) => symbol), ...instruments.passedOver()];
    return instruments.missing().map((symbol) => ({
      isNote: false,
      where: this.#source.name,
      text: `there is no ${symbol}; there is ${there.join(", ") || "no instrument at all"}`,
      count: 1,
    }));
  }

  /** Damage found while reading ends the input there; what came before stays valid. */
  async #fill(): Promise<number> {
    try {
      await this.#source.fill();
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      this.#failure = messageOf(thrown);
      this.#end();
    }
    return 1;
  }

  #end(): void {
    this.#ended = true;
    this.#writer.begin(NO_INSTRUMENT, 0, 0, 0);
    this.#writer.status(STATUS_END, 0, 0, FLAG_LAST);
  }

  #finish(): void {
    this.#writer.close();
    this.#done = true;
  }

  #publish(): void {
    const { board, clock } = this.#options;
    board.counters[PROGRESS] = this.#source.progress;
    if (this.#writer.unpublished === 0) return;
    this.#writer.publish(clock.nowNanos());
    this.#writer.storeHash(board.words, board.hashAt);
    board.counters[MESSAGES] = this.#before + this.#writer.published;
  }
}
