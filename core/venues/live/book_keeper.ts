/**
 * Sees to it that every symbol of a feed has a known book: asks for it when a connection is new and
 * after every loss, again and again with growing pauses, and slowly once that has failed too often.
 * Where books come through the socket, the venue is told to send them anew.
 */
import { messageOf } from "../../base/errors.ts";
import type { CaptureVenue } from "../captures/capture_venue.ts";
import { Backoff } from "./backoff.ts";
import type { FeedLink } from "./feed_link.ts";
import type { FeedServices } from "./feed_services.ts";
import type { FeedLimits } from "./live_input.ts";
import type { RestClient } from "./rest_client.ts";
import type { VenueProtocol } from "./venue_protocol.ts";

/** Requests for books under way at a time: a venue takes each of them for a burst. */
const MAX_UNDER_WAY = 4;
/** A book is asked for once updates come, or when none came for so long. */
const FIRST_UPDATE_MILLIS = 1_000;
/** A venue that sends its books by itself gets so long for it. */
const SOCKET_BOOK_MILLIS = 5_000;

export interface BookKeeperOptions {
  /** The venue's name, for messages. */
  readonly name: string;
  readonly venue: CaptureVenue;
  readonly protocol: VenueProtocol;
  readonly rest: RestClient;
  readonly limits: FeedLimits;
  /** What makes the venue send a book anew through the socket. */
  readonly renewal: (symbol: string) => readonly string[];
  /** Puts an answer in line. */
  readonly push: (url: string, body: Uint8Array, symbol: string) => void;
}

/** What is known of one symbol's book. */
interface Keeping {
  readonly symbol: string;
  readonly backoff: Backoff;
  /** The connection that the symbol's updates come through. */
  link: FeedLink | undefined;
  dueMillis: number;
  isUnderWay: boolean;
  /** It was known once: what comes next is a resync. */
  wasSynced: boolean;
}

export class BookKeeper {
  readonly #options: BookKeeperOptions;
  readonly #services: FeedServices;
  readonly #bySymbol = new Map<string, Keeping>();
  #underWay = 0;
  /** Symbols without a known book, as of the last sweep. */
  stale = 0;

  constructor(options: BookKeeperOptions, services: FeedServices) {
    this.#options = options;
    this.#services = services;
  }

  /** Looks after the symbols of one connection. @param link undefined while there is none */
  sweep(symbols: readonly string[], link: FeedLink | undefined, nowMillis: number): void {
    const { venue } = this.#options;
    for (const symbol of symbols) {
      const keeping = this.#keepingOf(symbol);
      if (venue.isSynced(symbol)) {
        if (!keeping.isUnderWay) keeping.backoff.reset();
        keeping.wasSynced = true;
        keeping.link = link ?? keeping.link;
        // Lost on this connection, it is asked for at once.
        if (!keeping.isUnderWay) keeping.dueMillis = 0;
        continue;
      }
      this.stale++;
      if (link === undefined) continue;
      if (keeping.link !== link) {
        keeping.link = link;
        keeping.backoff.reset();
        keeping.dueMillis = this.#firstDue(link, nowMillis);
      }
      // Updates that wait make sure that the book is not older than they are.
      const isDue = nowMillis >= keeping.dueMillis ||
        (keeping.backoff.tries === 0 && link.hasSpoken &&
          this.#options.protocol.book !== undefined);
      if (isDue && !keeping.isUnderWay) this.#ask(keeping, link, nowMillis);
    }
  }

  /** An answer was decoded: the book is known now, or another has to be asked for. */
  decoded(symbol: string): void {
    const keeping = this.#keepingOf(symbol);
    keeping.isUnderWay = false;
    this.#underWay--;
    if (!this.#options.venue.isSynced(symbol)) return;
    keeping.backoff.reset();
    if (keeping.wasSynced) this.#services.counters.resync();
    keeping.wasSynced = true;
  }

  #ask(keeping: Keeping, link: FeedLink, nowMillis: number): void {
    const { protocol, rest, limits } = this.#options;
    const { symbol, backoff } = keeping;
    if (protocol.book === undefined) {
      keeping.dueMillis = nowMillis + Math.max(SOCKET_BOOK_MILLIS, backoff.next());
      link.say(this.#options.renewal(symbol));
      if (keeping.wasSynced) this.#services.counters.resync();
      return this.#warn(keeping);
    }
    if (this.#underWay >= MAX_UNDER_WAY) return;
    const request = protocol.book(symbol);
    const waitMillis = rest.pay(request);
    if (waitMillis > 0) {
      keeping.dueMillis = nowMillis + waitMillis;
      // The budget is spent; that is no failure of this book.
      if (backoff.tries === 0) backoff.tries = 1;
      return;
    }
    keeping.isUnderWay = true;
    this.#underWay++;
    this.#services.counters.request();
    const pauseMillis = backoff.next();
    keeping.dueMillis = nowMillis +
      (backoff.tries > limits.maxBookTries ? limits.maxBackoffMillis : pauseMillis);
    this.#warn(keeping);
    rest.ask(request).then(
      ({ url, body }) => this.#options.push(url, body, symbol),
      (thrown) => {
        keeping.isUnderWay = false;
        this.#underWay--;
        this.#services.counters.requestFailed();
        this.#problem(
          `book ${messageOf(thrown).replace(/[\d.]+/g, "#")}`,
          symbol,
          messageOf(thrown),
        );
      },
    ).finally(() => this.#services.wake());
  }

  #firstDue(link: FeedLink, nowMillis: number): number {
    if (this.#options.protocol.book === undefined) return nowMillis + SOCKET_BOOK_MILLIS;
    return link.openedMillis + FIRST_UPDATE_MILLIS;
  }

  #warn({ symbol, backoff }: Keeping): void {
    if (backoff.tries !== this.#options.limits.maxBookTries) return;
    this.#problem("no book", symbol, `${backoff.tries} times; it is tried more slowly from now on`);
  }

  #problem(key: string, symbol: string, text: string): void {
    const { name } = this.#options;
    this.#services.context.problems.note(
      `${name}: ${key} ${symbol}`,
      name,
      `${symbol}: its book could not be had: ${text}`,
    );
  }

  #keepingOf(symbol: string): Keeping {
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined) return known;
    const { limits } = this.#options;
    const { random } = this.#services;
    const keeping: Keeping = {
      symbol,
      backoff: new Backoff(limits.firstBackoffMillis, limits.maxBackoffMillis, random),
      link: undefined,
      dueMillis: 0,
      isUnderWay: false,
      wasSynced: false,
    };
    this.#bySymbol.set(symbol, keeping);
    return keeping;
  }
}
