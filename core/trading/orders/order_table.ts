/**
 * Every order of the session that is open, and the newest of those that are over: a struct of arrays
 * with rows that are used again. Ids count from 1 in the order of sending.
 *
 * ```text
 *   open    ─ a list for every account (a strategy's trading in one instrument), oldest first
 *   over    ─ a ring of the newest 4,096: reports that come late still find their order
 * ```
 *
 * Fills are told from their repetitions by what the venue says is left: a fill covers the lots from
 * one cumulative quantity to the next, and lots that are covered are not booked twice.
 *
 * Hot path: no allocation (columns grow by doubling, and stay).
 */
import {
  isOdd,
  isOpen,
  nextState,
  ON_CANCEL_ASKED,
  ON_CANCEL_REJECTED,
  ON_FILL,
  ON_LAST_FILL,
  ON_MODIFIED,
  ORDER_ACCEPTED,
  ORDER_NEW,
  ORDER_PARTLY_FILLED,
} from "./order_states.ts";
import { OrderSlots } from "./order_slots.ts";

/** Orders that are over and still known. */
const KEPT_OVER = 4_096;
const FIRST_ROWS = KEPT_OVER + 256;
const NONE = -1;

export class OrderTable {
  /** Reports that no venue should have sent; what they say of money is believed. */
  oddReports = 0;
  #ids = new Float64Array(FIRST_ROWS);
  #states = new Uint8Array(FIRST_ROWS);
  #accounts = new Int32Array(FIRST_ROWS);
  #sides = new Uint8Array(FIRST_ROWS);
  #pricesTicks = new Int32Array(FIRST_ROWS);
  #qtysLots = new Float64Array(FIRST_ROWS);
  /** Booked. */
  #filledLots = new Float64Array(FIRST_ROWS);
  /** Covered by what the venue reported: above filled where a report is missing. */
  #coveredLots = new Float64Array(FIRST_ROWS);
  /** Modifications that are not answered, and the most and the newest that they ask for. */
  #asked = new Uint16Array(FIRST_ROWS);
  #wantedLots = new Float64Array(FIRST_ROWS);
  #wantedTicks = new Int32Array(FIRST_ROWS);
  #next = new Int32Array(FIRST_ROWS);
  #previous = new Int32Array(FIRST_ROWS);
  readonly #slots = new OrderSlots();
  readonly #over = new Int32Array(KEPT_OVER).fill(NONE);
  #overCount = 0;
  #rows = 0;
  #free = NONE;
  #lastId = 0;
  #open = 0;
  /** By account: the ends of its list and what its open orders may still buy and sell. */
  #first = new Int32Array(64).fill(NONE);
  #last = new Int32Array(64).fill(NONE);
  #openLots = new Float64Array(2 * 64);

  /** Id of the newest order. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Ids up to here were given out by a trading stage that this one takes over from. */
  skipIds(lastId: number): void {
    this.#lastId = Math.max(this.#lastId, lastId);
  }

  /** Orders that may still fill. */
  get openOrders(): number {
    return this.#open;
  }

