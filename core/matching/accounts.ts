/**
 * Accounts by number: the position of each, and its special orders in order of acceptance. Positions
 * follow the trades of orders that name an account; {@link setPosition} says what one has from before.
 *
 * Hot path: no allocation (the table grows by doubling to the highest number used, and stays).
 */
import { assert } from "../base/assert.ts";
import { SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { MAX_ACCOUNT } from "./codes.ts";
import type { OrderTerms } from "./order_terms.ts";

const FIRST_ACCOUNTS = 16;

export class Accounts {
  readonly #terms: OrderTerms;
  #positionLots = new Float64Array(FIRST_ACCOUNTS);
  #heads = new Int32Array(FIRST_ACCOUNTS);
  #tails = new Int32Array(FIRST_ACCOUNTS);
  /** Reduce-only orders that rest: whether a trade must look for some to cut. */
  #reduceOnly = new Int32Array(FIRST_ACCOUNTS);

  constructor(terms: OrderTerms) {
    this.#terms = terms;
  }

  /** Numbers below this one have a place in the table. */
  get end(): number {
    return this.#heads.length;
  }

  /** Lots held: above 0 bought, below 0 sold short. */
  positionLots(account: number): number {
    return account < this.end ? this.#positionLots[account] : 0;
  }

  /** Cold: what an account holds from before its first order. */
  setPosition(account: number, lots: number): void {
    assert(Number.isInteger(account) && account > 0 && account <= MAX_ACCOUNT, "an account");
    assert(Number.isSafeInteger(lots), "a position is a whole number of lots");
    assert(this.first(account) === 0, "a position is set before the account's orders");
    this.#reach(account);
    this.#positionLots[account] = lots;
  }

  /** Books a trade: `side` is on which side the account was. */
  traded(account: number, side: number, lots: number): void {
    this.#reach(account);
    if (side === SIDE_BID) this.#positionLots[account] += lots;
    else this.#positionLots[account] -= lots;
  }

  /** Most lots that an order on this side can trade and still only reduce the position. */
  reducibleLots(account: number, side: number): number {
    const position = this.positionLots(account);
    if (side === SIDE_ASK) return position > 0 ? position : 0;
    return position < 0 ? -position : 0;
  }

  /** True when reduce-only orders of the account rest. */
  hasReduceOnly(account: number): boolean {
    return account < this.end && this.#reduceOnly[account] > 0;
  }

  /** Terms of the account's oldest order, 0 = none; what is no account has none. */
  first(account: number): number {
    return account > 0 && account < this.end ? this.#heads[account] | 0 : 0;
  }

  /** Puts an order's terms at the end of its account's list. */
  join(terms: number): void {
    const account = this.#terms.account(terms);
    if (account === 0) return;
    this.#reach(account);
    const tail = this.#tails[account];
    this.#terms.setPrevious(terms, tail);
    if (tail === 0) this.#heads[account] = terms;
    else this.#terms.setNext(tail, terms);
    this.#tails[account] = terms;
    if (this.#terms.isReduceOnly(terms)) this.#reduceOnly[account]++;
  }

  leave(terms: number): void {
    const account = this.#terms.account(terms);
    if (account === 0) return;
    const next = this.#terms.next(terms);
    const previous = this.#terms.previous(terms);
    if (previous === 0) this.#heads[account] = next;
    else this.#terms.setNext(previous, next);
    if (next === 0) this.#tails[account] = previous;
    else this.#terms.setPrevious(next, previous);
    if (this.#terms.isReduceOnly(terms)) this.#reduceOnly[account]--;
  }

  /** Makes room for an account. */
  #reach(account: number): void {
    while (account >= this.end) {
      const length = this.end * 2;
      const positions = new Float64Array(length);
      positions.set(this.#positionLots);
      this.#positionLots = positions;
      this.#heads = grown(this.#heads, length);
      this.#tails = grown(this.#tails, length);
      this.#reduceOnly = grown(this.#reduceOnly, length);
    }
  }
}

function grown(values: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(values);
  return larger;
}
