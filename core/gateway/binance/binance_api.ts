/**
 * Signed requests to Binance: within the budget that feeds and gateways share, with the venue's time,
 * over the order socket where there is one and over REST otherwise.
 *
 * ```text
 *   operation ─▶ order counts ─▶ weight ─▶ time, signature ─▶ socket | REST ─▶ reply
 *                 limited ◀────────╯          −1021: the clock is asked again, and once more
 * ```
 */
import type { WallClock } from "../../base/clock.ts";
import { Prng } from "../../base/prng.ts";
import { ClockOffset } from "../../venues/live/clock_offset.ts";
import { RateBudget } from "../../venues/live/rate_budget.ts";
import type { GatewayPolicy, VenuePlan } from "../gateway_plan.ts";
import { HmacSha256 } from "../hmac_sha256.ts";
import { VenueFields } from "../venue_json.ts";
import type { Dialect, Operation, Params } from "./dialect.ts";
import { OrderCounts } from "./order_counts.ts";
import type { Reply } from "./reply.ts";
import { RestLink } from "./rest_link.ts";
import { SocketLink } from "./socket_link.ts";

/** Share of the weight a minute that only cancels may use. */
const CANCEL_RESERVE = 0.2;
/** Of one estimate of the clock. */
const CLOCK_QUESTIONS = 3;
/** The clock is asked again after so long. */
const CLOCK_MILLIS = 60_000;

export interface BinanceApiOptions {
  readonly dialect: Dialect;
  readonly plan: VenuePlan;
  readonly policy: GatewayPolicy;
  /** See createRateBudgets. */
  readonly budgets: SharedArrayBuffer;
  readonly wall: WallClock;
  readonly onClock: (offsetMillis: number, isCorrection: boolean) => void;
  readonly onReconnect: () => void;
}

export class BinanceApi {
  readonly counts = new OrderCounts();
  readonly #options: BinanceApiOptions;
  readonly #signer: HmacSha256;
  readonly #rest: RestLink;
  readonly #socket: SocketLink | undefined;
  /** The same memory, with and without what is kept for cancels. */
  readonly #ordinary: RateBudget;
  readonly #whole: RateBudget;
  readonly #ending = new AbortController();
  #clock = new ClockOffset();
  #clockMillis = -Infinity;
  #correction: Promise<void> | undefined;

