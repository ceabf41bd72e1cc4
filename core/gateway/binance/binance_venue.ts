/**
 * Binance as a venue to send orders to, spot or USD-M: the adapter between the gateway's requests and
 * the API's, in either dialect.
 */
import type { WallClock } from "../../base/clock.ts";
import { Prng } from "../../base/prng.ts";
import type { Grid } from "../../wire/directory.ts";
import type { GatewayPolicy, VenuePlan } from "../gateway_plan.ts";
import {
  type Holdings,
  type NewOrder,
  type OrderName,
  type OrderVenue,
  type Outcome,
  type VenueListener,
  type VenueOrder,
  type VenueTrade,
  VenueTrouble,
} from "../order_venue.ts";
import { VenueInstrument } from "../venue_instrument.ts";
import { fieldsList, VenueFields } from "../venue_json.ts";
import { BinanceApi } from "./binance_api.ts";
import type { Dialect, Operation, Params } from "./dialect.ts";
import type { Reply } from "./reply.ts";
import { UserStream } from "../user_stream.ts";

/** How long the venue's own machines may need to agree on an order. */
const SETTLE_MILLIS = 1_000;
const SUBSCRIBE = "userDataStream.subscribe.signature";
/** Events after which a stream tells no more. */
const ENDS = new Set(["listenKeyExpired", "eventStreamTerminated"]);
const INFO_WEIGHT = 20;
const PRICE_WEIGHT = 2;

export interface BinanceVenueOptions {
  readonly dialect: Dialect;
  readonly plan: VenuePlan;
  readonly policy: GatewayPolicy;
  readonly budgets: SharedArrayBuffer;
  readonly wall: WallClock;
}

export class BinanceVenue implements OrderVenue {
  readonly name: string;
  readonly isMargined: boolean;
  readonly changesInPlace: boolean;
  readonly settleMillis: number;
  readonly #options: BinanceVenueOptions;
  readonly #api: BinanceApi;
  readonly #stream: UserStream;
  readonly #assets = new Map<string, { base: string; quote: string }>();
  readonly #instruments = new Map<string, VenueInstrument>();
  #listener: VenueListener | undefined;
  #listenKey = "";

