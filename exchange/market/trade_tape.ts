/**
 * The latest trades of a market, one by one and as aggregates: what one taker took at one price. Fixed
 * memory; the oldest are overwritten.
 */

/** Trades and aggregates that can be asked for; a power of two. */
const KEPT = 8_192;

/** One trade. Of an aggregate, `firstId` and `lastId` are the trades in it. */
export interface TapedTrade {
  readonly id: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly timeMillis: number;
  /** True when the buyer's order was resting. */
  readonly buyerIsMaker: boolean;
  readonly firstId: number;
  readonly lastId: number;
}

export class TradeTape {
  readonly #trades: TapedTrade[] = [];
  readonly #aggregates: TapedTrade[] = [];
  #nextId = 1;
  #nextAggregate = 1;
  #open: TapedTrade | undefined;

  /** Id of the next trade. */
  get nextId(): number {
    return this.#nextId;
  }

  get lastTrade(): TapedTrade | undefined {
    return this.#trades[(this.#nextId - 1) & (KEPT - 1)];
  }

  add(
    priceTicks: number,
    qtyLots: number,
    timeMillis: number,
    buyerIsMaker: boolean,
  ): TapedTrade {
    const id = this.#nextId++;
    const trade = { id, priceTicks, qtyLots, timeMillis, buyerIsMaker, firstId: id, lastId: id };
    this.#trades[id & (KEPT - 1)] = trade;
    return trade;
  }

  /**
   * Takes a trade into the open aggregate, or opens one.
   * @returns the aggregate that is closed by that
   */
  aggregate(trade: TapedTrade): TapedTrade | undefined {
    const open = this.#open;
    if (open !== undefined && open.priceTicks === trade.priceTicks) {
      this.#open = { ...open, qtyLots: open.qtyLots + trade.qtyLots, lastId: trade.id };
      return undefined;
    }
    const closed = this.closeAggregate();
    this.#open = { ...trade, id: this.#nextAggregate++ };
    return closed;
  }

  /** The taker is done: its last aggregate, if it traded at all. */
  closeAggregate(): TapedTrade | undefined {
    const closed = this.#open;
    if (closed === undefined) return undefined;
    this.#open = undefined;
    this.#aggregates[closed.id & (KEPT - 1)] = closed;
    return closed;
  }

  /** The latest trades, oldest first; from an id on where one is given. */
  latest(limit: number, fromId?: number): TapedTrade[] {
    return slice(this.#trades, this.#nextId, limit, fromId);
  }

  latestAggregates(limit: number, fromId?: number): TapedTrade[] {
    return slice(this.#aggregates, this.#nextAggregate, limit, fromId);
  }

  /** Aggregates between two times, oldest first, at most `limit`. */
  aggregatesWithin(fromMillis: number, toMillis: number, limit: number): TapedTrade[] {
    return this.latestAggregates(KEPT)
      .filter(({ timeMillis }) => timeMillis >= fromMillis && timeMillis <= toMillis)
      .slice(0, limit);
  }
}

function slice(
  ring: readonly TapedTrade[],
  nextId: number,
  limit: number,
  fromId: number | undefined,
): TapedTrade[] {
  const oldest = Math.max(1, nextId - KEPT);
  const from = fromId === undefined
    ? Math.max(oldest, nextId - limit)
    : Math.max(oldest, Math.min(fromId, nextId));
  const to = Math.min(nextId, from + limit);
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => ring[(from + i) & (KEPT - 1)]);
}
