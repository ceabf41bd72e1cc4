/** An order of a client, from acceptance to its end and as long as it can be asked for. */
import type { Market } from "../market/market.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import type { Account } from "./account.ts";

export type OrderSide = "BUY" | "SELL";
export type OrderStatus =
  | "NEW"
  | "PARTIALLY_FILLED"
  | "FILLED"
  | "CANCELED"
  | "EXPIRED"
  | "EXPIRED_IN_MATCH";

/** What a client asked for, on the grid of the listing. */
export interface OrderTicket {
  readonly market: Market;
  readonly clientOrderId: string;
  readonly side: OrderSide;
  /** As the venue names it: LIMIT, MARKET, STOP_LOSS_LIMIT … */
  readonly type: string;
  readonly timeInForce: string;
  /** 0 = any price. */
  readonly priceTicks: number;
  /** 0 = none. */
  readonly stopTicks: number;
  readonly lots: number;
  /** Of a market order that was given by its value; 0n = by quantity. */
  readonly quoteE8: bigint;
  readonly icebergLots: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTrade: string;
  /** 0 = none. */
  readonly goodTillMillis: number;
}

/** One fill of an order, and what it cost. */
export interface OrderFill {
  readonly trade: TapedTrade;
  readonly order: ClientOrder;
  readonly isMaker: boolean;
  readonly feeE8: bigint;
  readonly feeAsset: string;
  /** Of futures: what the fill realized. */
  readonly profitE8: bigint;
}

export class ClientOrder {
  readonly id: number;
  readonly account: Account;
  /** As it stands now: an amendment makes another. */
  ticket: OrderTicket;
  readonly createdMillis: number;
  updatedMillis: number;
  status: OrderStatus = "NEW";
  filledLots = 0;
  filledE8 = 0n;
  /** Lots taken off without a trade. */
  cutLots = 0;
  /** False while a stop order waits for its price. */
  isWorking: boolean;
  workingMillis: number;
  /** What is set aside for it, of which asset; spot only. */
  lockedE8 = 0n;
  lockedAsset = "";
  /** Client's id of the cancel that ended it. */
  cancelId = "";
  readonly fills: OrderFill[] = [];

  constructor(id: number, account: Account, ticket: OrderTicket, nowMillis: number) {
    this.id = id;
    this.account = account;
    this.ticket = ticket;
    this.createdMillis = nowMillis;
    this.updatedMillis = nowMillis;
    this.isWorking = ticket.stopTicks === 0;
    this.workingMillis = nowMillis;
  }

  get isOpen(): boolean {
    return this.status === "NEW" || this.status === "PARTIALLY_FILLED";
  }

  get isBuy(): boolean {
    return this.ticket.side === "BUY";
  }

  /** Lots that may still trade. */
  get leavesLots(): number {
    return this.isOpen ? this.ticket.lots - this.filledLots - this.cutLots : 0;
  }

  /** Price of an average lot, 10⁻⁸; 0 before the first fill. */
  get averageE8(): number {
    if (this.filledLots === 0) return 0;
    const { listing } = this.ticket.market;
    return Number(this.filledE8 * 100_000_000n / listing.baseE8(this.filledLots));
  }
}
