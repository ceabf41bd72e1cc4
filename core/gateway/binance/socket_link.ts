/**
 * Requests to Binance over its WebSocket API: one connection that stays open, so an order costs one
 * write and no handshake. Answers carry the number of their request; a connection that is lost leaves
 * every request behind it unknown.
 */
import { messageOf } from "../../base/errors.ts";
import type { Prng } from "../../base/prng.ts";
import { ClientSocket } from "../../venues/sockets/client_socket.ts";
import { pauseMillis } from "../pause.ts";
import { parseVenueJson, VenueFields } from "../venue_json.ts";
import { withoutAddress } from "../without_address.ts";
import { type Reply, replyOf } from "./reply.ts";

const DECODER = new TextDecoder();
const MAX_MESSAGE_BYTES = 16 * 1_024 * 1_024;

export interface SocketLinkOptions {
  readonly url: string;
  readonly answerMillis: number;
  readonly random: Prng;
  readonly nowMillis: () => number;
  readonly onWeight: (used: number) => void;
  readonly onOrderCount: (window: string, count: number) => void;
  readonly onBan: (retryMillis: number) => void;
  /** A connection was made again. */
  readonly onReconnect: () => void;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly dueMillis: number;
}

export class SocketLink {
  readonly #options: SocketLinkOptions;
  readonly #waiting = new Map<number, Waiting>();
  #socket: ClientSocket | undefined;
  #isOpening = false;
  #isClosed = false;
  #requests = 0;
  #tries = 0;
  #connections = 0;
  #retryMillis = 0;

  constructor(options: SocketLinkOptions) {
    this.#options = options;
  }

  /** Requests can be sent now. */
  get isUp(): boolean {
    return this.#socket !== undefined && !this.#socket.ended;
  }

  /** @param params JSON of the request's parameters. The request leaves before this returns. */
  ask(method: string, params: string): Promise<Reply> {
    const socket = this.#socket;
    if (socket === undefined || socket.ended) {
      return Promise.resolve({ kind: "unknown", text: "the order socket is down" });
    }
    const id = ++this.#requests;
    socket.send(`{"id":${id},"method":"${method}","params":${params}}`);
    const dueMillis = this.#options.nowMillis() + this.#options.answerMillis;
    return new Promise((resolve) => this.#waiting.set(id, { resolve, dueMillis }));
  }

  /** Gives up what has waited too long, and connects again. */
  tend(nowMillis: number): void {
    for (const [id, { resolve, dueMillis }] of this.#waiting) {
      if (dueMillis > nowMillis) break;
      this.#waiting.delete(id);
      resolve({ kind: "unknown", text: `no answer within ${this.#options.answerMillis} ms` });
    }
    if (!this.isUp && !this.#isOpening && !this.#isClosed && nowMillis >= this.#retryMillis) {
      void this.open();
    }
  }

  async open(): Promise<void> {
    const { url, random, nowMillis, onReconnect } = this.#options;
    this.#isOpening = true;
    try {
      const socket = await ClientSocket.open({
        url,
        random,
        maxMessageBytes: MAX_MESSAGE_BYTES,
        connectMillis: this.#options.answerMillis,
        onInput: (from) => this.#onInput(from),
      });
      if (this.#isClosed) return await socket.close();
      this.#socket = socket;
      this.#tries = 0;
      if (this.#connections++ > 0) onReconnect();
      socket.read();
    } catch {
      // REST serves meanwhile; the next try is not far.
      this.#retryMillis = nowMillis() + pauseMillis(this.#tries++);
    } finally {
      this.#isOpening = false;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#socket?.close();
    this.#lost("the gateway ends");
  }

  #onInput(socket: ClientSocket): void {
    try {
      while (socket.next()) {
        this.#take(DECODER.decode(socket.bytes.subarray(socket.from, socket.to)));
      }
    } catch (thrown) {
      socket.abandon(messageOf(thrown));
    }
    if (!socket.ended) return socket.read();
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#lost(`the order socket was lost (${socket.endReason})`);
  }

  #take(text: string): void {
    const answer = parseVenueJson(text);
    const fields = new VenueFields(answer);
    this.#heed(fields);
    const waiting = this.#waiting.get(fields.number("id"));
    // Broken, repeated, or given up already: whoever waits finds out by looking.
    if (waiting === undefined) return;
    this.#waiting.delete(fields.number("id"));
    const status = fields.number("status");
    const { result, error } = answer as { result?: unknown; error?: unknown };
    const retryMillis = this.#retryAfter(fields);
    if (status === 429 || status === 418) this.#options.onBan(retryMillis);
    waiting.resolve(replyOf(status, status === 200 ? result : error, retryMillis));
  }

  #heed(fields: VenueFields): void {
    const { onWeight, onOrderCount } = this.#options;
    for (const limit of fields.list("rateLimits")) {
      const count = limit.number("count");
      const name = `${limit.number("intervalNum")}${limit.text("interval").slice(0, 1)}`;
      if (limit.text("rateLimitType") === "ORDERS") onOrderCount(name, count);
      else if (name === "1M") onWeight(count);
    }
  }

  /** It is a time of the venue's clock here, not a number of seconds. */
  #retryAfter(fields: VenueFields): number {
    const data = fields.fields("error").fields("data");
    return Math.max(0, data.number("retryAfter") - data.number("serverTime"));
  }

  #lost(why: string): void {
    for (const { resolve } of this.#waiting.values()) {
      resolve({ kind: "unknown", text: withoutAddress(why) });
    }
    this.#waiting.clear();
  }
}
