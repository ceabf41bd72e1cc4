/**
 * The sum of the last N values, in constant time and without drift.
 *
 * The usual running sum adds the new value and subtracts the oldest; with fractions its rounding
 * errors stay for ever, and after one huge value they may outweigh all later ones. This one only
 * ever adds. The ring is filled lap by lap; when a lap ends, its values are turned into suffix sums,
 * and the new lap's values overwrite them from the left:
 *
 * ```text
 *   index        0    1    2  │   3        4        5
 *   content      new  new  new│   o3+o4+o5 o4+o5    o5        window = front + content[3]
 *                └── front ──┘ ▲ next
 * ```
 *
 * Integers below 2^53 are summed exactly. A push costs two additions, the turn of a lap another N
 * every N pushes.
 *
 * Hot path: no allocation.
 */
export class SlidingSum {
  /** One longer than the window: the last one stays 0, the suffix sum of nothing. */
  readonly #content: Float64Array;
  readonly #length: number;
  #next = 0;
  #front = 0;
  /** Sum of the last N values, or of all of them while there are fewer. */
  total = 0;
  /** True once N values were pushed. */
  isFull = false;

  constructor(length: number) {
    this.#length = length;
    this.#content = new Float64Array(length + 1);
  }

  push(value: number): void {
    if (this.#next === this.#length) this.#turn();
    const next = this.#next;
    this.#content[next] = value;
    this.#front += value;
    this.#next = next + 1;
    this.total = this.#front + this.#content[next + 1];
    if (next + 1 === this.#length) this.isFull = true;
  }

  /** As if N zeros had been pushed. */
  clear(): void {
    this.#content.fill(0);
    this.#next = 0;
    this.#front = 0;
    this.total = 0;
    this.isFull = true;
  }

  #turn(): void {
    const content = this.#content;
    for (let i = this.#length - 2; i >= 0; i--) content[i] += content[i + 1];
    this.#next = 0;
    this.#front = 0;
  }
}
