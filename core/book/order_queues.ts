/**
 * The orders of one book and the first-in-first-out queues they stand in, one queue a price level.
 *
 * ```text
 *   level (an index of the side's ladder)
 *     head ─▶ order ⇄ order ⇄ order ◀─ tail          oldest first
 * ```
 *
 * Orders are indexes into parallel arrays with a free list; index 0 stands for "none". An order
 * knows its queue, which is level × 2 + side.
 *
 * Hot path: no allocation (arrays grow by doubling, and stay).
 */
const FIRST_ORDERS = 32;
const FIRST_QUEUES = 64;

export class OrderQueues {
  /** By order. */
  qtyLots = new Float64Array(FIRST_ORDERS);
  queue = new Int32Array(FIRST_ORDERS);
  idLow = new Int32Array(FIRST_ORDERS);
  idHigh = new Int32Array(FIRST_ORDERS);
  /** The order behind in the queue; of a free order, the next free one. */
  next = new Int32Array(FIRST_ORDERS);
  previous = new Int32Array(FIRST_ORDERS);
  /** By queue. */
  head = new Int32Array(FIRST_QUEUES);
  tail = new Int32Array(FIRST_QUEUES);
  orderCount = new Int32Array(FIRST_QUEUES);
  /** Sum of the quantities of the queue's orders. */
  knownLots = new Float64Array(FIRST_QUEUES);
  #free = 0;
  #used = 1;

  /** A new order at the end of a queue. */
  append(queue: number, idLow: number, idHigh: number, qtyLots: number): number {
    while (queue >= this.head.length) this.#growQueues();
    const order = this.#take();
    const tail = this.tail[queue];
    this.qtyLots[order] = qtyLots;
    this.queue[order] = queue;
    this.idLow[order] = idLow;
    this.idHigh[order] = idHigh;
    this.next[order] = 0;
    this.previous[order] = tail;
    if (tail === 0) this.head[queue] = order;
    else this.next[tail] = order;
    this.tail[queue] = order;
    this.orderCount[queue]++;
    this.knownLots[queue] += qtyLots;
    return order;
  }

  /** Takes lots, fewer than it has, off an order; it keeps its place. */
  reduce(order: number, lots: number): void {
    this.qtyLots[order] -= lots;
    this.knownLots[this.queue[order]] -= lots;
  }

  /** Takes an order out of its queue and frees it. */
  remove(order: number): void {
    const queue = this.queue[order];
    const next = this.next[order];
    const previous = this.previous[order];
    if (previous === 0) this.head[queue] = next;
    else this.next[previous] = next;
    if (next === 0) this.tail[queue] = previous;
    else this.previous[next] = previous;
    this.orderCount[queue]--;
    this.knownLots[queue] -= this.qtyLots[order];
    this.qtyLots[order] = 0;
    this.next[order] = this.#free;
    this.#free = order;
  }

  /** The order at the head of a queue, 0 = none. */
  first(queue: number): number {
    return queue < this.head.length ? this.head[queue] : 0;
  }

  /** Quantity of the orders known in a queue. */
  knownLotsIn(queue: number): number {
    return queue < this.head.length ? this.knownLots[queue] : 0;
  }

  clear(): void {
    this.head.fill(0);
    this.tail.fill(0);
    this.orderCount.fill(0);
    this.knownLots.fill(0);
    this.#free = 0;
    this.#used = 1;
  }

  #take(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.next[free];
      return free;
    }
    if (this.#used === this.qtyLots.length) this.#growOrders();
    return this.#used++;
  }

  #growOrders(): void {
    this.qtyLots = doubledDoubles(this.qtyLots);
    this.queue = doubledWords(this.queue);
    this.idLow = doubledWords(this.idLow);
    this.idHigh = doubledWords(this.idHigh);
    this.next = doubledWords(this.next);
    this.previous = doubledWords(this.previous);
  }

  #growQueues(): void {
    this.head = doubledWords(this.head);
    this.tail = doubledWords(this.tail);
    this.orderCount = doubledWords(this.orderCount);
    this.knownLots = doubledDoubles(this.knownLots);
  }
}

function doubledWords(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function doubledDoubles(array: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
