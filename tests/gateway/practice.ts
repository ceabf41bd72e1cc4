/** The practice exchange for tests of the gateway: started, looked into, made to misbehave. */
import assert from "node:assert/strict";
import type { ExchangeOptions } from "../../exchange/start_exchange.ts";
import { type SpawnedExchange, spawnExchange } from "../../exchange/spawn_exchange.ts";
import type { RigSymbol, RigVenue } from "./gateway_rig.ts";

export type PracticeVenue = "binance" | "binance-usdm";

/** One account as the exchange knows it. */
export interface TrueAccount {
  readonly balances: Readonly<Record<string, { readonly free: string; readonly locked: string }>>;
  readonly positions: readonly {
    readonly symbol: string;
    readonly amount: string;
    readonly entryPrice: string;
  }[];
  readonly openOrders: readonly { readonly clientOrderId: string }[];
  readonly orders: readonly {
    readonly clientOrderId: string;
    readonly status: string;
    readonly executedQty: string;
    readonly side: string;
    readonly symbol: string;
  }[];
  readonly fills: number;
  /** How often an order was received under each client id. */
  readonly received: Readonly<Record<string, number>>;
}

export class Practice {
  readonly exchange: SpawnedExchange;

  private constructor(exchange: SpawnedExchange) {
    this.exchange = exchange;
  }

  static async start(options: ExchangeOptions = {}): Promise<Practice> {
    return new Practice(
      await spawnExchange({ symbols: ["BTCUSDT"], seed: 7, eventsPerSecond: 200, ...options }),
    );
  }

  stop(): Promise<void> {
    return this.exchange.stop();
  }

  venue(venue: PracticeVenue, isFast = false, account = 0): RigVenue {
    const { restUrl, spotWsUrl, futuresWsUrl, keys } = this.exchange;
    const { apiKey, secretKey } = keys[account];
    const isSpot = venue === "binance";
    const streamUrl = isSpot ? spotWsUrl : futuresWsUrl;
    return {
      venue,
      restUrl,
      streamUrl,
      orderUrl: isFast ? `${streamUrl}${isSpot ? "/ws-api/v3" : "/ws-fapi/v1"}` : undefined,
      key: apiKey,
      secret: secretKey,
    };
  }

  async symbol(venue: PracticeVenue, symbol = "BTCUSDT"): Promise<RigSymbol> {
    const root = `${this.exchange.restUrl}${venue === "binance" ? "/api/v3" : "/fapi/v1"}`;
    const info = await (await fetch(`${root}/exchangeInfo`)).json();
    const listed = info.symbols.find((one: { symbol: string }) => one.symbol === symbol);
    const filter = (type: string) =>
      listed.filters.find((one: { filterType: string }) => one.filterType === type);
    const { tickSize: tick } = filter("PRICE_FILTER");
    const { stepSize: lot } = filter("LOT_SIZE");
    const top = await (await fetch(`${root}/ticker/bookTicker?symbol=${symbol}`)).json();
    const ticksOf = (price: string) => Math.round(Number(price) / Number(tick));
    return {
      ...{ venue, symbol, tick, lot },
      ...{ bidTicks: ticksOf(top.bidPrice), askTicks: ticksOf(top.askPrice) },
    };
  }

  async state(venue: PracticeVenue, account = 0): Promise<TrueAccount> {
    const { restUrl, keys } = this.exchange;
    const url = `${restUrl}/practice/state?key=${keys[account].apiKey}`;
    const state = await (await fetch(url)).json();
    return state[venue === "binance" ? "spot" : "usdm"].accounts[0];
  }

  /** @returns the fault's number */
  async fault(rule: Readonly<Record<string, unknown>>): Promise<number> {
    const response = await fetch(`${this.exchange.restUrl}/practice/faults`, {
      method: "POST",
      body: JSON.stringify(rule),
    });
    const answer = await response.json();
    assert.ok(response.ok, JSON.stringify(answer));
    return answer.id;
  }

  async calm(): Promise<void> {
    await (await fetch(`${this.exchange.restUrl}/practice/faults`, { method: "DELETE" })).body
      ?.cancel();
  }

  async disconnect(): Promise<void> {
    await (await fetch(`${this.exchange.restUrl}/practice/disconnect`, { method: "POST" })).body
      ?.cancel();
  }

  async expireListenKeys(): Promise<void> {
    const url = `${this.exchange.restUrl}/practice/expire-listen-keys`;
    await (await fetch(url, { method: "POST" })).body?.cancel();
  }

  /** An order by somebody else at the account, by hand. */
  async signed(
    method: string,
    path: string,
    params: Readonly<Record<string, string>>,
    account = 0,
  ): Promise<unknown> {
    const { restUrl, keys } = this.exchange;
    const { apiKey, secretKey } = keys[account];
    const query = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
    const key = await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(secretKey),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const bytes = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(query));
    const signature = [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0"))
      .join("");
    const url = `${restUrl}${path}?${query}&signature=${signature}`;
    const response = await fetch(url, { method, headers: { "x-mbx-apikey": apiKey } });
    return await response.json();
  }
}
