/**
 * A line of a bar file, cut into its fields: where each begins and ends, without blanks and quotes.
 */
const SPACE = 0x20;
const QUOTE = 0x22;
/** More columns than that are no bars. */
export const MAX_COLUMNS = 64;

export class BarFields {
  /** Fields of the line; beyond MAX_COLUMNS they are only counted. */
  count = 0;
  bytes: Uint8Array = new Uint8Array(0);
  readonly from = new Int32Array(MAX_COLUMNS);
  readonly to = new Int32Array(MAX_COLUMNS);
  readonly #separator: number;

  /** @param separator the byte between two fields */
  constructor(separator: number) {
    this.#separator = separator;
  }

  /** Cuts the line `bytes[from..to)`. */
  cut(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.count = 0;
    let fieldFrom = from;
    for (let i = from; i <= to; i++) {
      if (i < to && bytes[i] !== this.#separator) continue;
      if (this.count < MAX_COLUMNS) this.#keep(fieldFrom, i);
      this.count++;
      fieldFrom = i + 1;
    }
  }

  /** A field's text. Cold. */
  text(column: number): string {
    return new TextDecoder().decode(this.bytes.subarray(this.from[column], this.to[column]));
  }

  #keep(from: number, to: number): void {
    let first = from;
    let end = to;
    while (first < end && isPadding(this.bytes[first])) first++;
    while (end > first && isPadding(this.bytes[end - 1])) end--;
    this.from[this.count] = first;
    this.to[this.count] = end;
  }
}

function isPadding(byte: number): boolean {
  return byte === SPACE || byte === QUOTE;
}
