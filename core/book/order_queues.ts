/**
 * The orders of one book and the first-in-first-out queues they stand in, one queue a price level.
 *
 * ```text
 *   ladder's level ── tag ─▶ queue
 *                              head ─▶ order ⇄ order ⇄ order ◀─ tail          oldest first
 * ```
 *
 * Orders and queues are indexes into parallel arrays with free lists; index 0 stands for "none".
 *
 * Hot path: no allocation (arrays grow by doubling, and stay).
 */
const FIRST_ORDERS = 32;
const FIRST_QUEUES = 32;

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
  side = new Int32Array(FIRST_QUEUES);
  priceTicks = new Int32Array(FIRST_QUEUES);
  /** Oldest order; of a free queue, the next free one. */
  head = new Int32Array(FIRST_QUEUES);
  tail = new Int32Array(FIRST_QUEUES);
  /** Sum of the quantities of the queue's orders. */
  knownLots = new Float64Array(FIRST_QUEUES);
  #freeOrder = 0;
  #ordersUsed = 1;
  #freeQueue = 0;
  #queuesUsed = 1;

  /** A new, empty queue: give it an order. */
  open(side: number, priceTicks: number): number {
    const queue = this.#takeQueue();
    this.side[queue] = side;
    this.priceTicks[queue] = priceTicks;
    this.head[queue] = 0;
    this.tail[queue] = 0;
    this.knownLots[queue] = 0;
    return queue;
  }

  /** Frees an empty queue. */
  close(queue: number): void {
    this.head[queue] = this.#freeQueue;
    this.#freeQueue = queue;
  }

  /** A new order at the end of a queue. */
  append(queue: number, idLow: number, idHigh: number, qtyLots: number): number {
    const order = this.#takeOrder();
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
    this.knownLots[queue] += qtyLots;
    return order;
  }

  /** Takes lots, fewer than it has, off an order; it keeps its place. */
  reduce(order: number, lots: number): void {
    this.qtyLots[order] -= lots;
    this.knownLots[this.queue[order]] -= lots;
  }

  /** Takes an order out of its queue and frees it. @returns true when that left the queue empty */
  remove(order: number): boolean {
    const queue = this.queue[order];
    const next = this.next[order];
    const previous = this.previous[order];
    if (previous === 0) this.head[queue] = next;
    else this.next[previous] = next;
    if (next === 0) this.tail[queue] = previous;
    else this.previous[next] = previous;
    this.knownLots[queue] -= this.qtyLots[order];
    this.next[order] = this.#freeOrder;
    this.#freeOrder = order;
    return next === 0 && previous === 0;
  }

  clear(): void {
    this.#freeOrder = 0;
    this.#ordersUsed = 1;
    this.#freeQueue = 0;
    this.#queuesUsed = 1;
  }

  #takeOrder(): number {
    const free = this.#freeOrder;
    if (free !== 0) {
      this.#freeOrder = this.next[free];
      return free;
    }
    if (this.#ordersUsed === this.qtyLots.length) this.#growOrders();
    return this.#ordersUsed++;
  }

  #takeQueue(): number {
    const free = this.#freeQueue;
    if (free !== 0) {
      this.#freeQueue = this.head[free];
      return free;
    }
    if (this.#queuesUsed === this.head.length) this.#growQueues();
    return this.#queuesUsed++;
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
    this.side = doubledWords(this.side);
    this.priceTicks = doubledWords(this.priceTicks);
    this.head = doubledWords(this.head);
    this.tail = doubledWords(this.tail);
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
