/**
 * Positions and money, an account for every strategy in every instrument that it trades.
 *
 * ```text
 *   points     of a price: its ticks, or −1 / ticks of an inverse contract          price_points.ts
 *   cash       −Σ signed lots × points of all fills
 *   equity     cash + position × the mark's points, × the value of a point, − fees + funding
 *   realized   cash + what the open position cost            by average price and by FIFO
 *   unrealized position × the mark's points − what it cost
 * ```
 *
 * So realized + unrealized = cash + inventory value, by construction and whichever way the cost is
 * counted. Where amounts are linear in price, cash, position and FIFO cost are integers, exact below
 * 2^53 tick-lots; of inverse contracts, which are paid in the base currency, they are doubles.
 *
 * Hot path: no allocation (an account is opened when a strategy begins).
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../../base/units.ts";
import type { InstrumentTable } from "../instrument_table.ts";
import { FifoLots } from "./fifo_lots.ts";
import { pointsOf, ticksOf } from "./price_points.ts";

/** Columns of an account, in doubles. */
const POSITION = 0;
const CASH = 1;
/** Of the open position at its average price, signed. */
const COST = 2;
const FEES = 3;
const FUNDING = 4;
const BOUGHT = 5;
const SOLD = 6;
const FILLS = 7;
const MAKER_FILLS = 8;
const EQUITY = 9;
/** Σ |lots × points| of all fills. */
const TURNOVER = 10;
const COLUMNS = 11;
const FIRST_ACCOUNTS = 16;

/** An account as people read it, amounts in the currency that the instrument is paid in. */
export interface AccountSummary {
  readonly positionLots: number;
  readonly averagePriceTicks: number;
  readonly boughtLots: number;
  readonly soldLots: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly turnoverQuote: number;
  readonly feesQuote: number;
  readonly fundingQuote: number;
  readonly realizedQuote: number;
  readonly realizedFifoQuote: number;
  readonly unrealizedQuote: number;
  /** All of it, after fees and funding. */
  readonly pnlQuote: number;
}

export class Portfolio {
  readonly #instruments: InstrumentTable;
  #columns = new Float64Array(FIRST_ACCOUNTS * COLUMNS);
  #strategies = new Int32Array(FIRST_ACCOUNTS);
  #instrumentOf = new Int32Array(FIRST_ACCOUNTS);
  readonly #fifo: FifoLots[] = [];
  /** By instrument: its accounts. */
  readonly #accountsIn: number[][] = [];
  /** By currency: P&L of all its accounts, after fees. */
  readonly currencyPnl = new Float64Array(256);
  /** By instrument: lots of all accounts together. */
  readonly #netLots: number[] = [];
  /** By instrument: what a venue holds for us since before anybody traded it here. */
  readonly #held = new Map<number, { readonly lots: number; readonly priceTicks: number }>();

  constructor(instruments: InstrumentTable) {
    this.#instruments = instruments;
  }

  /** Accounts opened so far; they are numbered from 0. */
  get accounts(): number {
    return this.#fifo.length;
  }