  /** Enters an order. @returns its row */
  add(
    account: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): number {
    const row = this.#takeRow();
    const id = ++this.#lastId;
    this.#ids[row] = id;
    this.#states[row] = ORDER_NEW;
    this.#accounts[row] = account;
    this.#sides[row] = side;
    this.#pricesTicks[row] = priceTicks;
    this.#qtysLots[row] = qtyLots;
    this.#filledLots[row] = 0;
    this.#coveredLots[row] = 0;
    this.#asked[row] = 0;
    this.#wantedLots[row] = 0;
    this.#slots.add(id, row);
    if (account >= this.#first.length) this.#growAccounts(account);
    this.#link(row, account);
    this.#openLots[2 * account + side] += qtyLots;
    return row;
  }

  /**
   * Enters an order that a trading stage before this one had open. Cold.
   * @param filledLots booked by then
   */
  adopt(
    id: number,
    account: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    filledLots: number,
  ): void {
    const newest = this.#lastId;
    this.#lastId = id - 1;
    const row = this.add(account, side, priceTicks, qtyLots);
    this.#lastId = Math.max(newest, id);
    const before = this.reservedLotsOf(row);
    this.#filledLots[row] = filledLots;
    this.#coveredLots[row] = filledLots;
    this.#states[row] = filledLots > 0 ? ORDER_PARTLY_FILLED : ORDER_ACCEPTED;
    this.#reserve(row, before);
  }

  /** The row of an order that is known, −1 = none. */
  find(id: number): number {
    return this.#slots.find(id);
  }

  idOf(row: number): number {
    return this.#ids[row];
  }

  stateOf(row: number): number {
    return this.#states[row];
  }

  accountOf(row: number): number {
    return this.#accounts[row];
  }

  sideOf(row: number): number {
    return this.#sides[row];
  }

  priceTicksOf(row: number): number {
    return this.#pricesTicks[row];
  }

  qtyLotsOf(row: number): number {
    return this.#qtysLots[row];
  }

  filledLotsOf(row: number): number {
    return this.#filledLots[row];
  }

  /** Still open; 0 when the order is over. */
  leavesLotsOf(row: number): number {
    return isOpen(this.#states[row]) ? this.#qtysLots[row] - this.#filledLots[row] : 0;
  }

  /** The most that may still fill, a modification on its way included. */
  reservedLotsOf(row: number): number {
    if (!isOpen(this.#states[row])) return 0;
    return Math.max(
      0,
      Math.max(this.#qtysLots[row], this.#wantedLots[row]) - this.#filledLots[row],
    );
  }

  /** What an account's open orders on a side may still fill. */
  openLots(account: number, side: number): number {
    return account < this.#first.length ? this.#openLots[2 * account + side] : 0;
  }

  /** The oldest open order of an account, −1 = none. */
  firstOpen(account: number): number {
    return account < this.#first.length ? this.#first[account] : NONE;
  }

  /** The open order after this one. */
  nextOpen(row: number): number {
    return this.#next[row];
  }

  /** We ask to cancel an open order. */
  askCancel(row: number): void {
    this.#states[row] = nextState(this.#states[row], ON_CANCEL_ASKED, false);
  }

  /** We ask for another price and total. */
  askModify(row: number, priceTicks: number, qtyLots: number): void {
    const before = this.reservedLotsOf(row);
    this.#asked[row]++;
    this.#wantedLots[row] = Math.max(this.#wantedLots[row], qtyLots);
    this.#wantedTicks[row] = priceTicks;
    this.#reserve(row, before);
  }

  /**
   * Applies a report that is no fill.
   * @param event ON_*
   * @param qtyLots of ON_MODIFIED: the new total
   */
  apply(row: number, event: number, qtyLots: number): void {
    const state = this.#states[row];
    const before = this.reservedLotsOf(row);
    if (isOdd(state, event)) this.oddReports++;
    const answersModify = this.#asked[row] > 0 &&
      (event === ON_MODIFIED || event === ON_CANCEL_REJECTED);
    if (event === ON_MODIFIED && isOpen(state)) {
      this.#qtysLots[row] = qtyLots;
      if (answersModify) this.#pricesTicks[row] = this.#wantedTicks[row];
    }
    if (answersModify && --this.#asked[row] === 0) this.#wantedLots[row] = 0;
    // Requests are answered in order: a refused modification says nothing of the cancel behind it.
    if (!(answersModify && event === ON_CANCEL_REJECTED)) this.#enter(row, event);
    this.#reserve(row, before);
    if (isOpen(state) && !isOpen(this.#states[row])) this.#end(row);
  }

  /**
   * Applies a fill.
   * @param leavesLots what the venue says is open after it
   * @returns lots to book: 0 for a repetition
   */
  fill(row: number, qtyLots: number, leavesLots: number): number {
    const state = this.#states[row];
    const before = this.reservedLotsOf(row);
    const end = Math.max(this.#qtysLots[row] - leavesLots, 0);
    const missing = this.#coveredLots[row] - this.#filledLots[row];
    const fresh = Math.min(qtyLots, Math.max(end - this.#coveredLots[row], 0));
    const booked = fresh > 0 ? fresh : Math.min(qtyLots, missing);
    this.#filledLots[row] += booked;
    this.#coveredLots[row] = Math.max(this.#coveredLots[row], end);
    const event = this.#coveredLots[row] >= this.#qtysLots[row] ? ON_LAST_FILL : ON_FILL;
    if (booked < qtyLots || isOdd(state, event)) this.oddReports++;
    if (booked > 0) this.#enter(row, event);
    this.#reserve(row, before);
    if (isOpen(state) && !isOpen(this.#states[row])) this.#end(row);
    return booked;
  }

  #enter(row: number, event: number): void {
    this.#states[row] = nextState(this.#states[row], event, this.#filledLots[row] > 0);
  }

  #reserve(row: number, before: number): void {
    const at = 2 * this.#accounts[row] + this.#sides[row];
    this.#openLots[at] += this.reservedLotsOf(row) - before;
  }

  #link(row: number, account: number): void {
    const last = this.#last[account];
    this.#previous[row] = last;
    this.#next[row] = NONE;
    if (last === NONE) this.#first[account] = row;
    else this.#next[last] = row;
    this.#last[account] = row;
    this.#open++;
  }

  /** Takes an order out of its account's list and keeps it for a while. */
  #end(row: number): void {
    const account = this.#accounts[row];
    const next = this.#next[row];
    const previous = this.#previous[row];
    if (previous === NONE) this.#first[account] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#last[account] = previous;
    else this.#previous[next] = previous;
    this.#open--;
    const at = this.#overCount++ % KEPT_OVER;
    const forgotten = this.#over[at];
    this.#over[at] = row;
    if (forgotten === NONE) return;
    this.#slots.delete(this.#ids[forgotten]);
    this.#next[forgotten] = this.#free;
    this.#free = forgotten;
  }

  #takeRow(): number {
    const row = this.#free;
    if (row !== NONE) {
      this.#free = this.#next[row];
      return row;
    }
    if (this.#rows === this.#ids.length) this.#grow();
    return this.#rows++;
  }

  #grow(): void {
    const rows = this.#rows * 2;
    this.#ids = grown(this.#ids, new Float64Array(rows));
    this.#states = grown(this.#states, new Uint8Array(rows));
    this.#accounts = grown(this.#accounts, new Int32Array(rows));
    this.#sides = grown(this.#sides, new Uint8Array(rows));
    this.#pricesTicks = grown(this.#pricesTicks, new Int32Array(rows));
    this.#qtysLots = grown(this.#qtysLots, new Float64Array(rows));
    this.#filledLots = grown(this.#filledLots, new Float64Array(rows));
    this.#coveredLots = grown(this.#coveredLots, new Float64Array(rows));
    this.#asked = grown(this.#asked, new Uint16Array(rows));
    this.#wantedLots = grown(this.#wantedLots, new Float64Array(rows));
    this.#wantedTicks = grown(this.#wantedTicks, new Int32Array(rows));
    this.#next = grown(this.#next, new Int32Array(rows));
    this.#previous = grown(this.#previous, new Int32Array(rows));
  }

  #growAccounts(account: number): void {
    const accounts = 2 ** Math.ceil(Math.log2(account + 1));
    const known = this.#first.length;
    this.#first = grown(this.#first, new Int32Array(accounts)).fill(NONE, known);
    this.#last = grown(this.#last, new Int32Array(accounts)).fill(NONE, known);
    this.#openLots = grown(this.#openLots, new Float64Array(2 * accounts));
  }
}

interface Column<T> {
  readonly length: number;
  set(from: T): void;
}

function grown<T extends Column<T>>(from: T, to: T): T {
  to.set(from);
  return to;
}