  constructor(options: BinanceVenueOptions) {
    const { dialect, plan, policy, wall } = options;
    this.#options = options;
    this.name = dialect.name;
    this.isMargined = dialect.isMargined;
    this.changesInPlace = dialect.changesInPlace;
    this.settleMillis = policy.recvWindowMillis + policy.answerMillis + SETTLE_MILLIS;
    this.#api = new BinanceApi({
      ...options,
      onClock: (offset, isCorrection) => this.#listener?.onClock(offset, isCorrection),
      onReconnect: () =>
        this.#listener?.onTrouble(`${this.name}: the order socket was opened again`),
    });
    const { listenKeyPath } = dialect;
    const isSpot = !dialect.isMargined;
    this.#stream = new UserStream({
      begin: async () => {
        if (plan.userStream === "signature" && plan.orderUrl !== undefined) {
          return { url: plan.orderUrl, words: [this.#api.signedText(SUBSCRIBE)] };
        }
        const key = bodyOf(await this.#api.keyed("POST", listenKeyPath));
        this.#listenKey = new VenueFields(key).text("listenKey");
        return { url: `${plan.streamUrl.replace(/\/$/, "")}/ws/${this.#listenKey}` };
      },
      keepAlive: async () => {
        if (plan.userStream === "signature") return true;
        const query = isSpot ? `listenKey=${this.#listenKey}` : "";
        const reply = await this.#api.keyed("PUT", listenKeyPath, query);
        return reply.kind !== "refused";
      },
      onMessage: (message) => this.#onMessage(message),
      onStream: (isUp) => this.#listener?.onStream(isUp),
      onTrouble: (text) => this.#listener?.onTrouble(`${this.name}: ${text}`),
      random: new Prng((Math.floor(wall.nowMillis()) ^ 0x5bd1_e995) >>> 0),
      nowMillis: () => wall.nowMillis(),
    });
  }

  async open(listener: VenueListener): Promise<void> {
    const { dialect } = this.#options;
    this.#listener = listener;
    await this.#api.open();
    const info = new VenueFields(bodyOf(await this.#api.ask(dialect.infoPath, "", INFO_WEIGHT)));
    for (const symbol of info.list("symbols")) {
      const base = symbol.text("baseAsset");
      this.#assets.set(symbol.text("symbol"), { base, quote: symbol.text("quoteAsset") });
    }
    for (const limit of info.list("rateLimits")) {
      if (limit.text("rateLimitType") !== "ORDERS") continue;
      const { counts } = this.#api;
      counts.limit(limit.text("interval"), limit.number("intervalNum"), limit.number("limit"));
    }
    await this.#stream.open();
  }

  define(id: number, symbol: string, tick: Grid, lot: Grid): VenueInstrument | undefined {
    const assets = this.#assets.get(symbol);
    if (assets === undefined) return undefined;
    const instrument = new VenueInstrument(id, symbol, assets, tick, lot);
    this.#instruments.set(symbol, instrument);
    return instrument;
  }

  async send(order: NewOrder): Promise<Outcome> {
    const { dialect } = this.#options;
    const reply = await this.#api.call(dialect.place, dialect.placeParams(order));
    return this.#outcomeOf(reply, order.instrument);
  }

  async cancel(order: OrderName): Promise<Outcome> {
    const reply = await this.#api.call(this.#options.dialect.cancel, paramsOf(order));
    return this.#outcomeOf(reply, order.instrument);
  }

  async change(order: OrderName, priceTicks: number, qtyLots: number): Promise<Outcome> {
    const { change } = this.#options.dialect;
    const { instrument, side } = order;
    if (change === undefined) return { kind: "unknown", text: "cannot be changed in place" };
    const reply = await this.#api.call(change, {
      ...paramsOf(order),
      side: side === 0 ? "BUY" : "SELL",
      price: instrument.price.textOf(priceTicks),
      quantity: instrument.qty.textOf(qtyLots),
    });
    return this.#outcomeOf(reply, instrument);
  }

  async lookUp(order: OrderName): Promise<VenueOrder | undefined> {
    const { dialect } = this.#options;
    const reply = await this.#api.call(dialect.lookUp, paramsOf(order));
    if (reply.kind === "gone") return undefined;
    return dialect.orderOf(order.instrument, new VenueFields(bodyOf(reply)));
  }

  async tradesOf(order: OrderName): Promise<readonly VenueTrade[]> {
    const { dialect } = this.#options;
    const { instrument } = order;
    const orderId = order.venueOrderId || (await this.lookUp(order))?.venueOrderId;
    if (orderId === undefined) return [];
    const body = await this.#query(dialect.trades, { symbol: instrument.symbol, orderId });
    return fieldsList(body).filter((trade) => trade.text("orderId") === orderId)
      .map((trade) => dialect.tradeOf(instrument, trade));
  }

  async openOrders(instrument: VenueInstrument): Promise<readonly VenueOrder[]> {
    const { dialect } = this.#options;
    const body = await this.#query(dialect.openOrders, { symbol: instrument.symbol });
    if (!Array.isArray(body)) throw new VenueTrouble("open orders are no list");
    return fieldsList(body).map((order) => dialect.orderOf(instrument, order));
  }

  async holdings(): Promise<Holdings> {
    const { dialect } = this.#options;
    return dialect.holdingsOf(new VenueFields(await this.#query(dialect.account, {})));
  }

  async rateOf(asset: string, quote: string): Promise<number | undefined> {
    const { pricePath } = this.#options.dialect;
    const reply = await this.#api.ask(pricePath, `symbol=${asset}${quote}`, PRICE_WEIGHT);
    if (reply.kind === "refused") return undefined;
    const price = new VenueFields(bodyOf(reply)).number("price");
    return price > 0 ? price : undefined;
  }

  async holdAlive({ symbol }: VenueInstrument, millis: number): Promise<void> {
    const { countdown } = this.#options.dialect;
    if (countdown === undefined) return;
    bodyOf(await this.#api.call(countdown, { symbol, countdownTime: String(millis) }));
  }

  renewStream(why: string): void {
    this.#stream.renew(why);
  }

  tend(): void {
    const nowMillis = this.#options.wall.nowMillis();
    this.#api.tend(nowMillis);
    this.#stream.tend(nowMillis);
  }

  async close(): Promise<void> {
    await this.#stream.close();
    await this.#api.close();
  }

  async #query(operation: Operation, params: Params): Promise<unknown> {
    return bodyOf(await this.#api.call(operation, params));
  }

  #outcomeOf(reply: Reply, instrument: VenueInstrument): Outcome {
    switch (reply.kind) {
      case "ok":
        try {
          const order = this.#options.dialect.orderOf(instrument, new VenueFields(reply.body));
          return { kind: "done", order };
        } catch (thrown) {
          if (!(thrown instanceof VenueTrouble)) throw thrown;
          // It was done, but who knows what: the order is looked up.
          return { kind: "unknown", text: thrown.message };
        }
      case "clock":
        return { kind: "limited", waitMillis: 0 };
      default:
        return reply;
    }
  }

  /** @returns whether the stream lives on */
  #onMessage(message: unknown): boolean {
    const { dialect } = this.#options;
    const whole = new VenueFields(message);
    // Behind a signed word, events come in an envelope, and its own answer before them.
    if (whole.has("status") && whole.number("status") !== 200) return false;
    const fields = whole.has("event") ? whole.fields("event") : whole;
    if (ENDS.has(fields.text("e"))) return false;
    const event = dialect.eventOf(fields);
    const instrument = event && this.#instruments.get(event.symbol);
    if (event !== undefined && instrument !== undefined) {
      this.#listener?.onOrder(event.orderOf(instrument));
    }
    return true;
  }
}

function paramsOf({ instrument, clientId }: OrderName): Params {
  return { symbol: instrument.symbol, origClientOrderId: clientId };
}

/** @throws VenueTrouble when the answer is not what was asked for */
function bodyOf(reply: Reply): unknown {
  switch (reply.kind) {
    case "ok":
      return reply.body;
    case "limited":
      throw new VenueTrouble(reply.text, reply.waitMillis);
    case "clock":
      throw new VenueTrouble("clocks do not agree");
    case "refused":
      throw new VenueTrouble(reply.text, 0, reply.reason);
    default:
      throw new VenueTrouble(reply.text);
  }
}
