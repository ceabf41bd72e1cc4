/**
 * One client's connection to streams: which it has, and the requests by which it changes that.
 *
 * ```text
 *   {"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}   ─▶   {"result":null,"id":1}
 * ```
 */
import type { FaultPlan } from "../practice/fault_plan.ts";
import type { SocketConnection } from "../socket/socket_connection.ts";
import { WindowCount } from "../rest/request_limits.ts";
import { Delivery } from "./delivery.ts";

/** The table of streams, as a session sees it. */
export interface Subscriptions {
  subscribe(session: StreamSession, name: string): void;
  unsubscribe(session: StreamSession, name: string): void;
  isUserStream(name: string): boolean;
}

export const MAX_STREAMS = 1_024;
const MAX_REQUESTS_A_SECOND = 10;
/** Futures are also served by kind of stream, under paths of their own: here it is all the same. */
const STREAM_PATH = /^(?:\/(?:public|market|private))?\/(ws|stream)(?:\/(.*))?$/;

export function isStreamPath({ pathname }: URL): boolean {
  return STREAM_PATH.test(pathname);
}

export class StreamSession {
  readonly connection: SocketConnection;
  readonly streams = new Set<string>();
  /** Whether messages name their stream. */
  isCombined: boolean;
  readonly #subscriptions: Subscriptions;
  readonly #delivery: Delivery;
  readonly #requests = new WindowCount(1_000);
  readonly #nowMillis: () => number;

  constructor(
    connection: SocketConnection,
    subscriptions: Subscriptions,
    faults: FaultPlan,
    nowMillis: () => number,
  ) {
    this.connection = connection;
    this.isCombined = STREAM_PATH.exec(connection.url.pathname)?.[1] === "stream";
    this.#subscriptions = subscriptions;
    this.#delivery = new Delivery(connection, faults);
    this.#nowMillis = nowMillis;
    connection.onText = (text) => this.#request(text);
    connection.onClose = () => this.#leave();
    for (const name of namesIn(connection.url)) this.#join(name);
  }

  deliver(name: string, frame: Uint8Array): void {
    const where = this.#subscriptions.isUserStream(name) ? "user" : "market";
    this.#delivery.send(where, name, frame);
  }

  #join(name: string): void {
    if (this.streams.has(name)) return;
    this.streams.add(name);
    this.#subscriptions.subscribe(this, name);
  }

  #leave(): void {
    for (const name of this.streams) this.#subscriptions.unsubscribe(this, name);
    this.streams.clear();
  }

  #request(text: string): void {
    if (this.#requests.add(1, this.#nowMillis()) > MAX_REQUESTS_A_SECOND) {
      return this.connection.close(1008, "Too many requests");
    }
    let answer: unknown;
    let id: unknown = null;
    try {
      const request = JSON.parse(text);
      id = request?.id ?? null;
      const isId = id === null || typeof id === "string" || Number.isSafeInteger(id);
      answer = isId
        ? { ...this.#answer(request?.method, request?.params), id }
        : { ...refused(2, "Invalid request: request ID must be an unsigned integer"), id: null };
    } catch {
      answer = refused(3, "Invalid JSON: expected value at line 1 column 1");
    }
    this.connection.sendText(JSON.stringify(answer));
    this.connection.flush();
  }

  #answer(method: unknown, params: unknown): object {
    switch (method) {
      case "SUBSCRIBE":
      case "UNSUBSCRIBE":
        return this.#change(method, params);
      case "LIST_SUBSCRIPTIONS":
        return { result: [...this.streams] };
      case "SET_PROPERTY":
        if (!Array.isArray(params) || params[0] !== "combined" || typeof params[1] !== "boolean") {
          return refused(2, "Invalid request: property name must be combined, its value a boolean");
        }
        this.isCombined = params[1];
        return { result: null };
      case "GET_PROPERTY":
        return { result: this.isCombined };
      default:
        return refused(
          2,
          "Invalid request: unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, " +
            "`LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`",
        );
    }
  }

  #change(method: "SUBSCRIBE" | "UNSUBSCRIBE", params: unknown): object {
    if (!Array.isArray(params) || params.some((name) => typeof name !== "string")) {
      return refused(2, "Invalid request: params must be an array of strings");
    }
    if (method === "SUBSCRIBE" && this.streams.size + params.length > MAX_STREAMS) {
      return refused(2, `Invalid request: at most ${MAX_STREAMS} streams a connection`);
    }
    for (const name of params as string[]) {
      if (method === "SUBSCRIBE") this.#join(name);
      else if (this.streams.delete(name)) this.#subscriptions.unsubscribe(this, name);
    }
    return { result: null };
  }
}

/** "/ws/a/b" and "/stream?streams=a/b" name streams. */
function namesIn({ pathname, searchParams }: URL): string[] {
  const [, kind, path = ""] = STREAM_PATH.exec(pathname) ?? [];
  const text = kind === "stream" ? searchParams.get("streams") ?? "" : decoded(path);
  return text.split("/").filter((name) => name !== "").slice(0, MAX_STREAMS);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refused(code: number, msg: string): object {
  return { error: { code, msg } };
}
