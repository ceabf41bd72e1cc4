/** Random requests for a market around one price, with any mix of wishes, now and then a foolish one. */
import { Prng } from "../../core/base/prng.ts";
import * as asked from "../../core/matching/order_request.ts";
import type { NaiveRequest } from "./naive_engine.ts";

export const MID_TICKS = 10_000;
const MOST_ORDERS = 250;

export interface Flow {
  readonly seed: number;
  /** Mean distance from the mid, in ticks. */
  readonly distanceTicks: number;
  /** Accounts 1 to this. */
  readonly accounts: number;
  /** Share of requests that are plain limit orders. */
  readonly plainShare: number;
}

export class RandomOrders {
  readonly random: Prng;
  readonly #flow: Flow;
  /** Ids submitted, oldest first. */
  readonly #ids: number[] = [];
  #stale = 0;
  #nextId = 2 ** 32 - 50_000;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.random = new Prng(flow.seed);
  }

  chance(share: number): boolean {
    return this.random.nextUnit() < share;
  }

  /** A recent id as a rule, sometimes one long gone. */
  recentId(): number {
    const back = 1 + Math.floor(this.random.nextExponential(40));
    return this.#ids[Math.max(0, this.#ids.length - back)] ?? 1;
  }

  /** The oldest id when many are out, so that books stay as large as they are; otherwise 0. */
  staleId(): number {
    return this.#ids.length - this.#stale > MOST_ORDERS ? this.#ids[this.#stale++] : 0;
  }

  account(): number {
    return 1 + this.random.nextBelow(this.#flow.accounts);
  }

  lots(): number {
    return this.chance(0.002) ? 2 ** 33 + this.random.nextBelow(9) : 1 + this.random.nextBelow(30);
  }

  priceTicks(side: number): number {
    const away = Math.floor(this.random.nextExponential(this.#flow.distanceTicks)) - 2;
    const far = this.chance(0.002) ? 50_000 : 0;
    return MID_TICKS + (side === 0 ? -1 : 1) * (away + far);
  }

  request(nowNanos: number): NaiveRequest {
    const side = this.random.nextBelow(2);
    const isPlain = this.chance(this.#flow.plainShare);
    const wish = (share: number) => !isPlain && this.chance(share);
    const id = this.chance(0.005) ? this.recentId() : this.#nextId++;
    this.#ids.push(id);
    const kind = wish(0.3) ? 1 + this.random.nextBelow(3) : asked.ORDER_LIMIT;
    const timeInForce = wish(0.5) ? this.random.nextBelow(4) : asked.GOOD_TILL_CANCEL;
    const lots = wish(0.01) ? 0 : this.lots();
    const isMarket = kind === asked.ORDER_MARKET || kind === asked.ORDER_STOP;
    return {
      id,
      kind,
      side,
      priceTicks: isMarket ? 0 : this.priceTicks(side),
      stopTicks: MID_TICKS + this.random.nextBelow(40) - 20,
      lots,
      displayLots: wish(0.25) ? 1 + this.random.nextBelow(9) : 0,
      timeInForce,
      expiryNanos: nowNanos + this.random.nextBelow(2_000) - 20,
      postOnly: wish(0.15),
      reduceOnly: wish(0.25),
      account: isPlain || this.chance(0.1) ? 0 : this.account(),
      selfTrade: this.random.nextBelow(5),
    };
  }
}

export function fill(request: asked.OrderRequest, wanted: NaiveRequest): void {
  const { id, lots, ...rest } = wanted;
  Object.assign(request, rest, { idLow: id | 0, idHigh: Math.floor(id / 2 ** 32), qtyLots: lots });
}
