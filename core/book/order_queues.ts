/**
 * The orders of one book and the first-in-first-out queues they stand in, one queue a price level.
 *
 * ```text
 *   ladder's level ── tag ─▶ queue
 *                              head ─▶ order ⇄ order ⇄ order ◀─ tail          oldest first
 *
 *   an order, 32 bytes: half a cache line      a queue, 16 bytes
 *     0  lots       f64                          0  anonymousLots  f64
 *     8  idLow      i32                          8  head           i32  of a free queue, the next
 *    12  idHigh     i32                         12  tail           i32
 *    16  next       i32  the order behind; of a free order, the next free one
 *    20  previous   i32
 *    24  queue      i32
 *    28  priceTicks i32
 * ```
 *
 * Orders and queues are numbered from 1, 0 stands for "none", and free ones form lists. A queue's
 * number is even for bids and odd for asks (queue & 1 = SIDE_*).
 *
 * Hot path: no allocation (memory grows by doubling, and stays).
 */
const ORDER_SHIFT = 3;
const ORDER_DOUBLES_SHIFT = 2;
const AT_ID_LOW = 2;
const AT_ID_HIGH = 3;
const AT_NEXT = 4;
const AT_PREVIOUS = 5;
const AT_QUEUE = 6;
const AT_PRICE = 7;

const QUEUE_SHIFT = 2;
const QUEUE_DOUBLES_SHIFT = 1;
const AT_HEAD = 2;
const AT_TAIL = 3;

const FIRST_BYTES = 1_024;
/** Queue 0 is none, 1 would be a lone one: the first of a side are 2 and 3. */
const FIRST_QUEUE = 2;

export class OrderQueues {
  #orders = new Int32Array(FIRST_BYTES / 4);
  #orderLots = new Float64Array(this.#orders.buffer);
  #freeOrder = 0;
  #nextOrder = 1;
  #queues = new Int32Array(FIRST_BYTES / 4);
  #anonymousLots = new Float64Array(this.#queues.buffer);
  /** By side. */
  readonly #freeQueue = new Int32Array(2);
  #nextQueue = FIRST_QUEUE;

  lotsOf(order: number): number {
    return this.#orderLots[order << ORDER_DOUBLES_SHIFT];
  }

  idLowOf(order: number): number {
    return this.#orders[(order << ORDER_SHIFT) + AT_ID_LOW];
  }

  idHighOf(order: number): number {
    return this.#orders[(order << ORDER_SHIFT) + AT_ID_HIGH];
  }

  /** True for the order with this id. */
  hasId(order: number, low: number, high: number): boolean {
    const at = order << ORDER_SHIFT;
    return this.#orders[at + AT_ID_LOW] === (low | 0) &&
      this.#orders[at + AT_ID_HIGH] === (high | 0);
  }

  /** The order behind in the queue. */
  nextOf(order: number): number {
    return this.#orders[(order << ORDER_SHIFT) + AT_NEXT];
  }

  queueOf(order: number): number {
    return this.#orders[(order << ORDER_SHIFT) + AT_QUEUE];
  }

  /** SIDE_BID or SIDE_ASK: the parity of its queue. */
  sideOf(order: number): number {
    return this.queueOf(order) & 1;
  }

  priceTicksOf(order: number): number {
    return this.#orders[(order << ORDER_SHIFT) + AT_PRICE];
  }

  /** Oldest order of a queue. */
  headOf(queue: number): number {
    return this.#queues[(queue << QUEUE_SHIFT) + AT_HEAD];
  }

  /** Lots of the level that belong to no order known; they stand before all orders. */
  anonymousLotsOf(queue: number): number {
    return this.#anonymousLots[queue << QUEUE_DOUBLES_SHIFT];
  }

  setAnonymousLots(queue: number, lots: number): void {
    this.#anonymousLots[queue << QUEUE_DOUBLES_SHIFT] = lots;
  }

