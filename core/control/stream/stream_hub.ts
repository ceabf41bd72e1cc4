/**
 * All followers of the stream, served by one timer that runs while there are any.
 *
 * ```text
 *   timer ─▶ StreamClient.take ─▶ Outlet (WebSocket or SSE), unless it is full
 *                                   full for too long: closed
 * ```
 */
import { wallMillis } from "../../base/clock.ts";
import { ProblemError } from "../http/problem.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import { type Following, StreamClient } from "./stream_client.ts";
import type { LogTail } from "./log_tail.ts";
import type { StreamFeed } from "./stream_feed.ts";

/** 60 frames a second. */
const TICK_MILLIS = 16;
const HEARTBEAT_MILLIS = 5_000;
/** A client that takes nothing for so long is gone. */
const STUCK_MILLIS = 20_000;

/** Where messages go. */
export interface Outlet {
  send(message: string): void;
  /** Takes no more for now. */
  readonly full: boolean;
  heartbeat(atMillis: number): void;
  close(reason: string): void;
}

export interface HubLimits {
  readonly most: number;
  readonly mostOfOne: number;
}

interface Connection {
  readonly client: StreamClient;
  readonly outlet: Outlet;
  readonly remote: string;
  beatMillis: number;
  takenMillis: number;
}

export class StreamHub {
  readonly #tap: SessionTap;
  readonly #feed: StreamFeed;
  readonly #lines: LogTail;
  readonly #limits: HubLimits;
  readonly #connections = new Set<Connection>();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Bytes that were sent, for the metrics. */
  sentBytes = 0;
  sentMessages = 0;

  constructor(tap: SessionTap, feed: StreamFeed, lines: LogTail, limits: HubLimits) {
    this.#tap = tap;
    this.#feed = feed;
    this.#lines = lines;
    this.#limits = limits;
  }

  get clients(): number {
    return this.#connections.size;
  }

  /** @throws ProblemError when there are too many */
  checkRoom(remote: string): void {
    const { most, mostOfOne } = this.#limits;
    const ofOne =
      [...this.#connections].filter((connection) => connection.remote === remote).length;
    if (this.#connections.size < most && ofOne < mostOfOne) return;
    throw new ProblemError(
      429,
      `streams: ${most} in all and ${mostOfOne} of one address`,
      undefined,
      {
        "retry-after": "5",
      },
    );
  }

  /** @returns what the client may change, and how to end it */
  add(
    remote: string,
    following: Following,
    outlet: Outlet,
  ): { readonly client: StreamClient; readonly remove: () => void } {
    const client = new StreamClient(this.#tap, this.#feed, this.#lines, following);
    const now = wallMillis();
    const connection = { client, outlet, remote, beatMillis: now, takenMillis: now };
    this.#connections.add(connection);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MILLIS);
    return { client, remove: () => this.#remove(connection) };
  }

  close(): void {
    for (const connection of [...this.#connections]) {
      this.#remove(connection);
      this.#tap.faults.guard(
        "stream",
        () => connection.outlet.close("the session has ended"),
      );
    }
  }

  #tick(): void {
    const now = wallMillis();
    for (const connection of [...this.#connections]) {
      const { faults } = this.#tap;
      // Whoever went away between two ticks, or asks for what cannot be made, loses its stream.
      if (faults.guard("stream", () => this.#serve(connection, now))) continue;
      this.#remove(connection);
      faults.guard("stream", () => connection.outlet.close("failed"));
    }
  }

  #serve(connection: Connection, now: number): void {
    const { client, outlet } = connection;
    if (outlet.full) {
      if (now - connection.takenMillis < STUCK_MILLIS) return;
      this.#remove(connection);
      outlet.close("too slow");
      return;
    }
    connection.takenMillis = now;
    for (const message of client.take(now)) {
      outlet.send(message);
      this.sentBytes += message.length;
      this.sentMessages++;
    }
    if (now - connection.beatMillis < HEARTBEAT_MILLIS) return;
    connection.beatMillis = now;
    outlet.heartbeat(now);
  }

  #remove(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
