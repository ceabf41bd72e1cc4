/**
 * Live venues as a source. What sockets and requests bring is put in line as the records of a session
 * capture, in order of receipt, and goes through the same decoders; so whatever is recorded here
 * replays to the same messages.
 *
 * ```text
 *   sockets ── frames in place ──╮
 *   requests ── answers ─────────┼─▶ peek ─▶ emit ─▶ decoders ─▶ market ring
 *   nothing for a while ── tick ─╯             ╰─▶ raw capture
 * ```
 *
 * Frames stay in the buffer that their socket was read into until they are decoded; a socket is read
 * on when its frames are used up. So a pipeline that is behind slows the venue down, not the memory.
 *
 * Hot path: a frame allocates nothing here.
 */
import { WallClock } from "../../base/clock.ts";
import { assert } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import { NANOS_PER_MILLI } from "../../base/units.ts";
import { FLAG_LAST, STATUS_TICK } from "../../wire/market.ts";
import { CaptureWriter } from "../captures/capture_writer.ts";
import { markStale } from "../mark_stale.ts";
import type { MarketWriter } from "../market_writer.ts";
import {
  type MarketSource,
  PEEK_END,
  PEEK_INPUT,
  PEEK_RECORD,
  type PeekOutcome,
  type SourceContext,
} from "../source.ts";
import { FeedCounters } from "./feed_counters.ts";
import type { FeedLink } from "./feed_link.ts";
import type { ColdRecord, FeedServices } from "./feed_services.ts";
import { checkLiveInput, DEFAULT_TICK_MILLIS, type LiveInput } from "./live_input.ts";
import { LIVE_VENUES } from "./live_venues.ts";
import { createRateBudgets } from "./rate_budget.ts";
import { VenueFeed } from "./venue_feed.ts";

/** How often feeds are looked after. */
const SWEEP_MILLIS = 50;
/** instrumentId of messages that concern the whole session. */
const NO_INSTRUMENT = -1;

const NEXT_NONE = 0;
const NEXT_FRAME = 1;
const NEXT_COLD = 2;
const NEXT_TICK = 3;

export interface LiveSourceOptions {
  /** Shared with all who ask the same venues; default: its own. */
  readonly budgets?: SharedArrayBuffer | undefined;
  /** Other times of receipt than the clock's: for a recorded session that is played through sockets. */
  readonly retime?: Retime | undefined;
  /** When such a session began, ms since 1970. */
  readonly openedMillis?: number | undefined;
}

/**
 * Called once a record, in order, except for ticks.
 * @param record a frame, the answer to a request for a book, or anything else
 * @returns its time of receipt, ns since the epoch
 */
export type Retime = (record: "frame" | "book" | "other", epochMillis: number) => number;

export class LiveSource implements MarketSource {
  readonly name: string;
  readonly #input: LiveInput;
  readonly #options: LiveSourceOptions;
  readonly #clock = new WallClock();
  readonly #tickNanos: number;
  #feeds: readonly VenueFeed[] = [];
  #context: SourceContext | undefined;
  #counters = new FeedCounters(new Float64Array(64));
  #raw: CaptureWriter | undefined;
  #openedMillis = 0;
  #epochMillis = 0;
  readonly #cold: ColdRecord[] = [];
  readonly #coldStamps: number[] = [];
  #links: FeedLink[] = [];
  #next = NEXT_NONE;
  #nextLink: FeedLink | undefined;
  /** Times: newest stamp, head, newest record. An array, so that none is boxed. */
  readonly #times = new Float64Array(3);
  #sweptMillis = 0;
  /** When the session ends by itself; 0 = it has not begun. */
  #endMillis = 0;
  #isOver = false;
  /** The raw capture's failure was reported. */
  #rawFailed = false;
  #wake: () => void = () => {};

  /** @throws UserError when the input cannot be used */
  constructor(input: LiveInput, options: LiveSourceOptions = {}) {
    checkLiveInput(input);
    this.#input = input;
    this.#options = options;
    this.#tickNanos = (input.tickMillis ?? DEFAULT_TICK_MILLIS) * NANOS_PER_MILLI;
    this.name = input.venues.map(({ venue, symbols }) => `${venue} ${symbols.join(" ")}`).join(
      ", ",
    );
  }

  async open(): Promise<number> {
    const { rawPath } = this.#input;
    if (rawPath !== undefined) this.#raw = await CaptureWriter.open(rawPath);
    this.#openedMillis = Math.floor(this.#options.openedMillis ?? this.#clock.nowMillis());
    return this.#openedMillis;
  }

