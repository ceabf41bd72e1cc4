/**
 * The symbols that share a connection, and that connection through its successors: made again when
 * it breaks, replaced in time when it grows old or falls silent.
 *
 * ```text
 *   current ────────────────────────╮ read on beside the next, then retired
 *                next ──────────────┴──────────▶ current
 * ```
 */
import type { ProblemLog } from "../problems.ts";
import { Backoff } from "./backoff.ts";
import { FeedLink, LINK_CLOSED, LINK_FAILED, LINK_LOST } from "./feed_link.ts";
import type { FeedServices } from "./feed_services.ts";
import type { FeedLimits } from "./live_input.ts";

export interface FeedShardOptions {
  /** The venue's name, for messages. */
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly limits: FeedLimits;
  /** Makes a connection that is not connected yet. */
  readonly newLink: (symbols: readonly string[], isHandover: boolean) => FeedLink;
}

export class FeedShard {
  readonly symbols: readonly string[];
  readonly #options: FeedShardOptions;
  readonly #services: FeedServices;
  readonly #problems: ProblemLog;
  readonly #backoff: Backoff;
  #current: FeedLink | undefined;
  #next: FeedLink | undefined;
  /** Connections that hold frames which were not decoded yet. */
  readonly #leaving: FeedLink[] = [];
  #dueMillis = 0;
  #connects = 0;

  constructor(options: FeedShardOptions, services: FeedServices) {
    const { limits, symbols } = options;
    this.symbols = symbols;
    this.#options = options;
    this.#services = services;
    this.#problems = services.context.problems;
    this.#backoff = new Backoff(
      limits.firstBackoffMillis,
      limits.maxBackoffMillis,
      services.random,
    );
  }

  /** Connections with frames to decode, in no order. */
  addLinks(to: FeedLink[]): void {
    if (this.#current !== undefined) to.push(this.#current);
    if (this.#next !== undefined) to.push(this.#next);
    to.push(...this.#leaving);
  }

  /** The connection whose word counts, while it is open. */
  get openLink(): FeedLink | undefined {
    return this.#current?.isOpen ? this.#current : undefined;
  }

  sweep(nowMillis: number): void {
    this.#current?.sweep(nowMillis);
    this.#next?.sweep(nowMillis);
    this.#settleNext(nowMillis);
    this.#settleCurrent(nowMillis);
    for (let i = this.#leaving.length - 1; i >= 0; i--) {
      if (this.#leaving[i].state === LINK_CLOSED) this.#leaving.splice(i, 1);
    }
  }

  async close(): Promise<void> {
    const links: FeedLink[] = [];
    this.addLinks(links);
    await Promise.all(links.map((link) => link.close()));
  }

  #settleCurrent(nowMillis: number): void {
    const current = this.#current;
    if (current === undefined) {
      if (nowMillis >= this.#dueMillis) this.#current = this.#connect(false);
      return;
    }
    const { limits } = this.#options;
    if (current.state === LINK_FAILED || current.state === LINK_LOST) {
      this.#explain(current);
      this.#current = undefined;
      this.#dueMillis = nowMillis + this.#backoff.next();
    } else if (current.isOpen) {
      if (current.hasSpoken) this.#backoff.reset();
      const isOld = nowMillis - current.openedMillis >= limits.lifeMillis;
      const isQuiet = nowMillis - current.dataMillis >= limits.quietMillis;
      if ((isOld || isQuiet) && this.#next === undefined && nowMillis >= this.#dueMillis) {
        this.#next = this.#connect(true);
        // Whatever becomes of it, the one after it waits.
        this.#dueMillis = nowMillis + limits.maxBackoffMillis;
      }
    }
  }

  #settleNext(nowMillis: number): void {
    const next = this.#next;
    if (next === undefined) return;
    if (next.state === LINK_FAILED || next.state === LINK_LOST) {
      this.#explain(next);
      this.#next = undefined;
      return;
    }
    const current = this.#current;
    const isGone = current === undefined || !current.isOpen;
    const { overlapMillis } = this.#options.limits;
    const isReady = next.hasSpoken && nowMillis - next.saidMillis >= overlapMillis;
    if (!next.isOpen || (!isGone && !isReady)) return;
    if (current !== undefined) {
      current.retire();
      if (current.isOpen) this.#leaving.push(current);
    }
    this.#current = next;
    this.#next = undefined;
  }

  #connect(isHandover: boolean): FeedLink {
    const link = this.#options.newLink(this.symbols, isHandover);
    link.isCovered = () => this.#delivers(link === this.#current ? this.#next : this.#current);
    const isReconnect = this.#connects > 0;
    this.#connects++;
    link.connect().then(() => {
      if (link.isOpen) this.#services.counters.connected(isReconnect, isHandover);
      else if (link.state === LINK_FAILED) this.#services.counters.connectFailed();
    });
    return link;
  }

  #delivers(link: FeedLink | undefined): boolean {
    return link !== undefined && link.isOpen && link.hasSpoken;
  }

  #explain(link: FeedLink): void {
    const { venue } = this.#options;
    const failed = link.state === LINK_FAILED;
    const text = failed
      ? `${new URL(link.url).host} ${link.reason}; it is tried again`
      : `the connection was lost: ${new URL(link.url).host} ${link.reason}; it is made again, ` +
        `its books are stale until then`;
    const kind = failed ? "connect" : "lost";
    this.#problems.note(`${venue}: ${kind} ${link.reason.replace(/\d+/g, "#")}`, venue, text);
  }
}
