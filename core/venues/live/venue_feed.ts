/**
 * The feed of one venue: learns what is traded, spreads the symbols over connections, keeps their
 * books known and the venue's clock measured. It puts records in line and decodes nothing.
 *
 * ```text
 *   listing ─▶ shards ─▶ connections ─▶ frames ────────╮
 *                 ╰─ book keeper ─▶ depth snapshots ───┴─▶ records, by time of receipt
 *   clock ─▶ offset
 * ```
 */
import { messageOf } from "../../base/errors.ts";
import { type CaptureVenue, createCaptureVenue } from "../captures/capture_venue.ts";
import { Backoff } from "./backoff.ts";
import { BookKeeper } from "./book_keeper.ts";
import { ClockOffset } from "./clock_offset.ts";
import { FeedLink } from "./feed_link.ts";
import type { FeedServices } from "./feed_services.ts";
import { FeedShard } from "./feed_shard.ts";
import { DEFAULT_LIMITS, type FeedLimits, type LiveVenueInput } from "./live_input.ts";
import { LIVE_VENUES } from "./live_venues.ts";
import { RateBudget } from "./rate_budget.ts";
import { type Answer, RequestFailed, RestClient } from "./rest_client.ts";
import { PROTOCOLS, type VenueProtocol } from "./venue_protocol.ts";

/** The first answers about time come in quick succession. */
const FIRST_CLOCK_ANSWERS = 3;
const FIRST_CLOCK_MILLIS = 1_000;
/** A clock that is further off than this is worth a word. */
const LARGE_OFFSET_MILLIS = 1_000;

export class VenueFeed {
  readonly name: string;
  /** In captures: "BINANCE". */
  readonly exchange: string;
  readonly venue: CaptureVenue;
  readonly clock = new ClockOffset();
  readonly #input: LiveVenueInput;
  readonly #services: FeedServices;
  readonly #protocol: VenueProtocol;
  readonly #limits: FeedLimits;
  readonly #rest: RestClient;
  readonly #books: BookKeeper;
  readonly #ending = new AbortController();
  readonly #listingBackoff: Backoff;
  #shards: readonly FeedShard[] = [];
  #listing: "wanted" | "under way" | "known" = "wanted";
  #listingDueMillis = 0;
  #clockDueMillis = 0;
  #clockAnswers = 0;
  #links = 0;
  #limited = 0;