  /** A new queue, without orders: give it one. */
  open(side: number, anonymousLots: number): number {
    const queue = this.#takeQueue(side);
    const at = queue << QUEUE_SHIFT;
    this.#queues[at + AT_HEAD] = 0;
    this.#queues[at + AT_TAIL] = 0;
    this.#anonymousLots[queue << QUEUE_DOUBLES_SHIFT] = anonymousLots;
    return queue;
  }

  /** Frees a queue without orders. */
  close(queue: number): void {
    this.#queues[(queue << QUEUE_SHIFT) + AT_HEAD] = this.#freeQueue[queue & 1];
    this.#freeQueue[queue & 1] = queue;
  }

  /** A new order at the end of a queue. */
  append(
    queue: number,
    priceTicks: number,
    idLow: number,
    idHigh: number,
    qtyLots: number,
  ): number {
    const order = this.#takeOrder();
    const orders = this.#orders;
    const queues = this.#queues;
    const at = order << ORDER_SHIFT;
    const queueAt = queue << QUEUE_SHIFT;
    const tail = queues[queueAt + AT_TAIL];
    this.#orderLots[order << ORDER_DOUBLES_SHIFT] = qtyLots;
    orders[at + AT_ID_LOW] = idLow;
    orders[at + AT_ID_HIGH] = idHigh;
    orders[at + AT_NEXT] = 0;
    orders[at + AT_PREVIOUS] = tail;
    orders[at + AT_QUEUE] = queue;
    orders[at + AT_PRICE] = priceTicks;
    if (tail === 0) queues[queueAt + AT_HEAD] = order;
    else orders[(tail << ORDER_SHIFT) + AT_NEXT] = order;
    queues[queueAt + AT_TAIL] = order;
    return order;
  }

  /** Sets what is left of an order, more than 0; it keeps its place. */
  setLots(order: number, lots: number): void {
    this.#orderLots[order << ORDER_DOUBLES_SHIFT] = lots;
  }

  /** Takes an order out of its queue and frees it. @returns true when that left the queue empty */
  remove(order: number): boolean {
    const orders = this.#orders;
    const at = order << ORDER_SHIFT;
    const queueAt = orders[at + AT_QUEUE] << QUEUE_SHIFT;
    const next = orders[at + AT_NEXT];
    const previous = orders[at + AT_PREVIOUS];
    if (previous === 0) this.#queues[queueAt + AT_HEAD] = next;
    else orders[(previous << ORDER_SHIFT) + AT_NEXT] = next;
    if (next === 0) this.#queues[queueAt + AT_TAIL] = previous;
    else orders[(next << ORDER_SHIFT) + AT_PREVIOUS] = previous;
    orders[at + AT_NEXT] = this.#freeOrder;
    this.#freeOrder = order;
    return (next | previous) === 0;
  }

  clear(): void {
    this.#freeOrder = 0;
    this.#nextOrder = 1;
    this.#freeQueue.fill(0);
    this.#nextQueue = FIRST_QUEUE;
  }

  #takeOrder(): number {
    const free = this.#freeOrder;
    if (free !== 0) {
      this.#freeOrder = this.#orders[(free << ORDER_SHIFT) + AT_NEXT];
      return free;
    }
    if (this.#nextOrder << ORDER_SHIFT === this.#orders.length) {
      this.#orders = doubled(this.#orders);
      this.#orderLots = new Float64Array(this.#orders.buffer);
    }
    return this.#nextOrder++;
  }

  #takeQueue(side: number): number {
    const free = this.#freeQueue[side];
    if (free !== 0) {
      this.#freeQueue[side] = this.#queues[(free << QUEUE_SHIFT) + AT_HEAD];
      return free;
    }
    if (this.#nextQueue << QUEUE_SHIFT === this.#queues.length) {
      this.#queues = doubled(this.#queues);
      this.#anonymousLots = new Float64Array(this.#queues.buffer);
    }
    // New numbers come in pairs, one a side; the other one is free until its side wants it.
    const pair = this.#nextQueue;
    this.#nextQueue += 2;
    this.close(pair | (side ^ 1));
    return pair | side;
  }
}

function doubled(words: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(words.length * 2);
  larger.set(words);
  return larger;
}
