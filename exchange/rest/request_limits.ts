/**
 * What a client may ask for in a minute: every route has a weight, and whoever goes over the limit is
 * answered 429; whoever does not stop then, 418, and is kept out for longer each time. Orders are
 * counted by account besides.
 */
import { ApiError, TOO_MANY_ORDERS } from "./api_error.ts";

const MINUTE = 60_000;
const TEN_SECONDS = 10_000;
/** Requests over the limit, within a minute, before a ban. */
const PATIENCE = 10;
const FIRST_BAN_MILLIS = 2 * MINUTE;
const LONGEST_BAN_MILLIS = 3 * 24 * 60 * MINUTE;

/** Infinity = no limit. */
export interface LimitFigures {
  readonly weightPerMinute: number;
  readonly ordersPerTenSeconds: number;
  readonly ordersPerMinute: number;
}

export const SPOT_LIMITS: LimitFigures = {
  weightPerMinute: 6_000,
  ordersPerTenSeconds: 100,
  ordersPerMinute: 6_000,
};
export const FUTURES_LIMITS: LimitFigures = {
  weightPerMinute: 2_400,
  ordersPerTenSeconds: 300,
  ordersPerMinute: 1_200,
};
export const NO_LIMITS: LimitFigures = {
  weightPerMinute: Infinity,
  ordersPerTenSeconds: Infinity,
  ordersPerMinute: Infinity,
};

/** Counts within windows that begin at whole multiples of their length. */
export class WindowCount {
  readonly #millis: number;
  #window = -1;
  #count = 0;

  constructor(millis: number) {
    this.#millis = millis;
  }

  add(amount: number, nowMillis: number): number {
    const window = Math.floor(nowMillis / this.#millis);
    if (window !== this.#window) {
      this.#window = window;
      this.#count = 0;
    }
    this.#count += amount;
    return this.#count;
  }
}

/** Weights by address. */
export class RequestWeights {
  readonly #limit: number;
  readonly #clients = new Map<string, Client>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Counts a request.
   * @returns what is used of this minute
   * @throws ApiError 429 or 418
   */
  use(address: string, weight: number, nowMillis: number): number {
    const client = this.#client(address);
    if (nowMillis < client.bannedUntilMillis) throw banned(client.bannedUntilMillis, nowMillis);
    const used = client.weight.add(weight, nowMillis);
    if (used <= this.#limit) return used;
    if (client.excess.add(1, nowMillis) > PATIENCE) {
      client.banMillis = Math.min(LONGEST_BAN_MILLIS, client.banMillis * 2 || FIRST_BAN_MILLIS);
      client.bannedUntilMillis = nowMillis + client.banMillis;
      throw banned(client.bannedUntilMillis, nowMillis);
    }
    throw new ApiError(
      -1003,
      `Too much request weight used; current limit is ${this.#limit} request weight per 1 MINUTE. ` +
        "Please use WebSocket Streams for live updates to avoid polling the API.",
      429,
      Math.ceil((MINUTE - nowMillis % MINUTE) / 1_000),
    );
  }

  #client(address: string): Client {
    let client = this.#clients.get(address);
    if (client === undefined) {
      client = {
        weight: new WindowCount(MINUTE),
        excess: new WindowCount(MINUTE),
        bannedUntilMillis: 0,
        banMillis: 0,
      };
      this.#clients.set(address, client);
    }
    return client;
  }
}

interface Client {
  readonly weight: WindowCount;
  readonly excess: WindowCount;
  bannedUntilMillis: number;
  banMillis: number;
}

function banned(untilMillis: number, nowMillis: number): ApiError {
  return new ApiError(
    -1003,
    `Way too much request weight used; IP banned until ${untilMillis}. ` +
      "Please use WebSocket Streams for live updates to avoid bans.",
    418,
    Math.ceil((untilMillis - nowMillis) / 1_000),
  );
}

/** Orders of one account. */
export class OrderCounts {
  readonly #figures: LimitFigures;
  readonly #tenSeconds = new WindowCount(TEN_SECONDS);
  readonly #minute = new WindowCount(MINUTE);

  constructor(figures: LimitFigures) {
    this.#figures = figures;
  }

  /** @throws ApiError −1015 */
  use(nowMillis: number): { readonly tenSeconds: number; readonly minute: number } {
    const tenSeconds = this.#tenSeconds.add(1, nowMillis);
    const minute = this.#minute.add(1, nowMillis);
    const { ordersPerTenSeconds, ordersPerMinute } = this.#figures;
    if (tenSeconds > ordersPerTenSeconds || minute > ordersPerMinute) {
      throw new ApiError(...TOO_MANY_ORDERS);
    }
    return { tenSeconds, minute };
  }

  /** As they stand. */
  read(nowMillis: number): { readonly tenSeconds: number; readonly minute: number } {
    return {
      tenSeconds: this.#tenSeconds.add(0, nowMillis),
      minute: this.#minute.add(0, nowMillis),
    };
  }
}
