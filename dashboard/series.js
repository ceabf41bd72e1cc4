// Columns of numbers of the last so many samples, in arrays that are used again.

export class Series {
  #columns;
  #capacity;
  #from = 0;
  #to = 0;

  /** @param names of the columns; the first is time in seconds */
  constructor(names, capacity) {
    this.#capacity = capacity;
    this.#columns = names.map(() => new Float64Array(2 * capacity));
  }

  get length() {
    return this.#to - this.#from;
  }

  /** Adds a sample; absent values are NaN. A time of the past is left out. */
  add(...values) {
    const last = this.#to - 1;
    if (this.length > 0 && !(values[0] > this.#columns[0][last])) return;
    if (this.#to === 2 * this.#capacity) this.#compact();
    this.#columns.forEach((column, i) => column[this.#to] = values[i] ?? NaN);
    this.#to++;
    if (this.length > this.#capacity) this.#from++;
  }

  /** Plain arrays for uPlot, from a time on; NaN becomes null. */
  columns(fromSeconds = -Infinity) {
    let from = this.#from;
    const times = this.#columns[0];
    while (from < this.#to && times[from] < fromSeconds) from++;
    return this.#columns.map((column) =>
      Array.from(column.subarray(from, this.#to), (value) => Number.isNaN(value) ? null : value)
    );
  }

  /** Newest value of a column. */
  last(column) {
    return this.length === 0 ? NaN : this.#columns[column][this.#to - 1];
  }

  clear() {
    this.#from = this.#to = 0;
  }

  #compact() {
    for (const column of this.#columns) column.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
  }
}
