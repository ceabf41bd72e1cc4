/**
 * The desk that clients' orders go over: it takes what a route has found sound, sets money aside,
 * enters the order into its market, and books what the market tells of it.
 *
 * ```text
 *   route ─ ticket ─▶ reserve ─▶ market ─▶ filled, ended, triggered ─▶ ledger, AccountWatcher
 * ```
 */
import * as codes from "../../core/matching/codes.ts";
import { OrderRequest } from "../../core/matching/order_request.ts";
import type { OrderOwner } from "../market/market.ts";
import type { TapedTrade } from "../market/trade_tape.ts";
import { ApiError, NO_SUCH_ORDER } from "../rest/api_error.ts";
import type { Account, Position } from "./account.ts";
import { ClientOrder, type OrderFill, type OrderTicket } from "./client_order.ts";
import type { Ledger } from "./ledger.ts";
import { fillRequest } from "./order_wishes.ts";
import { refusalOf, ticketRefusal } from "./order_refusals.ts";

/** What happened to an order, as execution reports name it. */
export type Execution =
  | "NEW"
  | "TRADE"
  | "CANCELED"
  | "EXPIRED"
  | "TRADE_PREVENTION"
  | "AMENDMENT";

/** Told of what an account's owner is told. */
export interface AccountWatcher {
  orderChanged(order: ClientOrder, execution: Execution, fill?: OrderFill): void;
  accountChanged(account: Account, assets: readonly string[], positions: readonly Position[]): void;
}

/** Orders and fills that an account can look up; older closed ones are forgotten. */
const KEPT_ORDERS = 10_000;
const KEPT_FILLS = 10_000;
const FIRST_ORDER_ID = 1_000_001;