  /** Cold. @returns the number of the new account */
  open(strategyId: number, instrumentId: number): number {
    const account = this.#fifo.length;
    if (account === this.#strategies.length) this.#grow();
    this.#strategies[account] = strategyId;
    this.#instrumentOf[account] = instrumentId;
    this.#fifo.push(new FifoLots(this.#instruments.isInverse(instrumentId)));
    while (this.#accountsIn.length <= instrumentId) {
      this.#accountsIn.push([]);
      this.#netLots.push(0);
    }
    this.#accountsIn[instrumentId].push(account);
    const held = this.#held.get(instrumentId);
    if (held !== undefined) this.adopt(account, instrumentId, held.lots, held.priceTicks);
    this.#held.delete(instrumentId);
    return account;
  }

  /**
   * The venue holds so many lots, whatever our fills make: an account takes the difference, as if it
   * had traded it at this price. Before anybody trades the instrument it is kept for the first who
   * does. Cold.
   * @param account −1 = the first in the instrument
   * @param lots signed, over all accounts in the instrument
   * @param priceTicks NO_PRICE_TICKS = at the mark
   * @returns the account that was changed; −1 = none
   */
  adopt(account: number, instrumentId: number, lots: number, priceTicks: number): number {
    const owner = account >= 0 ? account : this.#accountsIn[instrumentId]?.[0] ?? -1;
    if (owner < 0) {
      this.#held.set(instrumentId, { lots, priceTicks });
      return -1;
    }
    const signed = lots - this.#netLots[instrumentId];
    if (signed === 0) return -1;
    const mark = Math.round(this.#instruments.markTicks(instrumentId));
    this.#move(owner, signed, priceTicks === NO_PRICE_TICKS ? mark : priceTicks);
    this.mark(owner);
    return owner;
  }

  /**
   * Gives a new account what it held before trading was replaced. Cold.
   * @param realizedQuote before fees
   */
  restore(
    account: number,
    positionLots: number,
    averagePriceTicks: number,
    realizedQuote: number,
    feesQuote: number,
    fills: number,
  ): void {
    const columns = this.#columns;
    const at = account * COLUMNS;
    const instrument = this.#instrumentOf[account];
    const isInverse = this.#instruments.isInverse(instrument);
    const cost = positionLots * pointsOf(isInverse, averagePriceTicks);
    columns[at + POSITION] = positionLots;
    columns[at + COST] = cost;
    columns[at + CASH] = realizedQuote / this.#instruments.pointValueOf(instrument) - cost;
    columns[at + FEES] = feesQuote;
    columns[at + FILLS] = fills;
    if (positionLots !== 0) this.#fifo[account].fill(positionLots, Math.round(averagePriceTicks));
    this.#netLots[instrument] += positionLots;
    this.mark(account);
  }

  strategyOf(account: number): number {
    return this.#strategies[account];
  }

  instrumentOf(account: number): number {
    return this.#instrumentOf[account];
  }

  positionLots(account: number): number {
    return this.#columns[account * COLUMNS + POSITION];
  }

  /** Average price of the position; 0 when flat. */
  averagePriceTicks(account: number): number {
    const at = account * COLUMNS;
    const position = this.#columns[at + POSITION];
    if (position === 0) return 0;
    const isInverse = this.#instruments.isInverse(this.#instrumentOf[account]);
    return ticksOf(isInverse, this.#columns[at + COST] / position);
  }

  /** P&L after fees, as of the newest mark. */
  pnlQuote(account: number): number {
    return this.#columns[account * COLUMNS + EQUITY];
  }

  /** Paid so far, in quote currency. */
  feesQuote(account: number): number {
    return this.#columns[account * COLUMNS + FEES];
  }

  fillsOf(account: number): number {
    return this.#columns[account * COLUMNS + FILLS];
  }

  /** Lots of an instrument over all accounts. */
  netLots(instrumentId: number): number {
    return instrumentId < this.#netLots.length ? this.#netLots[instrumentId] : 0;
  }

  /** Accounts in an instrument: the same array every time, or undefined. */
  accountsIn(instrumentId: number): readonly number[] | undefined {
    return this.#accountsIn[instrumentId];
  }

  /** Instruments up to here may have accounts. */
  get instrumentBound(): number {
    return this.#accountsIn.length;
  }

  /** Books a fill. */
  fill(
    account: number,
    side: number,
    qtyLots: number,
    priceTicks: number,
    feeQuote: number,
    isMaker: boolean,
  ): void {
    const columns = this.#columns;
    const at = account * COLUMNS;
    this.#move(account, side === SIDE_BID ? qtyLots : -qtyLots, priceTicks);
    columns[at + FEES] += feeQuote;
    columns[at + (side === SIDE_BID ? BOUGHT : SOLD)] += qtyLots;
    columns[at + FILLS]++;
    columns[at + TURNOVER] += qtyLots * Math.abs(this.#points(account, priceTicks));
    if (isMaker) columns[at + MAKER_FILLS]++;
    this.mark(account);
  }

  /** Lots and money change hands; nothing of it counts as traded. */
  #move(account: number, signed: number, priceTicks: number): void {
    const columns = this.#columns;
    const at = account * COLUMNS;
    const position = columns[at + POSITION];
    const points = this.#points(account, priceTicks);
    columns[at + COST] = costAfter(columns[at + COST], position, signed, points);
    columns[at + POSITION] = position + signed;
    columns[at + CASH] -= signed * points;
    this.#fifo[account].fill(signed, priceTicks);
    this.#netLots[this.#instrumentOf[account]] += signed;
  }

  /** Books a payment of funding: above 0 = received. */
  fund(account: number, quote: number): void {
    this.#columns[account * COLUMNS + FUNDING] += quote;
    this.mark(account);
  }

  /** Values an account at its instrument's newest mark. */
  mark(account: number): void {
    const columns = this.#columns;
    const at = account * COLUMNS;
    const instrument = this.#instrumentOf[account];
    // A position that was taken over may be there before a market is: it is worth what it cost.
    const inventory = this.#instruments.hasMarket(instrument)
      ? columns[at + POSITION] * this.#points(account, this.#instruments.markTicks(instrument))
      : columns[at + COST];
    const value = columns[at + CASH] + inventory;
    const equity = value * this.#instruments.pointValueOf(instrument) -
      columns[at + FEES] + columns[at + FUNDING];
    this.currencyPnl[this.#instruments.currencyOf(instrument)] += equity - columns[at + EQUITY];
    columns[at + EQUITY] = equity;
  }

  /** −Σ signed lots × points. */
  cashPoints(account: number): number {
    return this.#columns[account * COLUMNS + CASH];
  }

  /** Realized P&L before fees, in lots × points, by average price. */
  realizedPoints(account: number): number {
    const at = account * COLUMNS;
    return this.#columns[at + CASH] + this.#columns[at + COST];
  }

  /** The same by FIFO. */
  realizedFifoPoints(account: number): number {
    return this.#columns[account * COLUMNS + CASH] + this.#fifo[account].costPoints;
  }

  /** What the open position has gained at the newest mark, in lots × points. */
  unrealizedPoints(account: number): number {
    const at = account * COLUMNS;
    const markTicks = this.#instruments.markTicks(this.#instrumentOf[account]);
    const points = this.#points(account, markTicks);
    return this.#columns[at + POSITION] * points - this.#columns[at + COST];
  }

  /**
   * The scale of an instrument has changed: what was counted in old ticks and lots is from now on
   * counted in new ones. Cold.
   */
  rescale(instrumentId: number, priceFactor: number, qtyFactor: number): void {
    const isInverse = this.#instruments.isInverse(instrumentId);
    const pointFactor = isInverse ? 1 / priceFactor : priceFactor;
    for (const account of this.#accountsIn[instrumentId] ?? []) {
      const columns = this.#columns;
      const at = account * COLUMNS;
      for (const column of [POSITION, BOUGHT, SOLD]) {
        columns[at + column] = scaled(columns[at + column], qtyFactor);
      }
      for (const column of [CASH, COST, TURNOVER]) {
        columns[at + column] = scaled(columns[at + column], qtyFactor * pointFactor);
      }
      const fifo = new FifoLots(isInverse);
      const position = columns[at + POSITION];
      if (position !== 0) fifo.fill(position, Math.round(this.averagePriceTicks(account)));
      this.#fifo[account] = fifo;
    }
    if (instrumentId < this.#netLots.length) {
      this.#netLots[instrumentId] = scaled(this.#netLots[instrumentId], qtyFactor);
    }
  }

  /** Cold. */
  summary(account: number): AccountSummary {
    const columns = this.#columns;
    const at = account * COLUMNS;
    const instrument = this.#instrumentOf[account];
    const value = this.#instruments.pointValueOf(instrument);
    const position = columns[at + POSITION];
    return {
      positionLots: position,
      averagePriceTicks: this.averagePriceTicks(account),
      boughtLots: columns[at + BOUGHT],
      soldLots: columns[at + SOLD],
      fills: columns[at + FILLS],
      makerFills: columns[at + MAKER_FILLS],
      turnoverQuote: columns[at + TURNOVER] * value,
      feesQuote: columns[at + FEES],
      fundingQuote: columns[at + FUNDING],
      realizedQuote: this.realizedPoints(account) * value,
      realizedFifoQuote: this.realizedFifoPoints(account) * value,
      unrealizedQuote: this.unrealizedPoints(account) * value,
      pnlQuote: columns[at + EQUITY],
    };
  }

  #points(account: number, priceTicks: number): number {
    return pointsOf(this.#instruments.isInverse(this.#instrumentOf[account]), priceTicks);
  }

  #grow(): void {
    const accounts = 2 * this.#strategies.length;
    const columns = new Float64Array(accounts * COLUMNS);
    columns.set(this.#columns);
    this.#columns = columns;
    const strategies = new Int32Array(accounts);
    strategies.set(this.#strategies);
    this.#strategies = strategies;
    const instruments = new Int32Array(accounts);
    instruments.set(this.#instrumentOf);
    this.#instrumentOf = instruments;
  }
}

/** What is whole in the new scale stays whole: 1/5 has no exact double. */
function scaled(value: number, factor: number): number {
  const product = value * factor;
  const whole = Math.round(product);
  return Math.abs(product - whole) <= 1e-9 * Math.abs(product) ? whole : product;
}

/** Adding to a position adds to its cost; reducing takes a share of it; turning starts anew. */
function costAfter(cost: number, position: number, signed: number, points: number): number {
  const after = position + signed;
  if (after === 0) return 0;
  if (position === 0 || position > 0 === signed > 0) return cost + signed * points;
  if (position > 0 === after > 0) return cost * (after / position);
  return after * points;
}
