/**
 * Coinbase Advanced Trade as a venue to send orders to. The user channel tells how orders stand, not
 * what they traded at; so fills are looked up by order, and what was executed decides when.
 */
import type { WallClock } from "../../base/clock.ts";
import { Prng } from "../../base/prng.ts";
import type { Grid } from "../../wire/directory.ts";
import { REASON_BAD_ORDER, REASON_BY_VENUE, REASON_NO_ACCESS } from "../../wire/report.ts";
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
import { UserStream } from "../user_stream.ts";
import { VenueInstrument } from "../venue_instrument.ts";
import { VenueFields } from "../venue_json.ts";
import { CoinbaseApi } from "./coinbase_api.ts";
import {
  configurationOf,
  orderOf,
  reasonOf,
  sideWord,
  toldOrder,
  tradeOf,
} from "./coinbase_words.ts";

const SETTLE_MILLIS = 1_000;
const ORDERS = "/orders/historical/batch";
const PAGE = "limit=250";
const CLOCK_MILLIS = 60_000;

export interface CoinbaseVenueOptions {
  readonly plan: VenuePlan;
  readonly policy: GatewayPolicy;
  readonly budgets: SharedArrayBuffer;
  readonly wall: WallClock;
}

export class CoinbaseVenue implements OrderVenue {
  readonly name = "coinbase";
  readonly isMargined = false;
  readonly changesInPlace = false;
  readonly settleMillis: number;
  readonly #options: CoinbaseVenueOptions;
  readonly #api: CoinbaseApi;
  readonly #stream: UserStream;
  readonly #assets = new Map<string, { base: string; quote: string }>();
  readonly #instruments = new Map<string, VenueInstrument>();
  #listener: VenueListener | undefined;
  #sequence = -1;
  #clockMillis = 0;

