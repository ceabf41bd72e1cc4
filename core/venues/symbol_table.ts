/**
 * What belongs to a symbol, found from the symbol's bytes without making a string: an open-addressing
 * table of symbols, with the last answer remembered, because feeds repeat themselves.
 *
 * Hot path: {@link SymbolTable.find} does not allocate.
 */
const FIRST_SLOTS = 64;

export class SymbolTable<T> {
  readonly #names: Uint8Array[] = [];
  readonly #values: T[] = [];
  /** Entry number + 1; 0 = free. Never more than half full. */
  #slots = new Int32Array(FIRST_SLOTS);
  #last = 0;

  /** The value of the symbol in `bytes[from..to)`. */
  find(bytes: Uint8Array, from: number, to: number): T | undefined {
    if (this.#last < this.#names.length && this.#isName(this.#last, bytes, from, to)) {
      return this.#values[this.#last];
    }
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, from, to) & mask;
    while (this.#slots[slot] !== 0) {
      const entry = this.#slots[slot] - 1;
      if (this.#isName(entry, bytes, from, to)) {
        this.#last = entry;
        return this.#values[entry];
      }
      slot = (slot + 1) & mask;
    }
    return undefined;
  }

  /** Adds a symbol that is not there yet. */
  add(symbol: string, value: T): void {
    this.#names.push(new TextEncoder().encode(symbol));
    this.#values.push(value);
    if (this.#names.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2);
      for (let entry = 0; entry < this.#names.length - 1; entry++) this.#place(entry);
    }
    this.#place(this.#names.length - 1);
  }

  /** Gives a symbol that is there another value. Cold. */
  replace(before: T, after: T): void {
    this.#values[this.#values.indexOf(before)] = after;
  }

  /** All values, in order of addition. */
  list(): readonly T[] {
    return this.#values;
  }

  #place(entry: number): void {
    const name = this.#names[entry];
    const mask = this.#slots.length - 1;
    let slot = hashOf(name, 0, name.length) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #isName(entry: number, bytes: Uint8Array, from: number, to: number): boolean {
    const name = this.#names[entry];
    if (name.length !== to - from) return false;
    for (let i = 0; i < name.length; i++) {
      if (name[i] !== bytes[from + i]) return false;
    }
    return true;
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c_9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x0100_0193);
  return hash ^ (hash >>> 15);
}
