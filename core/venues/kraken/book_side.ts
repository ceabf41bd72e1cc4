/**
 * One side of a Kraken book, from the best level on: the venue's checksum is over the ten best, and
 * levels beyond the subscribed depth have to be forgotten, so the decoder keeps a book of its own.
 *
 * Sorted arrays; a change costs a search by halves and one move. No allocation once grown.
 */
const FIRST_LEVELS = 128;

export class BookSide {
  readonly #descending: boolean;
  priceTicks = new Int32Array(FIRST_LEVELS);
  qtyLots = new Float64Array(FIRST_LEVELS);
  count = 0;

  /** @param descending true for bids: the best is the highest */
  constructor(descending: boolean) {
    this.#descending = descending;
  }

  clear(): void {
    this.count = 0;
  }

  /** Sets a level's quantity; 0 removes it. */
  set(priceTicks: number, qtyLots: number): void {
    const at = this.#find(priceTicks);
    const isThere = at < this.count && this.priceTicks[at] === priceTicks;
    if (qtyLots === 0) {
      if (isThere) this.#move(at + 1, at);
    } else {
      if (!isThere) {
        if (this.count === this.priceTicks.length) this.#grow();
        this.#move(at, at + 1);
        this.priceTicks[at] = priceTicks;
      }
      this.qtyLots[at] = qtyLots;
    }
  }

  /** The first level that is not better. */
  #find(priceTicks: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const price = this.priceTicks[middle];
      if (this.#descending ? price > priceTicks : price < priceTicks) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Moves all levels from `from` on to `to`, one further or one nearer. */
  #move(from: number, to: number): void {
    this.priceTicks.copyWithin(to, from, this.count);
    this.qtyLots.copyWithin(to, from, this.count);
    this.count += to - from;
  }

  #grow(): void {
    const priceTicks = new Int32Array(2 * this.count);
    const qtyLots = new Float64Array(2 * this.count);
    priceTicks.set(this.priceTicks);
    qtyLots.set(this.qtyLots);
    this.priceTicks = priceTicks;
    this.qtyLots = qtyLots;
  }
}
