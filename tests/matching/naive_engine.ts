/**
 * A slow, obvious twin of the matching engine, for every kind of order: arrays in order of priority,
 * searched and spliced; whether a fill-or-kill order would be filled is found by trying it on a copy.
 * It shares nothing with the engine but the numbers of codes and the definition of the state hash.
 */
import { Fold } from "../../core/base/fold.ts";
import { foldRecord } from "../../core/book/book_hash.ts";
import * as codes from "../../core/matching/codes.ts";
import { foldTerms } from "../../core/matching/market_hash.ts";
import * as kinds from "../../core/matching/match_events.ts";
import { marksOf } from "../../core/matching/order_terms.ts";
import * as asked from "../../core/matching/order_request.ts";

const ANY_PRICE = -0x8000_0000;

export interface NaiveOrder {
  readonly id: number;
  kind: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly stopTicks: number;
  /** Shown; of an order on its way in, all it has. */
  lots: number;
  hiddenLots: number;
  readonly displayLots: number;
  readonly timeInForce: number;
  readonly expiryNanos: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly account: number;
  readonly selfTrade: number;
  readonly waits: boolean;
  /** In order of acceptance. */
  readonly sequence: number;
}

/** What is asked for, every wish named. */
export type NaiveRequest = Omit<NaiveOrder, "hiddenLots" | "waits" | "sequence">;

/** kind, code, id, side, price, lots, left, taker's id: comparable with a record of MatchEvents. */
export type NaiveEvent = readonly [
  kind: number,
  code: number,
  id: number,
  side: number,
  priceTicks: number,
  lots: number,
  leftLots: number,
  takerId: number,
];

export class NaiveEngine {
  /** Bids and asks, best first, then oldest first. */
  sides: NaiveOrder[][] = [[], []];
  /** Stop orders to buy and to sell, the one reached first in front. */
  stops: NaiveOrder[][] = [[], []];
  positions = new Map<number, number>();
  readonly #byId = new Map<number, NaiveOrder>();
  events: NaiveEvent[] = [];
  lastTicks = ANY_PRICE;
  nowNanos = 0;
  #low = Infinity;
  #high = -Infinity;
  #sequence = 0;

  get orderCount(): number {
    return this.#byId.size;
  }

  find(id: number): NaiveOrder | undefined {
    return this.#byId.get(id);
  }

  all(): NaiveOrder[] {
    return [...this.sides, ...this.stops].flat();
  }

