/**
 * Whether a fill-or-kill order would be filled, found by walking the makers it would meet, in the
 * order in which it would meet them: first what a level shows, then what its icebergs hide.
 *
 * Two things make a maker worth less than its lots. A reduce-only maker trades no more than is left
 * of its account's position after what the walk has taken from that account already. A maker of the
 * taker's own account trades nothing: where the taker wants the oldest cancelled it is passed over,
 * any other prevention means that the taker would not be filled whole.
 *
 * Cost: a step a maker. Hot path: no allocation.
 */
import type { MarketState } from "./market_state.ts";
import { type OrderRequest, SELF_TRADE_ALLOW, SELF_TRADE_CANCEL_OLDEST } from "./order_request.ts";
import type { PriceLadder } from "./price_ladder.ts";

const FIRST_ACCOUNTS = 16;

export class FillCheck {
  readonly #state: MarketState;
  /** Lots taken from each account by the walk with the number beside it. */
  #takenLots = new Float64Array(FIRST_ACCOUNTS);
  #walkOf = new Float64Array(FIRST_ACCOUNTS);
  #walk = 0;

  constructor(state: MarketState) {
    this.#state = state;
  }

  /** True when `qtyLots` of the request would all trade at its limit or better. */
  isFillable(
    request: OrderRequest,
    makers: PriceLadder,
    limitTicks: number,
    qtyLots: number,
  ): boolean {
    this.#walk++;
    let left = qtyLots;
    for (let level = makers.bestLevel; level !== 0; level = makers.levelAfter(level)) {
      if (!makers.isWithin(level, limitTicks)) return false;
      const shown = this.#shownLots(request, level, left);
      if (shown < 0) return false;
      left -= shown;
      if (left > 0) left -= this.#hiddenLots(request, level);
      if (left <= 0) return true;
    }
    return false;
  }

  /** What a level's shown lots give, up to `wanted`; −1 = the taker would be cut short here. */
  #shownLots(request: OrderRequest, level: number, wanted: number): number {
    const { queues } = this.#state.book;
    let sum = 0;
    for (
      let order = queues.headOf(level);
      order !== 0 && sum < wanted;
      order = queues.nextOf(order)
    ) {
      if (this.#isOwn(request, order)) {
        if (request.selfTrade !== SELF_TRADE_CANCEL_OLDEST) return -1;
      } else {
        sum += this.#take(request, order, queues.lotsOf(order));
      }
    }
    return sum;
  }

  /** What a level's icebergs give once all it shows has traded. */
  #hiddenLots(request: OrderRequest, level: number): number {
    const { book: { queues }, terms } = this.#state;
    let sum = 0;
    for (let order = queues.headOf(level); order !== 0; order = queues.nextOf(order)) {
      const special = queues.termsOf(order);
      if (special === 0 || this.#isOwn(request, order)) continue;
      sum += this.#take(request, order, terms.hiddenLots(special));
    }
    return sum;
  }

  /** True when the taker does not want to trade with this maker. */
  #isOwn(request: OrderRequest, order: number): boolean {
    const { book, terms } = this.#state;
    const special = book.queues.termsOf(order);
    return request.account !== 0 && request.selfTrade !== SELF_TRADE_ALLOW && special !== 0 &&
      terms.account(special) === request.account;
  }

  /** Takes lots from a maker as far as its position lets it. @returns lots taken */
  #take(request: OrderRequest, order: number, lots: number): number {
    const { book, terms, accounts } = this.#state;
    const special = book.queues.termsOf(order);
    const account = special === 0 ? 0 : terms.account(special);
    // What the taker's own account gives as a maker it gains as a taker: its position stays.
    if (account === 0 || account === request.account) return lots;
    const before = this.#takenFrom(account);
    let taken = lots;
    if (terms.isReduceOnly(special)) {
      const reducible = accounts.reducibleLots(account, book.sideOf(order)) - before;
      taken = Math.max(0, Math.min(lots, reducible));
    }
    this.#takenLots[account] = before + taken;
    return taken;
  }

  /** What the walk has taken from an account so far. */
  #takenFrom(account: number): number {
    while (account >= this.#walkOf.length) this.#grow();
    if (this.#walkOf[account] !== this.#walk) {
      this.#walkOf[account] = this.#walk;
      this.#takenLots[account] = 0;
    }
    return this.#takenLots[account];
  }

  #grow(): void {
    const taken = new Float64Array(this.#takenLots.length * 2);
    taken.set(this.#takenLots);
    this.#takenLots = taken;
    const walks = new Float64Array(taken.length);
    walks.set(this.#walkOf);
    this.#walkOf = walks;
  }
}
