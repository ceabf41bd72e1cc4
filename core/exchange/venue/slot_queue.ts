/**
 * Messages of 64 bytes on their way, each with the time at which it arrives; first in, first out. One
 * connection: what was sent later never arrives earlier.
 *
 * Hot path: no allocation (the queue grows by doubling, and stays).
 */
const SLOT_WORDS = 16;
const FIRST_SLOTS = 64;

export class SlotQueue {
  words = new Int32Array(FIRST_SLOTS * SLOT_WORDS);
  doubles = new Float64Array(this.words.buffer);
  #arrivals = new Float64Array(FIRST_SLOTS).fill(-Infinity);
  #mask = FIRST_SLOTS - 1;
  #from = 0;
  #to = 0;

  get isEmpty(): boolean {
    return this.#from === this.#to;
  }

  /** Arrival of the first, Infinity when empty. */
  get nextNanos(): number {
    return this.#from === this.#to ? Infinity : this.#arrivals[this.#from & this.#mask];
  }

  /** Word index of the first. */
  get front(): number {
    return (this.#from & this.#mask) * SLOT_WORDS;
  }

  /** Room for one more, zeroed, which arrives no earlier than those before. @returns word index */
  push(arrivalNanos: number): number {
    if (this.#to - this.#from > this.#mask) this.#grow();
    const slot = this.#to & this.#mask;
    const previous = this.#arrivals[(this.#to - 1) & this.#mask];
    this.#arrivals[slot] = arrivalNanos > previous ? arrivalNanos : previous;
    this.#to++;
    const at = slot * SLOT_WORDS;
    for (let i = 0; i < SLOT_WORDS; i++) this.words[at + i] = 0;
    return at;
  }

  /** Arrival of the slot that {@link push} has just given. */
  get lastNanos(): number {
    return this.#arrivals[(this.#to - 1) & this.#mask];
  }

  /** The first is done with; its slot keeps its content until the next push. */
  pop(): void {
    this.#from++;
  }

  #grow(): void {
    const slots = this.#mask + 1;
    const words = new Int32Array(2 * slots * SLOT_WORDS);
    const arrivals = new Float64Array(2 * slots);
    for (let i = 0; i < slots; i++) {
      const slot = (this.#from + i) & this.#mask;
      const to = (this.#from + i) & (2 * slots - 1);
      arrivals[to] = this.#arrivals[slot];
      for (let w = 0; w < SLOT_WORDS; w++) {
        words[to * SLOT_WORDS + w] = this.words[slot * SLOT_WORDS + w];
      }
    }
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
    this.#arrivals = arrivals;
    this.#mask = 2 * slots - 1;
  }
}
