/**
 * One follower of the stream. It holds places, not messages: what it has not taken is newest when it
 * does (frames, books, states), or still in a bounded log (trades, orders, fills, lines); what has
 * left the log is counted as lost. So a slow client costs no memory, and no other client a thing.
 */
import { wallMillis } from "../../base/clock.ts";
import type { EventLog } from "../tap/event_log.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import type { LogTail } from "./log_tail.ts";
import type { FrameTopic, StreamFeed } from "./stream_feed.ts";
import { SLOW_TOPICS, type Topic } from "./topics.ts";
import { openOrdersView } from "../views/positions_view.ts";

/** Events in one message: the rest comes with the next. */
const MOST_EVENTS = 500;

export interface Following {
  readonly topics: readonly Topic[];
  /** undefined = all. */
  readonly instruments: ReadonlySet<number> | undefined;
  /** Least time between two messages of a topic. */
  readonly everyMillis: number;
}

export class StreamClient {
  following: Following;
  readonly #tap: SessionTap;
  readonly #feed: StreamFeed;
  readonly #lines: LogTail;
  /** By topic: newest version that was sent of each instrument. */
  readonly #versions: Record<FrameTopic, number[]> = { frames: [], book: [], predictions: [] };
  /** By topic of a log: number of the next event to send. */
  readonly #cursors = new Map<Topic, number>();
  readonly #sentMillis = new Map<Topic, number>();
  #positions = "";
  #lost = 0;

  constructor(tap: SessionTap, feed: StreamFeed, lines: LogTail, following: Following) {
    this.#tap = tap;
    this.#feed = feed;
    this.#lines = lines;
    this.following = following;
  }

  /** Messages that are due, as JSON; none = nothing is new. */
  take(nowMillis: number): string[] {
    const { topics, everyMillis } = this.following;
    const messages: string[] = [];
    for (const topic of topics) {
      const every = Math.max(everyMillis, SLOW_TOPICS[topic] ?? 0);
      if (nowMillis - (this.#sentMillis.get(topic) ?? -Infinity) < every) continue;
      const lostBefore = this.#lost;
      const data = this.#dataOf(topic, every);
      if (data === undefined) continue;
      this.#sentMillis.set(topic, nowMillis);
      const lost = this.#lost - lostBefore;
      const at = wallMillis();
      messages.push(`{"topic":"${topic}","at":${at},"lost":${lost},"data":${data}}`);
    }
    return messages;
  }

  #dataOf(topic: Topic, every: number): string | undefined {
    switch (topic) {
      case "frames":
      case "book":
      case "predictions":
        return this.#frames(topic);
      case "trades":
        return this.#events(topic, this.#tap.trades.log);
      case "orders":
        return this.#orders();
      case "fills":
        return this.#events(topic, this.#tap.orders.fills);
      case "log":
        return this.#events(topic, this.#lines.read());
      default:
        return this.#state(topic, every);
    }
  }

  /** Positions are only told when they have changed; the others are a pulse as well. */
  #state(topic: "status" | "pipeline" | "positions" | "pnl", every: number): string | undefined {
    const body = this.#feed.ofState(topic, every);
    if (topic !== "positions") return body;
    if (body === this.#positions) return undefined;
    this.#positions = body;
    return body;
  }

  #frames(topic: FrameTopic): string | undefined {
    const sent = this.#versions[topic];
    const bodies: string[] = [];
    for (const frame of this.#tap.frames.all) {
      if (frame === undefined || sent[frame.instrumentId] === frame.version) continue;
      if (!this.#wants(frame.instrumentId)) continue;
      sent[frame.instrumentId] = frame.version;
      const body = this.#feed.ofFrame(topic, frame);
      if (body !== "") bodies.push(body);
    }
    return bodies.length === 0 ? undefined : `[${bodies.join(",")}]`;
  }

  /** First all that are open, then every change. */
  #orders(): string | undefined {
    if (!this.#cursors.has("orders")) {
      this.#cursors.set("orders", this.#tap.orders.changes.next);
      return JSON.stringify(openOrdersView(this.#tap));
    }
    return this.#events("orders", this.#tap.orders.changes);
  }

  #events<T>(topic: Topic, log: EventLog<T>): string | undefined {
    // A client begins with what happens from now on, and the newest few for context.
    const from = this.#cursors.get(topic) ?? Math.max(0, log.next - 50);
    const first = Math.max(from, log.oldest);
    this.#lost += first - from;
    const end = Math.min(log.next, first + MOST_EVENTS);
    this.#cursors.set(topic, end);
    const items: T[] = [];
    for (let i = first; i < end; i++) {
      const item = log.at(i);
      const { instrumentId } = item as { instrumentId?: number };
      if (instrumentId === undefined || this.#wants(instrumentId)) items.push(item);
    }
    return items.length === 0 ? undefined : JSON.stringify(items);
  }

  #wants(instrumentId: number): boolean {
    return this.following.instruments?.has(instrumentId) ?? true;
  }
}