  constructor(options: CoinbaseVenueOptions) {
    const { plan, policy, wall } = options;
    this.#options = options;
    // A token is good for whole seconds.
    this.settleMillis = policy.recvWindowMillis + 1_000 + policy.answerMillis + SETTLE_MILLIS;
    this.#api = new CoinbaseApi({
      ...options,
      onClock: (offset, isCorrection) => this.#listener?.onClock(offset, isCorrection),
    });
    this.#stream = new UserStream({
      begin: async () => {
        const jwt = await this.#api.socketToken();
        this.#sequence = -1;
        const words = ["user", "heartbeats"].map((channel) =>
          JSON.stringify({ type: "subscribe", channel, product_ids: [...this.#assets.keys()], jwt })
        );
        return { url: plan.streamUrl, words };
      },
      keepAlive: () => Promise.resolve(true),
      onMessage: (message) => this.#onMessage(new VenueFields(message)),
      onStream: (isUp) => this.#listener?.onStream(isUp),
      onTrouble: (text) => this.#listener?.onTrouble(`coinbase: ${text}`),
      random: new Prng(Math.floor(wall.nowMillis()) >>> 0),
      nowMillis: () => wall.nowMillis(),
    });
  }

  async open(listener: VenueListener): Promise<void> {
    this.#listener = listener;
    await this.#api.open();
    for (const product of await this.#api.all("/products", `?${PAGE}`, "products")) {
      this.#assets.set(product.text("product_id"), {
        base: product.text("base_currency_id"),
        quote: product.text("quote_currency_id"),
      });
    }
    this.#clockMillis = this.#options.wall.nowMillis();
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
    const { instrument, clientId, side, qtyLots, priceTicks } = order;
    const configuration = configurationOf(order);
    if (configuration === undefined) {
      return { kind: "refused", reason: REASON_BAD_ORDER, text: "coinbase has no such order" };
    }
    const reply = await this.#api.ask("POST", "/orders", "", {
      client_order_id: clientId,
      product_id: instrument.symbol,
      side: sideWord(side),
      order_configuration: configuration,
    });
    if (reply.kind === "refused") return refused(reply.status, reply.text);
    if (reply.kind !== "ok") return reply;
    const { fields } = reply;
    const venueOrderId = fields.fields("success_response").text("order_id");
    if (fields.flag("success") && venueOrderId !== "") {
      const exchMillis = this.#options.wall.nowMillis();
      return {
        kind: "done",
        order: {
          ...{ instrument, clientId, venueOrderId, side, priceTicks, qtyLots, exchMillis },
          ...{ status: "open", filledLots: 0, trades: [], reason: 0 },
        },
      };
    }
    const error = fields.fields("error_response");
    const name = error.text("error");
    if (name === "" || /UNKNOWN|INTERNAL/.test(name)) {
      return { kind: "unknown", text: name || "neither success nor error" };
    }
    return { kind: "refused", reason: reasonOf(name), text: name };
  }

  async cancel(order: OrderName): Promise<Outcome> {
    let { venueOrderId } = order;
    if (venueOrderId === "") {
      // Cancels go by the venue's own name only.
      try {
        venueOrderId = (await this.lookUp(order))?.venueOrderId ?? "";
      } catch (thrown) {
        if (!(thrown instanceof VenueTrouble)) throw thrown;
        return { kind: "unknown", text: thrown.message };
      }
      if (venueOrderId === "") return { kind: "gone" };
    }
    const order_ids = [venueOrderId];
    const reply = await this.#api.ask("POST", "/orders/batch_cancel", "", { order_ids }, true);
    if (reply.kind === "refused") return refused(reply.status, reply.text);
    if (reply.kind !== "ok") return reply;
    const [result] = reply.fields.list("results");
    if (result?.flag("success")) return { kind: "done", order: undefined };
    const why = result?.text("failure_reason") ?? "";
    if (/DUPLICATE/.test(why)) return { kind: "done", order: undefined };
    if (/UNKNOWN_CANCEL_ORDER|INVALID_CANCEL_REQUEST/.test(why)) return { kind: "gone" };
    return why === "" ? { kind: "unknown", text: "no result" } : {
      kind: "refused",
      reason: REASON_BY_VENUE,
      text: why,
    };
  }

  change(): Promise<Outcome> {
    return Promise.resolve({ kind: "unknown", text: "orders are not changed in place" });
  }

  async lookUp(order: OrderName): Promise<VenueOrder | undefined> {
    const { instrument, clientId, venueOrderId } = order;
    if (venueOrderId !== "") {
      const found = await this.#api.get(`/orders/historical/${venueOrderId}`);
      return found && orderOf(instrument, found.fields("order"));
    }
    const query = `?product_ids=${instrument.symbol}&${PAGE}`;
    const page = await this.#api.get(ORDERS, query);
    const found = page?.list("orders").find((one) => one.text("client_order_id") === clientId);
    return found && orderOf(instrument, found);
  }

  async tradesOf(order: OrderName): Promise<readonly VenueTrade[]> {
    const { instrument } = order;
    const id = order.venueOrderId || (await this.lookUp(order))?.venueOrderId;
    if (id === undefined) return [];
    const query = `?order_ids=${id}&${PAGE}`;
    const fills = await this.#api.all("/orders/historical/fills", query, "fills");
    return fills.filter((fill) => fill.text("order_id") === id)
      .map((fill) => tradeOf(instrument, fill)).reverse();
  }

  async openOrders(instrument: VenueInstrument): Promise<readonly VenueOrder[]> {
    const query = `?product_ids=${instrument.symbol}&order_status=OPEN&${PAGE}`;
    const orders = await this.#api.all(ORDERS, query, "orders");
    return orders.map((order) => orderOf(instrument, order));
  }

  async holdings(): Promise<Holdings> {
    const positions = new Map<string, { units: number; entryPrice: number }>();
    const cash = new Map<string, number>();
    for (const account of await this.#api.all("/accounts", `?${PAGE}`, "accounts")) {
      const units = account.fields("available_balance").number("value") +
        account.fields("hold").number("value");
      positions.set(account.text("currency"), { units, entryPrice: 0 });
      cash.set(account.text("currency"), units);
    }
    return { positions, cash };
  }

  /** Fees are in quote currency here. */
  rateOf(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** There is no such switch. */
  holdAlive(): Promise<void> {
    return Promise.resolve();
  }

  renewStream(why: string): void {
    this.#stream.renew(why);
  }

  tend(): void {
    const nowMillis = this.#options.wall.nowMillis();
    this.#stream.tend(nowMillis);
    if (nowMillis - this.#clockMillis < CLOCK_MILLIS) return;
    this.#clockMillis = nowMillis;
    void this.#api.askClock(false);
  }

  async close(): Promise<void> {
    await this.#stream.close();
    this.#api.close();
  }

  /** @returns false when messages are missing: what they said has to be looked up */
  #onMessage(message: VenueFields): boolean {
    if (message.text("type") === "error") {
      this.#listener?.onTrouble(`coinbase: ${message.text("message").slice(0, 100)}`);
      return false;
    }
    const sequence = message.number("sequence_num");
    if (message.has("sequence_num")) {
      const isNext = this.#sequence < 0 || sequence === this.#sequence + 1;
      this.#sequence = sequence;
      if (!isNext) return false;
    }
    if (message.text("channel") !== "user") return true;
    const millis = Date.parse(message.text("timestamp")) || this.#options.wall.nowMillis();
    for (const event of message.list("events")) {
      for (const order of event.list("orders")) {
        const instrument = this.#instruments.get(order.text("product_id"));
        if (instrument !== undefined) {
          this.#listener?.onOrder(toldOrder(instrument, order, millis));
        }
      }
    }
    return true;
  }
}

function refused(status: number, text: string): Outcome {
  const reason = status === 401 || status === 403 ? REASON_NO_ACCESS : REASON_BAD_ORDER;
  return { kind: "refused", reason, text };
}
