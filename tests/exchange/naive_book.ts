/** The slow, obvious book of orders: what a reader of the feed would write first. For tests. */
import { SIDE_BID } from "../../core/base/units.ts";
import { ORDER_ADD, ORDER_DELETE, ORDER_EXECUTE } from "../../core/wire/market.ts";

interface NaiveOrder {
  readonly side: number;
  readonly priceTicks: number;
  qtyLots: number;
}

/** An ORDER message's fields, as far as they matter here. */
export interface OrderChange {
  readonly action: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly orderLow: number;
}

export interface TopOfBook {
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly askTicks: number;
  readonly askLots: number;
}

export class NaiveBook {
  readonly #orders = new Map<number, NaiveOrder>();

  get size(): number {
    return this.#orders.size;
  }

  apply(change: OrderChange): void {
    const { action, side, priceTicks, qtyLots, orderLow } = change;
    const known = this.#orders.get(orderLow);
    if (action === ORDER_ADD) {
      if (known !== undefined) throw new Error(`order ${orderLow} is added twice`);
      this.#orders.set(orderLow, { side, priceTicks, qtyLots });
      return;
    }
    if (known === undefined) throw new Error(`order ${orderLow} is unknown`);
    if (known.side !== side || known.priceTicks !== priceTicks) {
      throw new Error(`order ${orderLow} stands elsewhere`);
    }
    if (qtyLots > known.qtyLots) throw new Error(`order ${orderLow} has fewer lots`);
    if (action === ORDER_EXECUTE) known.qtyLots -= qtyLots;
    else if (action !== ORDER_DELETE) throw new Error(`action ${action} is not of this feed`);
    else if (known.qtyLots !== qtyLots) throw new Error(`order ${orderLow} is deleted in part`);
    if (action === ORDER_DELETE || known.qtyLots === 0) this.#orders.delete(orderLow);
  }

  top(): TopOfBook {
    let bidTicks = Number.NEGATIVE_INFINITY;
    let askTicks = Number.POSITIVE_INFINITY;
    for (const { side, priceTicks } of this.#orders.values()) {
      if (side === SIDE_BID) bidTicks = Math.max(bidTicks, priceTicks);
      else askTicks = Math.min(askTicks, priceTicks);
    }
    let bidLots = 0;
    let askLots = 0;
    for (const { side, priceTicks, qtyLots } of this.#orders.values()) {
      if (side === SIDE_BID && priceTicks === bidTicks) bidLots += qtyLots;
      if (side !== SIDE_BID && priceTicks === askTicks) askLots += qtyLots;
    }
    return { bidTicks, bidLots, askTicks, askLots };
  }
}
