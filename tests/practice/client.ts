/** A small client of the simulated exchange, for its tests: signs, asks, listens. */
import { createHmac } from "node:crypto";
import type { PracticeKey, RunningExchange } from "../../exchange/start_exchange.ts";

export type Fields = Record<string, string | number | boolean>;
export type Json = ReturnType<typeof JSON.parse>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
}

export class Client {
  readonly #exchange: RunningExchange;
  readonly #key: PracticeKey;

  constructor(exchange: RunningExchange, account = 0) {
    this.#exchange = exchange;
    this.#key = exchange.keys[account];
  }

  get(path: string, fields: Fields = {}): Promise<Reply> {
    return this.#send("GET", path, queryOf(fields));
  }

  signed(method: string, path: string, fields: Fields = {}): Promise<Reply> {
    const query = queryOf({ timestamp: Date.now(), ...fields });
    const signature = createHmac("sha256", this.#key.secretKey).update(query).digest("hex");
    return this.#send(method, path, `${query}&signature=${signature}`);
  }

  /** Names the key, and signs nothing. */
  keyed(method: string, path: string, fields: Fields = {}): Promise<Reply> {
    return this.#send(method, path, queryOf(fields));
  }

  async practice(method: string, path: string, body?: unknown): Promise<Json> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return await (await fetch(`${this.#exchange.restUrl}/practice/${path}`, init)).json();
  }

  async #send(method: string, path: string, query: string): Promise<Reply> {
    const response = await fetch(`${this.#exchange.restUrl}${path}?${query}`, {
      method,
      headers: { "X-MBX-APIKEY": this.#key.apiKey },
      redirect: "manual",
    });
    return {
      status: response.status,
      headers: response.headers,
      json: JSON.parse(await response.text()),
    };
  }
}

/** A socket that keeps what it got, for tests to wait for. */
export class Listener {
  readonly messages: Json[] = [];
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  readonly closed: Promise<CloseEvent>;
  #woken: () => void = () => {};

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = () => resolve();
      this.socket.onerror = () => reject(new Error(`${url}: no connection`));
    });
    // A test that expects a cut does not wait for the opening again.
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) =>
      this.socket.onclose = (event) => {
        resolve(event);
        this.#woken();
      }
    );
    this.socket.onmessage = ({ data }) => {
      this.messages.push(typeof data === "string" ? JSON.parse(data) : data);
      this.#woken();
    };
  }

  send(value: unknown): void {
    this.socket.send(typeof value === "string" ? value : JSON.stringify(value));
  }

  /** The first message that fits; fails after a while, naming what was waited for. */
  async next(what: string, fits: (message: Json) => boolean, millis = 5_000): Promise<Json> {
    const until = performance.now() + millis;
    for (let seen = 0;;) {
      for (; seen < this.messages.length; seen++) {
        if (fits(this.messages[seen])) return this.messages[seen];
      }
      const left = until - performance.now();
      if (left <= 0) throw new Error(`no ${what} within ${millis} ms`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#woken = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await this.closed;
  }
}

function queryOf(fields: Fields): string {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]) => [name, String(value)]),
  ).toString();
}
