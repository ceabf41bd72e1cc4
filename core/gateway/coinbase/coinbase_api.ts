/**
 * Requests to Coinbase's Advanced Trade API: each with a token of its own, within the budget, in
 * bounded time. Coinbase has no codes for "nobody knows"; so everything but a clear answer is that.
 */
import type { WallClock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { RateBudget } from "../../venues/live/rate_budget.ts";
import { ClockOffset } from "../../venues/live/clock_offset.ts";
import { VENUE_COINBASE } from "../../wire/market.ts";
import type { GatewayPolicy, VenuePlan } from "../gateway_plan.ts";
import { VenueTrouble } from "../order_venue.ts";
import { parseVenueJson, VenueFields } from "../venue_json.ts";
import { retryMillisOf, withoutAddress } from "../without_address.ts";
import { TokenMaker } from "./jwt.ts";

export const ROOT = "/api/v3/brokerage";
/** 30 requests a second and user, as published; counted by the minute. */
const REQUESTS_PER_MINUTE = 1_800;
const CANCEL_RESERVE = 0.2;
const DEFAULT_WAIT_MILLIS = 1_000;

/** What came back. */
export type CoinbaseReply =
  | { readonly kind: "ok"; readonly fields: VenueFields }
  | { readonly kind: "limited"; readonly waitMillis: number }
  /** 4xx: not done. */
  | { readonly kind: "refused"; readonly status: number; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

export interface CoinbaseApiOptions {
  readonly plan: VenuePlan;
  readonly policy: GatewayPolicy;
  readonly budgets: SharedArrayBuffer;
  readonly wall: WallClock;
  readonly onClock: (offsetMillis: number, isCorrection: boolean) => void;
}

export class CoinbaseApi {
  readonly #options: CoinbaseApiOptions;
  readonly #ordinary: RateBudget;
  readonly #whole: RateBudget;
  readonly #ending = new AbortController();
  readonly #root: string;
  readonly #host: string;
  #tokens: TokenMaker | undefined;
  #clock = new ClockOffset();

  constructor(options: CoinbaseApiOptions) {
    this.#options = options;
    const { restUrl } = options.plan;
    this.#root = restUrl.replace(/\/$/, "");
    this.#host = new URL(restUrl).host;
    const of = (limit: number) => new RateBudget(options.budgets, VENUE_COINBASE, limit);
    this.#whole = of(REQUESTS_PER_MINUTE);
    this.#ordinary = of(REQUESTS_PER_MINUTE * (1 - CANCEL_RESERVE));
  }

  /** @throws UserError when the secret is no key */
  async open(): Promise<void> {
    const { keys } = this.#options.plan;
    this.#tokens ??= await TokenMaker.of(keys.key, keys.secret);
    await this.askClock(false);
  }

  /** A token for the user channel. */
  socketToken(): Promise<string> {
    return this.#token(undefined);
  }

  async ask(
    method: string,
    path: string,
    query = "",
    body?: unknown,
    isCancel = false,
  ): Promise<CoinbaseReply> {
    const { wall, policy } = this.#options;
    const budget = isCancel ? this.#whole : this.#ordinary;
    const waitMillis = budget.take(1, wall.nowMillis());
    if (waitMillis > 0) return { kind: "limited", waitMillis };
    try {
      const token = await this.#token(`${method} ${this.#host}${ROOT}${path}`);
      const response = await fetch(`${this.#root}${ROOT}${path}${query}`, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(policy.answerMillis)]),
        headers: {
          "authorization": `Bearer ${token}`,
          "content-type": "application/json",
          "user-agent": "millrace",
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return this.#replyOf(response.status, response.headers, await response.text());
    } catch (thrown) {
      return { kind: "unknown", text: withoutAddress(messageOf(thrown)) };
    }
  }

  /** @throws VenueTrouble when there is no clear answer; undefined = there is no such thing (404) */
  async get(path: string, query = ""): Promise<VenueFields | undefined> {
    const reply = await this.ask("GET", path, query);
    switch (reply.kind) {
      case "ok":
        return reply.fields;
      case "limited":
        throw new VenueTrouble("the budget is used up", reply.waitMillis);
      case "refused":
        if (reply.status === 404) return undefined;
        throw new VenueTrouble(reply.text);
      case "unknown":
        throw new VenueTrouble(reply.text);
    }
  }

  /** All pages of a list. @throws VenueTrouble */
  async all(path: string, query: string, list: string): Promise<VenueFields[]> {
    const found: VenueFields[] = [];
    for (let cursor = "";;) {
      const page = await this.get(path, `${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
      if (page === undefined) throw new VenueTrouble(`${path} is not there`);
      found.push(...page.list(list));
      cursor = page.text("cursor");
      if (!page.flag("has_next") || cursor === "") return found;
    }
  }

  async askClock(isCorrection: boolean): Promise<void> {
    const { wall, onClock } = this.#options;
    const sentMillis = wall.nowMillis();
    const reply = await this.ask("GET", "/time");
    if (reply.kind !== "ok") return;
    const venueMillis = reply.fields.number("epochMillis");
    if (!(venueMillis > 0)) return;
    this.#clock = new ClockOffset();
    this.#clock.add(sentMillis, venueMillis, wall.nowMillis());
    onClock(this.#clock.offsetMillis, isCorrection);
  }

  close(): void {
    this.#ending.abort();
  }

  #token(uri: string | undefined): Promise<string> {
    const { wall, policy } = this.#options;
    if (this.#tokens === undefined) throw new VenueTrouble("not open yet");
    const nowMillis = wall.nowMillis() + this.#clock.offsetMillis;
    return this.#tokens.token(uri, nowMillis, policy.recvWindowMillis);
  }

  #replyOf(status: number, headers: Headers, text: string): CoinbaseReply {
    const { wall } = this.#options;
    if (status === 429) {
      this.#whole.ban(headers.get("retry-after") ?? "1", wall.nowMillis());
      const waitMillis = retryMillisOf(headers.get("retry-after")) || DEFAULT_WAIT_MILLIS;
      return { kind: "limited", waitMillis };
    }
    const body = parseVenueJson(text);
    if (status >= 400 && status < 500 && status !== 408) {
      const fields = new VenueFields(body);
      const words = fields.text("message") || fields.text("error") || text;
      return { kind: "refused", status, text: `status ${status}, ${words.slice(0, 120)}` };
    }
    if (status !== 200 || body === undefined) return { kind: "unknown", text: `status ${status}` };
    return { kind: "ok", fields: new VenueFields(body) };
  }
}