  constructor(options: BinanceApiOptions) {
    const { dialect, plan, policy, budgets, wall, onReconnect } = options;
    this.#options = options;
    this.#signer = new HmacSha256(plan.keys.secret);
    const { code, weightPerMinute } = dialect;
    this.#whole = new RateBudget(budgets, code, weightPerMinute);
    this.#ordinary = new RateBudget(budgets, code, weightPerMinute * (1 - CANCEL_RESERVE));
    const nowMillis = () => wall.nowMillis();
    const onWeight = (used: number) => this.#whole.observe(used, nowMillis());
    const onOrderCount = (name: string, count: number) =>
      this.counts.observe(name, count, nowMillis());
    const { answerMillis } = policy;
    this.#rest = new RestLink({
      restUrl: plan.restUrl.replace(/\/$/, ""),
      apiKey: plan.keys.key,
      answerMillis,
      signal: this.#ending.signal,
      onWeight,
      onOrderCount,
      onBan: (retryAfter) => this.#whole.ban(retryAfter, nowMillis()),
    });
    this.#socket = plan.orderUrl === undefined ? undefined : new SocketLink({
      url: plan.orderUrl,
      answerMillis,
      random: new Prng(Math.floor(nowMillis()) >>> 0),
      nowMillis,
      onWeight,
      onOrderCount,
      onBan: (millis) => this.#whole.ban(String(Math.ceil(millis / 1_000)), nowMillis()),
      onReconnect,
    });
  }

  async open(): Promise<void> {
    await Promise.all([this.askClock(), this.#socket?.open()]);
  }

  /** A signed request, sent at once unless limits forbid it. */
  async call(operation: Operation, params: Params): Promise<Reply> {
    const waitMillis = this.#held(operation);
    if (waitMillis > 0) return { kind: "limited", waitMillis, text: "the budget is used up" };
    const reply = await this.#send(operation, params);
    if (reply.kind !== "clock") return reply;
    // The venue has not looked at it: with the right time it is sent for the first time, in effect.
    await this.#correctClock();
    const second = await this.#send(operation, params);
    if (second.kind !== "clock") return second;
    return { kind: "limited", waitMillis: 200, text: "clocks do not agree" };
  }

  /** A signed request as text, for a socket of the user stream's own. */
  signedText(method: string): string {
    return `{"id":0,"method":"${method}","params":${this.#signedParams({})}}`;
  }

  /** A request that needs the key and no signature. */
  async keyed(method: string, path: string, query = ""): Promise<Reply> {
    const waitMillis = this.#whole.take(2, this.#options.wall.nowMillis());
    if (waitMillis > 0) return { kind: "limited", waitMillis, text: "the budget is used up" };
    return await this.#rest.ask(method, path, query);
  }

  /** A request that anybody may make. */
  async ask(path: string, query: string, weight: number): Promise<Reply> {
    const waitMillis = this.#ordinary.take(weight, this.#options.wall.nowMillis());
    if (waitMillis > 0) return { kind: "limited", waitMillis, text: "the budget is used up" };
    return await this.#rest.ask("GET", path, query);
  }

  /** Asks the venue what time it is, a few times. */
  async askClock(isCorrection = false): Promise<void> {
    const { dialect, wall, onClock } = this.#options;
    const clock = new ClockOffset();
    for (let i = 0; i < CLOCK_QUESTIONS; i++) {
      const sentMillis = wall.nowMillis();
      const reply = await this.ask(dialect.timePath, "", 1);
      if (reply.kind !== "ok") continue;
      const venueMillis = new VenueFields(reply.body).number("serverTime");
      if (venueMillis > 0) clock.add(sentMillis, venueMillis, wall.nowMillis());
    }
    this.#clockMillis = wall.nowMillis();
    if (!clock.isKnown) return;
    this.#clock = clock;
    onClock(clock.offsetMillis, isCorrection);
  }

  tend(nowMillis: number): void {
    this.#socket?.tend(nowMillis);
    if (nowMillis - this.#clockMillis > CLOCK_MILLIS) {
      this.#clockMillis = nowMillis;
      void this.askClock();
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#socket?.close();
  }

  #held({ weight, kind }: Operation): number {
    const nowMillis = this.#options.wall.nowMillis();
    const budget = kind === "cancel" ? this.#whole : this.#ordinary;
    const waitMillis = budget.take(weight, nowMillis);
    if (waitMillis > 0 || kind !== "order") return waitMillis;
    return this.counts.take(nowMillis);
  }

  /** The request leaves before this returns. */
  #send({ method, path, socketMethod }: Operation, params: Params): Promise<Reply> {
    if (socketMethod !== undefined && this.#socket?.isUp === true) {
      return this.#socket.ask(socketMethod, this.#signedParams(params));
    }
    const query = queryOf(this.#timed(params));
    return this.#rest.ask(method, path, `${query}&signature=${this.#signer.sign(query)}`);
  }

  /** JSON of parameters with key and signature, as the WebSocket API takes them. */
  #signedParams(params: Params): string {
    const all = { ...this.#timed(params), apiKey: this.#options.plan.keys.key };
    const signature = this.#signer.sign(queryOf(all));
    return JSON.stringify({ ...all, signature });
  }

  #timed(params: Params): Readonly<Record<string, string | number>> {
    const { policy, wall } = this.#options;
    const timestamp = Math.floor(wall.nowMillis() + this.#clock.offsetMillis);
    return { ...params, recvWindow: policy.recvWindowMillis, timestamp };
  }

  /** Many requests may be refused at once; the clock is asked once for all of them. */
  #correctClock(): Promise<void> {
    this.#correction ??= this.askClock(true).finally(() => this.#correction = undefined);
    return this.#correction;
  }
}

/** Names in order, as the WebSocket API wants them signed; nothing here needs escaping. */
function queryOf(params: Readonly<Record<string, string | number>>): string {
  let query = "";
  for (const name of Object.keys(params).sort()) {
    query += `${query === "" ? "" : "&"}${name}=${params[name]}`;
  }
  return query;
}