  submit(request: NaiveRequest): void {
    this.events = [];
    const isStop = request.kind >= asked.ORDER_STOP;
    let code = this.#wrongIn(request);
    if (code === 0 && this.find(request.id) !== undefined) code = codes.REJECT_DUPLICATE_ID;
    if (code === 0 && isStop && !this.#isReached(request)) {
      const order = { ...request, hiddenLots: 0, waits: true, sequence: this.#sequence++ };
      this.#insert(this.stops[order.side], order, order.side === 0 ? 1 : -1);
      this.#tell(kinds.MATCH_WAIT, 0, order, order.lots);
      return;
    }
    if (code === 0) code = this.#refusal(request);
    if (code !== 0) this.#tell(kinds.MATCH_REJECT, code, request, request.lots);
    else this.#enter(request);
    this.#trigger();
  }

  cancel(id: number): void {
    this.events = [];
    const order = this.find(id);
    if (order === undefined) this.#reject(codes.REJECT_UNKNOWN_ID, id, 0, ANY_PRICE, 0);
    else this.#cancel(order, codes.CANCEL_REQUESTED);
  }

  cancelAccount(account: number): void {
    this.events = [];
    const orders = this.all().filter((order) => account !== 0 && order.account === account);
    for (const order of orders.sort(bySequence)) this.#cancel(order, codes.CANCEL_REQUESTED);
  }

  expire(nowNanos: number): void {
    this.events = [];
    this.nowNanos = Math.max(this.nowNanos, nowNanos);
    const gone = this.all().filter((order) =>
      order.timeInForce === asked.GOOD_TILL_DATE && order.expiryNanos <= this.nowNanos
    );
    gone.sort((a, b) => a.expiryNanos - b.expiryNanos || bySequence(a, b));
    for (const order of gone) this.#cancel(order, codes.CANCEL_EXPIRED);
  }

  modify(id: number, priceTicks: number, lots: number): void {
    this.events = [];
    const order = this.find(id);
    if (order === undefined) {
      return this.#reject(codes.REJECT_UNKNOWN_ID, id, 0, priceTicks, lots);
    }
    const changed = { ...order, priceTicks, lots };
    let code = order.waits ? codes.REJECT_WAITING : 0;
    const total = order.lots + order.hiddenLots;
    if (code === 0 && priceTicks === order.priceTicks && lots <= total) {
      const fromShown = Math.max(0, total - lots - order.hiddenLots);
      order.hiddenLots -= total - lots - fromShown;
      order.lots -= fromShown;
      return this.#tell(kinds.MATCH_REDUCE, 0, order, total - lots, order.lots);
    }
    if (code === 0 && tooManyParts(changed)) code = codes.REJECT_DISPLAY;
    if (code === 0) code = this.#refusal(changed);
    if (code !== 0) return this.#reject(code, id, order.side, priceTicks, lots);
    this.#cancel(order, codes.CANCEL_REPLACED);
    this.#enter(changed);
    this.#trigger();
  }

  hash(): string {
    const fold = new Fold();
    const [buyStops, sellStops] = this.stops;
    const ladders = [this.sides[0], this.sides[1], sellStops, buyStops];
    for (const [ladder, orders] of ladders.entries()) {
      for (const [i, order] of orders.entries()) {
        const price = priceOf(order);
        if (i === 0 || priceOf(orders[i - 1]) !== price) {
          const level = orders.filter((other) => priceOf(other) === price);
          foldRecord(fold, price, ladder, level.reduce((sum, other) => sum + other.lots, 0));
        }
        foldRecord(fold, order.id | 0, Math.floor(order.id / 2 ** 32), order.lots);
        if (!isPlain(order)) {
          const { account, hiddenLots, displayLots, priceTicks, expiryNanos } = order;
          const marks = order.kind | marksOf(order);
          foldTerms(fold, account, marks, hiddenLots, displayLots, priceTicks, expiryNanos);
        }
      }
    }
    const held = [...this.positions].filter(([, lots]) => lots !== 0).sort(([a], [b]) => a - b);
    for (const [account, lots] of held) foldRecord(fold, account, 0, lots);
    foldRecord(fold, this.lastTicks, 0, this.nowNanos);
    return fold.toString();
  }

  /** Matches, then rests or cancels what is left. */
  #enter(request: NaiveRequest): void {
    const taker: NaiveOrder = { ...request, hiddenLots: 0, waits: false, sequence: this.#sequence };
    const cut = taker.lots - this.#allowed(taker);
    taker.lots -= cut;
    if (cut > 0) this.#tell(kinds.MATCH_REDUCE, codes.CANCEL_POSITION, taker, cut, taker.lots);
    if (!this.#match(taker) || taker.lots === 0) return;
    const mayRest = !isMarket(taker) && taker.timeInForce !== asked.IMMEDIATE_OR_CANCEL &&
      taker.timeInForce !== asked.FILL_OR_KILL;
    if (!mayRest) return this.#tell(kinds.MATCH_CANCEL, codes.CANCEL_UNFILLED, taker, taker.lots);
    this.#sequence++;
    const shown = taker.displayLots > 0 ? Math.min(taker.displayLots, taker.lots) : taker.lots;
    taker.kind = asked.ORDER_LIMIT;
    taker.hiddenLots = taker.lots - shown;
    taker.lots = shown;
    this.#insert(this.sides[taker.side], taker, taker.side === 0 ? -1 : 1);
    this.#tell(kinds.MATCH_REST, 0, taker, shown);
  }

  /** @returns false when a self-trade ended the taker */
  #match(taker: NaiveOrder): boolean {
    for (;;) {
      const maker = this.sides[1 - taker.side][0];
      if (taker.lots === 0 || maker === undefined || !wouldTrade(taker, maker)) return true;
      const isOwn = taker.account !== 0 && taker.account === maker.account;
      if (!isOwn || taker.selfTrade === asked.SELF_TRADE_ALLOW) this.#trade(taker, maker);
      else if (!this.#preventSelfTrade(taker, maker)) return false;
    }
  }

  #trade(taker: NaiveOrder, maker: NaiveOrder): void {
    const lots = Math.min(taker.lots, maker.lots);
    const left = maker.lots - lots;
    this.#tell(kinds.MATCH_FILL, 0, maker, lots, left, taker.id);
    taker.lots -= lots;
    this.lastTicks = maker.priceTicks;
    this.#low = Math.min(this.#low, maker.priceTicks);
    this.#high = Math.max(this.#high, maker.priceTicks);
    this.#takeShown(maker, lots);
    const accounts = new Set([maker.account, taker.account]);
    for (const { account, side } of [maker, taker]) {
      const change = side === 0 ? lots : -lots;
      if (account !== 0) this.positions.set(account, this.#position(account) + change);
    }
    for (const account of accounts) this.#cutToPosition(account);
  }

  #takeShown(order: NaiveOrder, lots: number): void {
    order.lots -= lots;
    if (order.lots > 0) return;
    this.#remove(order);
    if (order.hiddenLots === 0) return;
    order.lots = Math.min(order.hiddenLots, order.displayLots);
    order.hiddenLots -= order.lots;
    this.#insert(this.sides[order.side], order, order.side === 0 ? -1 : 1);
    this.#tell(kinds.MATCH_REFILL, 0, order, order.lots);
  }

  /** @returns false when the taker is gone */
  #preventSelfTrade(taker: NaiveOrder, maker: NaiveOrder): boolean {
    const mode = taker.selfTrade;
    const code = codes.CANCEL_SELF_TRADE;
    if (mode === asked.SELF_TRADE_DECREMENT) {
      const lots = Math.min(taker.lots, maker.lots);
      const left = maker.lots - lots;
      if (left + maker.hiddenLots > 0) this.#tell(kinds.MATCH_REDUCE, code, maker, lots, left);
      else this.#tell(kinds.MATCH_CANCEL, code, maker, lots);
      this.#takeShown(maker, lots);
      taker.lots -= lots;
      if (taker.lots > 0) this.#tell(kinds.MATCH_REDUCE, code, taker, lots, taker.lots);
      else this.#tell(kinds.MATCH_CANCEL, code, taker, lots);
      return taker.lots > 0;
    }
    if (mode !== asked.SELF_TRADE_CANCEL_NEWEST) this.#cancel(maker, code);
    if (mode === asked.SELF_TRADE_CANCEL_OLDEST) return true;
    this.#tell(kinds.MATCH_CANCEL, code, taker, taker.lots);
    return false;
  }