export class OrderDesk implements OrderOwner {
  readonly ledger: Ledger;
  watcher: AccountWatcher | undefined;
  readonly #request = new OrderRequest();
  readonly #open = new Map<number, ClientOrder>();
  #nextId = FIRST_ORDER_ID;
  #nowMillis = 0;
  /** The order that is being amended; 0 = none. */
  #amended = 0;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  /**
   * Enters an order.
   * @throws ApiError when it is refused; then it never existed
   */
  place(account: Account, ticket: OrderTicket, nowMillis: number): ClientOrder {
    this.#nowMillis = nowMillis;
    const { market } = ticket;
    market.expire(nowMillis);
    const order = new ClientOrder(this.#nextId++, account, ticket, nowMillis);
    const refusal = ticketRefusal(account, ticket) ?? this.ledger.reserve(order);
    if (refusal !== undefined) throw refusal;
    this.#register(order);
    fillRequest(this.#request, order);
    const refusedCode = market.submit(this.#request);
    if (refusedCode !== 0) this.#rejected(order, refusedCode);
    else {
      this.#told(order, "NEW");
      market.tell(nowMillis);
    }
    return order;
  }

  /** Takes an open order out of the market. */
  cancel(order: ClientOrder, cancelId: string, nowMillis: number): void {
    this.#nowMillis = nowMillis;
    order.cancelId = cancelId;
    order.ticket.market.cancel(order.id, nowMillis);
  }

  /**
   * Gives an open order another price and total; its id and its fills stay, and its place in the queue
   * where only the quantity becomes less.
   * @throws ApiError when it is refused; then it is as it was
   */
  amend(order: ClientOrder, priceTicks: number, lots: number, nowMillis: number): void {
    this.#nowMillis = nowMillis;
    const before = order.ticket;
    const { market } = before;
    order.ticket = { ...before, priceTicks, lots: lots + order.cutLots };
    const refusedCode = market.modify(order.id, priceTicks, order.leavesLots);
    if (refusedCode !== 0) {
      order.ticket = before;
      throw refusalOf(refusedCode, before) ?? new ApiError(...NO_SUCH_ORDER);
    }
    order.updatedMillis = nowMillis;
    this.#amended = order.id;
    this.#told(order, "AMENDMENT");
    market.tell(nowMillis);
    this.#amended = 0;
  }

  filled(orderId: number, trade: TapedTrade, isMaker: boolean): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    const { account, ticket } = order;
    const { listing } = ticket.market;
    const cost = this.ledger.settle(order, trade, isMaker);
    order.filledLots += trade.qtyLots;
    order.filledE8 += listing.valueE8(trade.priceTicks, trade.qtyLots);
    order.updatedMillis = trade.timeMillis;
    const isDone = order.filledLots + order.cutLots >= ticket.lots;
    order.status = isDone ? "FILLED" : "PARTIALLY_FILLED";
    if (isDone) this.#close(order);
    const fill = { trade, order, isMaker, ...cost };
    order.fills.push(fill);
    account.fills.push(fill);
    if (account.fills.length > 2 * KEPT_FILLS) account.fills.splice(0, KEPT_FILLS);
    this.#told(order, "TRADE", fill);
  }

  ended(orderId: number, lots: number, code: number, reduced: boolean): void {
    const order = this.#open.get(orderId);
    if (order === undefined || code === codes.CANCEL_REPLACED) return;
    order.updatedMillis = this.#at(order);
    if (reduced && code === codes.CANCEL_REQUESTED && this.#amended === orderId) return;
    if (reduced) {
      this.ledger.release(order, lots);
      order.cutLots += lots;
      if (code === codes.CANCEL_SELF_TRADE) this.#told(order, "TRADE_PREVENTION");
      return;
    }
    order.status = code === codes.CANCEL_REQUESTED
      ? "CANCELED"
      : code === codes.CANCEL_SELF_TRADE
      ? "EXPIRED_IN_MATCH"
      : "EXPIRED";
    this.#close(order);
    this.#told(order, order.status === "CANCELED" ? "CANCELED" : "EXPIRED");
  }

  triggered(orderId: number): void {
    const order = this.#open.get(orderId);
    if (order === undefined) return;
    order.isWorking = true;
    order.workingMillis = this.#at(order);
    order.updatedMillis = order.workingMillis;
    this.#told(order, "NEW");
  }

  /** The market refused: an error, or an order that lived and died at once. */
  #rejected(order: ClientOrder, code: number): void {
    const refusal: ApiError | undefined = refusalOf(code, order.ticket);
    if (refusal === undefined) {
      this.#told(order, "NEW");
      order.status = "EXPIRED";
      this.#close(order);
      this.#told(order, "EXPIRED");
      return;
    }
    order.status = "EXPIRED";
    this.#close(order);
    const { account } = order;
    account.orders.delete(order.id);
    account.byClientId.delete(clientKeyOf(order.ticket));
    throw refusal;
  }

  #at(order: ClientOrder): number {
    return Math.max(order.ticket.market.nowMillis, this.#nowMillis);
  }

  #register(order: ClientOrder): void {
    const { account } = order;
    this.#open.set(order.id, order);
    account.openOrders.set(order.id, order);
    account.orders.set(order.id, order);
    account.byClientId.set(clientKeyOf(order.ticket), order);
    if (account.orders.size > KEPT_ORDERS + account.openOrders.size) forgetOldest(account);
  }

  #close(order: ClientOrder): void {
    this.#open.delete(order.id);
    order.account.openOrders.delete(order.id);
    this.ledger.release(order, order.leavesLots);
  }

  #told(order: ClientOrder, execution: Execution, fill?: OrderFill): void {
    const { account, ticket } = order;
    const { listing } = ticket.market;
    account.updatedMillis = order.updatedMillis;
    this.watcher?.orderChanged(order, execution, fill);
    const isSpot = listing.venue === "spot";
    if (isSpot) this.watcher?.accountChanged(account, [listing.base, listing.quote], []);
    else if (fill !== undefined) {
      this.watcher?.accountChanged(account, [listing.quote], [account.position(listing)]);
    }
  }
}

/** Under which an account remembers the newest order of a client's id. */
export function clientKeyOf(ticket: Pick<OrderTicket, "market" | "clientOrderId">): string {
  return `${ticket.market.listing.symbol}/${ticket.clientOrderId}`;
}

function forgetOldest(account: Account): void {
  for (const [id, order] of account.orders) {
    if (order.isOpen) continue;
    account.orders.delete(id);
    const key = clientKeyOf(order.ticket);
    if (account.byClientId.get(key) === order) account.byClientId.delete(key);
    return;
  }
}