  /** @param place where the current record is, for messages */
  constructor(input: LiveVenueInput, services: FeedServices, place: () => string) {
    const { venue, restUrl, caCerts } = input;
    const { exchange, code } = LIVE_VENUES[venue];
    const protocol = PROTOCOLS[venue];
    const limits = { ...DEFAULT_LIMITS, ...protocol.limits, ...input.limits };
    const { context, nowMillis, random } = services;
    this.name = venue;
    this.exchange = exchange;
    this.venue = createCaptureVenue(exchange, { context, sourceName: venue, place });
    this.#input = input;
    this.#services = services;
    this.#protocol = protocol;
    this.#limits = limits;
    this.#listingBackoff = new Backoff(limits.firstBackoffMillis, limits.maxBackoffMillis, random);
    this.#rest = new RestClient({
      restUrl,
      limits,
      budget: new RateBudget(services.budgets, code, limits.weightPerMinute),
      nowMillis,
      caCerts,
      signal: this.#ending.signal,
    });
    this.#books = new BookKeeper({
      name: venue,
      venue: this.venue,
      protocol,
      rest: this.#rest,
      limits,
      renewal: (symbol) => protocol.renewal([symbol], input),
      push: (url, body, symbol) => services.push({ kind: "http", feed: this, url, body, symbol }),
    }, services);
  }

  /** Symbols without a known book. */
  get stale(): number {
    return this.#listing === "known" ? this.#books.stale : this.#input.symbols.length;
  }

  addLinks(to: FeedLink[]): void {
    for (const shard of this.#shards) shard.addLinks(to);
  }

  /** Does whatever is due. */
  sweep(nowMillis: number): void {
    if (this.#listing === "wanted" && nowMillis >= this.#listingDueMillis) this.#list(nowMillis);
    if (nowMillis >= this.#clockDueMillis) this.#askTime(nowMillis);
    this.#books.stale = 0;
    for (const shard of this.#shards) {
      shard.sweep(nowMillis);
      this.#books.sweep(shard.symbols, shard.openLink, nowMillis);
    }
    for (; this.#limited < this.#rest.limited; this.#limited++) {
      this.#services.counters.rateLimited();
    }
  }

  /** A depth snapshot was decoded. */
  bookDecoded(symbol: string): void {
    this.#books.decoded(symbol);
  }

  async close(): Promise<void> {
    this.#ending.abort(new Error("the session ended"));
    await Promise.all(this.#shards.map((shard) => shard.close()));
    this.#rest.close();
  }

  async #list(nowMillis: number): Promise<void> {
    const requests = this.#protocol.listings(this.#input.symbols);
    const waitMillis = this.#rest.pay(requests[0]);
    if (waitMillis > 0) {
      this.#listingDueMillis = nowMillis + waitMillis;
      return;
    }
    this.#listing = "under way";
    try {
      this.#begin(await this.#firstAnswer(requests));
    } catch (thrown) {
      this.#listing = "wanted";
      this.#listingDueMillis = this.#services.nowMillis() + this.#listingBackoff.next();
      this.#requestFailed("what is traded", thrown);
    }
    this.#services.wake();
  }

  /** The first request's answer; where the venue refuses it for what it asks, the next one's. */
  async #firstAnswer(requests: ReturnType<VenueProtocol["listings"]>): Promise<Answer> {
    for (let i = 0;; i++) {
      this.#services.counters.request();
      try {
        return await this.#rest.ask(requests[i]);
      } catch (thrown) {
        const isRefused = thrown instanceof RequestFailed && thrown.status === 400;
        if (!isRefused || i + 1 === requests.length) throw thrown;
        this.#rest.pay(requests[i + 1]);
      }
    }
  }

  /** What is traded is known: the rest can begin. */
  #begin({ url, body, fields }: Answer): void {
    const listed = this.#protocol.listed(fields);
    const upper = new Map([...listed].map((symbol) => [symbol.toUpperCase(), symbol]));
    const symbols: string[] = [];
    for (const wanted of new Set(this.#input.symbols.map((symbol) => symbol.toUpperCase()))) {
      const symbol = upper.get(wanted);
      if (symbol !== undefined) symbols.push(symbol);
      else {
        this.#services.context.problems.report(
          `${this.name}: no ${wanted}`,
          this.name,
          `${wanted} is not traded there; the other symbols are read`,
        );
      }
    }
    this.#services.push({ kind: "http", feed: this, url, body, symbol: undefined });
    const { symbolsPerConnection } = this.#limits;
    const shards: FeedShard[] = [];
    for (let i = 0; i < symbols.length; i += symbolsPerConnection) {
      shards.push(this.#newShard(symbols.slice(i, i + symbolsPerConnection)));
    }
    this.#shards = shards;
    this.#listing = "known";
  }

  #newShard(symbols: readonly string[]): FeedShard {
    return new FeedShard({
      venue: this.name,
      symbols,
      limits: this.#limits,
      newLink: (all, isHandover) =>
        new FeedLink({
          name: `${this.exchange}.ws.${++this.#links}`,
          wsUrl: this.#input.wsUrl,
          symbols: all,
          subscription: this.#protocol.subscription(all, this.#input),
          limits: this.#limits,
          isHandover,
          caCerts: this.#input.caCerts,
        }, this.#services),
    }, this.#services);
  }

  #askTime(nowMillis: number): void {
    const waitMillis = this.#rest.pay(this.#protocol.time);
    this.#clockDueMillis = nowMillis + (waitMillis > 0 ? waitMillis : this.#clockPause());
    if (waitMillis > 0) return;
    this.#services.counters.request();
    this.#rest.ask(this.#protocol.time).then(
      ({ fields, sentMillis, receivedMillis }) => {
        const venueMillis = this.#protocol.timeOf(fields);
        if (Number.isNaN(venueMillis)) {
          throw new RequestFailed("an answer without a time");
        }
        this.#clockAnswers++;
        this.clock.add(sentMillis, venueMillis, receivedMillis);
        this.#noteOffset();
      },
    ).catch((thrown) => this.#requestFailed("the time", thrown));
  }

  #clockPause(): number {
    return this.#clockAnswers < FIRST_CLOCK_ANSWERS
      ? Math.min(FIRST_CLOCK_MILLIS, this.#limits.clockMillis)
      : this.#limits.clockMillis;
  }

  #noteOffset(): void {
    const { offsetMillis } = this.clock;
    if (Math.abs(offsetMillis) < LARGE_OFFSET_MILLIS) return;
    const seconds = Math.abs(offsetMillis / 1_000).toFixed(1);
    const side = offsetMillis > 0 ? "behind" : "ahead of";
    this.#services.context.problems.note(
      `${this.name}: clock`,
      this.name,
      `this machine's clock is ${seconds} s ${side} the venue's`,
    );
  }

  #requestFailed(noun: string, thrown: unknown): void {
    if (this.#ending.signal.aborted) return;
    const text = messageOf(thrown);
    this.#services.counters.requestFailed();
    this.#services.context.problems.note(
      `${this.name}: ${noun} ${text.replace(/[\d.]+/g, "#")}`,
      this.name,
      `${new URL(this.#input.restUrl).host} did not say ${noun}: ${text}; it is asked again`,
    );
  }
}
