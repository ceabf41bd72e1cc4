/**
 * First in, first out: entries of a few numbers each, in one array that grows.
 *
 * Hot path: no allocation, except when it is fuller than ever before.
 */

const FIRST_ROOM = 64;

export class FieldQueue {
  readonly #width: number;
  #fields: Float64Array;
  #first = 0;
  #length = 0;

  constructor(width: number) {
    this.#width = width;
    this.#fields = new Float64Array(width * FIRST_ROOM);
  }

  get length(): number {
    return this.#length;
  }

  /** A field of the oldest entry. */
  field(i: number): number {
    return this.#fields[this.#first * this.#width + i];
  }

  push(a: number, b: number, c: number, d: number): void {
    const room = this.#fields.length / this.#width;
    if (this.#length === room) this.#grow(room);
    const at = ((this.#first + this.#length) % (this.#fields.length / this.#width)) * this.#width;
    this.#fields[at] = a;
    this.#fields[at + 1] = b;
    this.#fields[at + 2] = c;
    if (this.#width > 3) this.#fields[at + 3] = d;
    this.#length++;
  }

  shift(): void {
    this.#first = (this.#first + 1) % (this.#fields.length / this.#width);
    this.#length--;
  }

  clear(): void {
    this.#first = 0;
    this.#length = 0;
  }

  /** Twice the room, the oldest entry in front. */
  #grow(room: number): void {
    const next = new Float64Array(2 * this.#fields.length);
    const split = this.#first * this.#width;
    next.set(this.#fields.subarray(split));
    next.set(this.#fields.subarray(0, split), (room - this.#first) * this.#width);
    this.#fields = next;
    this.#first = 0;
  }
}
