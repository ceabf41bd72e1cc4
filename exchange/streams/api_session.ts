/**
 * One client's connection to the WebSocket API: requests with an id, answered in the order in which
 * they come. What they do is what the REST routes do, and weighs the same.
 *
 * ```text
 *   {"id":1,"method":"order.place","params":{…,"apiKey":…,"timestamp":…,"signature":…}}
 *   {"id":1,"status":200,"result":{…},"rateLimits":[…]}
 * ```
 */
import type { Account } from "../accounts/account.ts";
import type { FaultPlan } from "../practice/fault_plan.ts";
import type { FaultRule } from "../practice/fault_rule.ts";
import { type Answer, answer } from "../rest/answer.ts";
import { Parameters } from "../rest/parameters.ts";
import type { Route } from "../rest/route.ts";
import type { SocketConnection } from "../socket/socket_connection.ts";
import type { Venue } from "../venue.ts";
import { FUTURES_API, SPOT_API } from "./api_methods.ts";

const ADDRESS = "127.0.0.1";
const SUBSCRIBE = "userDataStream.subscribe.signature";
const UNSUBSCRIBE = "userDataStream.unsubscribe";

export function isApiPath({ pathname }: URL): boolean {
  return /^\/ws-f?api\/v\d\/?$/.test(pathname);
}

interface ApiRequest {
  readonly id: unknown;
  readonly method: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class ApiSession {
  readonly #connection: SocketConnection;
  readonly #venue: Venue;
  readonly #faults: FaultPlan;
  readonly #nowMillis: () => number;
  readonly #methods: ReadonlyMap<string, Route>;
  /** Ends a subscription to the account's events. */
  #unsubscribe: (() => void) | undefined;

  constructor(
    connection: SocketConnection,
    venue: Venue,
    faults: FaultPlan,
    nowMillis: () => number,
  ) {
    this.#connection = connection;
    this.#venue = venue;
    this.#faults = faults;
    this.#nowMillis = nowMillis;
    this.#methods = venue.isSpot ? SPOT_API : FUTURES_API;
    connection.onText = (text) => this.#request(text);
    connection.onClose = () => this.#unsubscribe?.();
  }

  #request(text: string): void {
    const request = requestOf(text);
    if (request === undefined) {
      return this.#send(JSON.stringify({
        id: null,
        status: 400,
        error: { code: -1135, msg: "JSON Request is invalid, due to syntax or a missing field." },
      }));
    }
    const route = this.#routeOf(request.method);
    if (route === undefined) {
      const error = { code: -1136, msg: `Unknown method: ${request.method.slice(0, 60)}` };
      return this.#send(JSON.stringify({ id: request.id, status: 400, error }));
    }
    const ask = () => this.#answer(request, route);
    const rule = this.#faults.isEmpty ? undefined : this.#faults.pick("ws-api", request.method);
    if (rule === undefined) this.#send(ask());
    else this.#strike(rule, request.id, ask);
  }

  #routeOf(method: string): Route | undefined {
    if (method !== SUBSCRIBE && method !== UNSUBSCRIBE) return this.#methods.get(method);
    if (!this.#venue.isSpot) return undefined;
    return {
      method: "POST",
      path: method,
      weight: 2,
      security: method === SUBSCRIBE ? "SIGNED" : "NONE",
      handle: ({ account }) => {
        this.#unsubscribe?.();
        this.#unsubscribe = undefined;
        if (method === UNSUBSCRIBE) return {};
        this.#subscribe(account);
        return { subscriptionId: 0 };
      },
    };
  }

  #answer({ id, fields }: ApiRequest, route: Route): string {
    const { apiKey, ...rest } = fields;
    const { status, text, headers } = answer({
      venue: this.#venue,
      route,
      // The key is a parameter here, and signed with the others.
      parameters: () => Parameters.ofFields(apiKey === undefined ? rest : { apiKey, ...rest }),
      apiKey: typeof apiKey === "string" ? apiKey : null,
      address: ADDRESS,
      nowMillis: this.#nowMillis(),
    });
    const part = status === 200 ? "result" : "error";
    const limits = JSON.stringify(this.#limits(headers));
    return `{"id":${
      JSON.stringify(id)
    },"status":${status},"${part}":${text},"rateLimits":${limits}}`;
  }

  #limits(headers: Answer["headers"]): unknown[] {
    const { weightPerMinute } = this.#venue.limits;
    if (!Number.isFinite(weightPerMinute)) return [];
    return [{
      rateLimitType: "REQUEST_WEIGHT",
      interval: "MINUTE",
      intervalNum: 1,
      limit: weightPerMinute,
      count: Number(headers["x-mbx-used-weight-1m"] ?? 0),
    }];
  }

  #subscribe(account: Account): void {
    const { listeners } = this.#venue.users;
    const heard = listeners.get(account) ?? new Set();
    const listener = (text: string) => this.#send(`{"subscriptionId":0,"event":${text}}`);
    heard.add(listener);
    listeners.set(account, heard);
    this.#unsubscribe = () => heard.delete(listener);
  }

  /** The faults of requests, as far as a socket has them. */
  #strike(rule: FaultRule, id: unknown, ask: () => string): void {
    switch (rule.kind) {
      case "delay":
        setTimeout(() => this.#send(ask()), rule.millis);
        return;
      case "stall":
      case "drop":
        return;
      case "timeout":
        ask();
        return;
      case "cut":
        ask();
        return this.#connection.cut();
      case "corrupt": {
        const text = ask();
        const at = this.#faults.below(text.length);
        return this.#send(`${text.slice(0, at)}\u0000${text.slice(at + 1)}`);
      }
      case "html":
      case "redirect":
        return this.#send("<html><body>502 Bad Gateway</body></html>");
      default: {
        const code = rule.kind === "reject" && rule.code !== 0 ? rule.code : -1001;
        const status = rule.kind === "error" && rule.code >= 400 ? rule.code : 400;
        const error = { code, msg: "Refused by a practice fault." };
        return this.#send(JSON.stringify({ id, status, error }));
      }
    }
  }

  #send(text: string): void {
    this.#connection.sendText(text);
    this.#connection.flush();
  }
}

/** Undefined when it is none. */
function requestOf(text: string): ApiRequest | undefined {
  try {
    const { id = null, method, params = {} } = JSON.parse(text);
    const isId = id === null || typeof id === "string" || Number.isSafeInteger(id);
    const isObject = typeof params === "object" && params !== null && !Array.isArray(params);
    if (!isId || typeof method !== "string" || !isObject) return undefined;
    return { id, method, fields: params };
  } catch {
    return undefined;
  }
}