  start(context: SourceContext): void {
    const { budgets = createRateBudgets() } = this.#options;
    const { seed = Math.floor(this.#clock.nowMillis()) } = this.#input;
    this.#context = context;
    this.#epochMillis = context.epochMillis;
    this.#counters = context.feedCounters ?? this.#counters;
    const services: FeedServices = {
      context,
      counters: this.#counters,
      random: new Prng(seed),
      budgets,
      nowMillis: () => this.#clock.nowMillis(),
      stamp: () => this.#stamp(),
      push: (record) => {
        this.#cold.push(record);
        this.#coldStamps.push(this.#stamp());
        this.#wake();
      },
      wake: () => this.#wake(),
    };
    this.#feeds = this.#input.venues.map((venue) =>
      new VenueFeed(venue, services, () => `${venue.venue} at ${this.#headText()}`)
    );
    this.#writeHeader();
    // Instruments are there already when a worker starts again: their books are of before.
    if (context.instruments.list().length > 0) services.push({ kind: "restart" });
    this.#times[2] = this.#stamp();
    this.#sweep(this.#clock.nowMillis());
  }

  peek(): PeekOutcome {
    if (this.#next !== NEXT_NONE) return PEEK_RECORD;
    if (this.#isOver) return PEEK_END;
    if (this.#endMillis === 0) {
      this.#endMillis = this.#clock.nowMillis() + (this.#input.durationMillis ?? Infinity);
    }
    let earliest = Infinity;
    if (this.#cold.length > 0) {
      earliest = this.#coldStamps[0];
      this.#next = NEXT_COLD;
    }
    const links = this.#links;
    for (let i = 0; i < links.length; i++) {
      if (!(links[i].stampNanos < earliest) || !links[i].peek()) continue;
      earliest = links[i].stampNanos;
      this.#nextLink = links[i];
      this.#next = NEXT_FRAME;
    }
    if (this.#next === NEXT_NONE) {
      const nowNanos = this.#clock.nanosSince(this.#epochMillis);
      if (nowNanos - this.#times[2] < this.#tickNanos) return PEEK_INPUT;
      earliest = this.#stamp();
      this.#next = NEXT_TICK;
    }
    this.#times[2] = earliest;
    const { retime } = this.#options;
    this.#times[1] = retime === undefined || this.#next === NEXT_TICK
      ? earliest
      : retime(this.#nextKind(), this.#epochMillis);
    return PEEK_RECORD;
  }

  #nextKind(): "frame" | "book" | "other" {
    if (this.#next === NEXT_FRAME) return "frame";
    const [record] = this.#cold;
    return record.kind === "http" && record.symbol !== undefined ? "book" : "other";
  }

  get headNanos(): number {
    return this.#times[1];
  }

  emit(writer: MarketWriter): void {
    const next = this.#next;
    this.#next = NEXT_NONE;
    if (next === NEXT_FRAME) this.#emitFrame(this.#nextLink!, writer);
    else if (next === NEXT_COLD) this.#emitCold(writer);
    else this.#emitTick(writer);
  }

  async fill(): Promise<void> {
    const waitsForDisk = this.#raw?.room();
    if (waitsForDisk !== undefined) await waitsForDisk;
    const nowMillis = this.#clock.nowMillis();
    if (nowMillis - this.#sweptMillis >= SWEEP_MILLIS) this.#sweep(nowMillis);
    for (let i = 0; i < this.#links.length; i++) {
      if (this.#links[i].readOn()) return;
    }
    if (this.#isOver || this.#cold.length > 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, this.#pauseMillis());
    });
    clearTimeout(timer);
  }

  /** A live source does not know how long it will go on. */
  get progress(): number {
    return this.#isOver ? 1 : 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.#feeds.map((feed) => feed.close()));
    await this.#raw?.close();
    this.#raw = undefined;
  }

  #emitFrame(link: FeedLink, writer: MarketWriter): void {
    const { bytes, from, to } = link;
    const recvNanos = this.#times[1];
    this.#context!.counters.record();
    this.#raw?.frame(link.nameBytes, recvNanos, bytes, from, to);
    link.decoder!.decode(bytes, from, to, recvNanos, writer);
    link.consume();
    const { exchNanos } = writer;
    if (writer.recvNanos === recvNanos && exchNanos !== recvNanos) {
      this.#counters.latency(recvNanos - exchNanos);
    }
  }

  #emitCold(writer: MarketWriter): void {
    const record = this.#cold.shift()!;
    this.#coldStamps.shift();
    const nanos = this.#times[1];
    switch (record.kind) {
      case "http": {
        const { feed, url, body, symbol } = record;
        this.#context!.counters.record();
        this.#raw?.line("http", nanos, {
          conn: `${feed.exchange}.http`,
          url,
          data: new TextDecoder().decode(body),
        });
        feed.venue.learn(url, new TextDecoder().decode(body));
        if (symbol === undefined) return this.#context!.counters.ignored();
        feed.venue.decodeBook(symbol, body, nanos, writer);
        return feed.bookDecoded(symbol);
      }
      case "restart":
        this.#raw?.line("restart", nanos, {});
        return markStale(this.#context!.instruments, this.#codes(), nanos, writer);
      case "connect": {
        const { link, isHandover } = record;
        const { venue } = this.#feedOf(link);
        const { name: conn, url: addr, symbols } = link;
        this.#raw?.line("connect", nanos, { conn, addr, symbols, handover: isHandover });
        venue.connected(conn, nanos, writer, isHandover);
        link.decoder = venue.connection(conn);
        return;
      }
      case "disconnect": {
        const { name: conn, symbols, reason } = record.link;
        this.#raw?.line("disconnect", nanos, { conn, symbols, reason });
        return this.#feedOf(record.link).venue.disconnected(conn, symbols, nanos, writer);
      }
      case "close": {
        const { name: conn } = record.link;
        this.#raw?.line("close", nanos, { conn });
        return this.#feedOf(record.link).venue.closed(conn, nanos, writer);
      }
      case "send":
        this.#raw?.line("send", nanos, { conn: record.link.name, data: record.text });
    }
  }

  #emitTick(writer: MarketWriter): void {
    const nanos = this.#times[1];
    this.#counters.tick();
    this.#raw?.line("tick", nanos, {});
    writer.begin(NO_INSTRUMENT, nanos, nanos, 0);
    writer.status(STATUS_TICK, 0, 0, FLAG_LAST);
  }

  /** VENUE_* of all feeds. */
  #codes(): ReadonlySet<number> {
    return new Set(this.#input.venues.map(({ venue }) => LIVE_VENUES[venue].code));
  }

  #writeHeader(): void {
    if (this.#raw === undefined) return;
    this.#raw.epochMillis = this.#epochMillis;
    if (!this.#raw.isNew) return;
    const venues = this.#input.venues.map(({ venue, restUrl, wsUrl, symbols }) => ({
      exchange: LIVE_VENUES[venue].exchange,
      restUrl,
      wsUrl,
      symbols,
    }));
    this.#raw.line("header", undefined, {
      format: 2,
      exchange: venues[0].exchange,
      recorded: this.#openedMillis / 1_000,
      recordedBy: "millrace",
      venues,
    });
  }

  #feedOf({ name }: FeedLink): VenueFeed {
    const exchange = name.slice(0, name.indexOf("."));
    const feed = this.#feeds.find((each) => each.exchange === exchange);
    assert(feed !== undefined, "a connection belongs to a feed");
    return feed;
  }

  #sweep(nowMillis: number): void {
    this.#sweptMillis = nowMillis;
    // Counted from when the stages behind were ready, not from when they began to load.
    this.#isOver ||= this.#endMillis > 0 && nowMillis >= this.#endMillis;
    let stale = 0;
    let furthest = this.#feeds[0].clock;
    const links: FeedLink[] = [];
    for (const feed of this.#feeds) {
      feed.sweep(nowMillis);
      feed.addLinks(links);
      stale += feed.stale;
      if (Math.abs(feed.clock.offsetMillis) > Math.abs(furthest.offsetMillis)) {
        furthest = feed.clock;
      }
    }
    this.#links = links;
    this.#counters.standing(links.filter(({ isOpen }) => isOpen).length, stale);
    this.#counters.clock(furthest.offsetMillis, furthest.roundTripMillis);
    this.#raw?.flush();
    if (this.#raw?.failure !== undefined && !this.#rawFailed) {
      this.#rawFailed = true;
      this.#context!.problems.report("raw capture", this.name, this.#raw.failure);
    }
  }

  /** A time of receipt that no other record has. */
  #stamp(): number {
    const nanos = Math.max(this.#clock.nanosSince(this.#epochMillis), this.#times[0] + 1);
    this.#times[0] = nanos;
    return nanos;
  }

  /** Until the next tick or the next sweep. */
  #pauseMillis(): number {
    const sinceNanos = this.#clock.nanosSince(this.#epochMillis) - this.#times[2];
    const tickMillis = (this.#tickNanos - sinceNanos) / NANOS_PER_MILLI;
    return Math.min(SWEEP_MILLIS, Math.max(1, tickMillis));
  }

  #headText(): string {
    return `${(this.#times[1] / 1e9).toFixed(3)} s`;
  }
}