  #cutToPosition(account: number): void {
    if (account === 0) return;
    const orders = this.sides.flat()
      .filter((order) => order.account === account && order.reduceOnly);
    for (const order of orders.sort(bySequence)) {
      const allowed = this.#allowed(order);
      const cut = order.lots - allowed;
      if (allowed === 0) this.#cancel(order, codes.CANCEL_POSITION);
      else if (cut > 0) {
        order.lots = allowed;
        this.#tell(kinds.MATCH_REDUCE, codes.CANCEL_POSITION, order, cut, allowed);
      }
    }
  }

  #trigger(): void {
    for (;;) {
      const buy = this.stops[0].find((order) => order.stopTicks <= this.#high);
      const order = buy ?? this.stops[1].find((order) => order.stopTicks >= this.#low);
      if (order === undefined) break;
      this.#remove(order);
      this.#tell(kinds.MATCH_TRIGGER, 0, order, order.lots);
      const kind = isMarket(order) ? asked.ORDER_MARKET : asked.ORDER_LIMIT;
      const entering = { ...order, kind, waits: false };
      const code = this.#refusal(entering);
      if (code === 0) this.#enter(entering);
      else this.#tell(kinds.MATCH_CANCEL, code, entering, entering.lots);
    }
    this.#low = Infinity;
    this.#high = -Infinity;
  }

  /** Why the market cannot take a sound request as things stand. */
  #refusal(request: NaiveRequest): number {
    const makers = this.sides[1 - request.side];
    if (request.reduceOnly && this.#allowed(request) === 0) return codes.REJECT_WOULD_INCREASE;
    if (isMarket(request) && makers.length === 0) return codes.REJECT_EMPTY_BOOK;
    if (request.postOnly && makers.length > 0 && wouldTrade(request, makers[0])) {
      return codes.REJECT_WOULD_TAKE;
    }
    if (request.timeInForce !== asked.FILL_OR_KILL || this.#isFillable(request)) return 0;
    return codes.REJECT_NOT_FILLABLE;
  }

  /** Tries it on a copy: filled means that everything it may trade did trade. */
  #isFillable(request: NaiveRequest): boolean {
    const copy = new NaiveEngine();
    copy.sides = this.sides.map((orders) => orders.map((order) => ({ ...order })));
    copy.positions = new Map(this.positions);
    copy.#enter(request);
    const traded = copy.events.filter(([kind]) => kind === kinds.MATCH_FILL)
      .reduce((sum, event) => sum + event[5], 0);
    return traded === this.#allowed(request);
  }

  /** Lots of an order that may trade, because of its account's position. */
  #allowed(order: NaiveRequest): number {
    if (!order.reduceOnly) return order.lots;
    const position = this.#position(order.account);
    return Math.max(0, Math.min(order.lots, order.side === 0 ? -position : position));
  }

  #position(account: number): number {
    return this.positions.get(account) ?? 0;
  }

  #isReached({ side, stopTicks }: NaiveRequest): boolean {
    if (this.lastTicks === ANY_PRICE) return false;
    return side === 0 ? this.lastTicks >= stopTicks : this.lastTicks <= stopTicks;
  }

  /** What is wrong with a request in itself, of what the tests ask for. */
  #wrongIn(request: NaiveRequest): number {
    const { kind, lots, displayLots, timeInForce, account } = request;
    const isDated = timeInForce === asked.GOOD_TILL_DATE;
    if (!(lots > 0)) return codes.REJECT_QTY;
    if (isDated && request.expiryNanos <= this.nowNanos) return codes.REJECT_EXPIRY;
    if (displayLots > lots || tooManyParts(request)) return codes.REJECT_DISPLAY;
    if (request.reduceOnly && account === 0) return codes.REJECT_ACCOUNT;
    const mayRest = !isMarket(request) && (isDated || timeInForce === asked.GOOD_TILL_CANCEL);
    const wrong = (!mayRest && (displayLots > 0 || request.postOnly)) ||
      (displayLots > 0 && request.reduceOnly) || (kind === asked.ORDER_MARKET && isDated);
    return wrong ? codes.REJECT_COMBINATION : 0;
  }

  #cancel(order: NaiveOrder, code: number): void {
    this.#tell(kinds.MATCH_CANCEL, code, order, order.lots + order.hiddenLots);
    this.#remove(order);
  }

  #remove(order: NaiveOrder): void {
    const orders = (order.waits ? this.stops : this.sides)[order.side];
    orders.splice(orders.indexOf(order), 1);
    this.#byId.delete(order.id);
  }

  /** Behind all orders of the same price or a better one. @param way 1 = the lowest price is best */
  #insert(orders: NaiveOrder[], order: NaiveOrder, way: number): void {
    const at = orders.findIndex((other) => (priceOf(other) - priceOf(order)) * way > 0);
    orders.splice(at < 0 ? orders.length : at, 0, order);
    this.#byId.set(order.id, order);
  }

  #reject(code: number, id: number, side: number, priceTicks: number, lots: number): void {
    this.events.push([kinds.MATCH_REJECT, code, id, side, priceTicks, lots, 0, 0]);
  }

  #tell(
    kind: number,
    code: number,
    order: NaiveRequest | NaiveOrder,
    lots: number,
    leftLots = 0,
    takerId = 0,
  ): void {
    const isStop = kind === kinds.MATCH_WAIT || kind === kinds.MATCH_TRIGGER;
    const waits = isStop || ("waits" in order && order.waits && kind !== kinds.MATCH_REJECT);
    const limit = isMarket(order) ? ANY_PRICE : order.priceTicks;
    const price = waits ? order.stopTicks : limit;
    this.events.push([kind, code, order.id, order.side, price, lots, leftLots, takerId]);
  }
}

function priceOf(order: NaiveOrder): number {
  return order.waits ? order.stopTicks : order.priceTicks;
}

function tooManyParts({ displayLots, lots }: NaiveRequest): boolean {
  return displayLots > 0 && lots / displayLots > codes.MAX_ICEBERG_PARTS;
}

function isMarket({ kind }: NaiveRequest): boolean {
  return kind === asked.ORDER_MARKET || kind === asked.ORDER_STOP;
}

function isPlain(order: NaiveOrder): boolean {
  return order.account === 0 && order.displayLots === 0 && !order.postOnly && !order.waits &&
    order.timeInForce !== asked.GOOD_TILL_DATE;
}

function wouldTrade(taker: NaiveRequest, maker: NaiveOrder): boolean {
  if (isMarket(taker)) return true;
  return taker.side === 0
    ? maker.priceTicks <= taker.priceTicks
    : maker.priceTicks >= taker.priceTicks;
}

function bySequence(a: NaiveOrder, b: NaiveOrder): number {
  return a.sequence - b.sequence;
}
