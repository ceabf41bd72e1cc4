/**
 * Rows to learn from, in columns: the features of a frame, and how far the mid had moved when the
 * instrument's frame `horizonFrames` later had arrived. Rows are in the order in which their labels
 * became known, so no row knows more than the one after it.
 */
import { assert } from "../core/base/assert.ts";

/** One table of rows; columns are as long as `count`. */
export interface Rows {
  /** Columns of {@link values}. */
  readonly featureNames: readonly string[];
  readonly symbols: readonly string[];
  readonly count: number;
  /** count × features, row-major, unscaled. */
  readonly values: Float64Array;
  /** Index into {@link symbols}. */
  readonly symbolOf: Int32Array;
  /** Frame of the features, counted over all instruments and runs. */
  readonly sequences: Float64Array;
  /** Frame at which the label became known. */
  readonly resolvedAt: Float64Array;
  /** Move of the mid between the two, in half ticks. */
  readonly movesHalfTicks: Float64Array;
  /** Queue imbalance at the touch of the first. */
  readonly imbalances: Float64Array;
}

/** Rows for the three steps of training. */
export interface Split {
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
  /** Rows left out because their label reaches over a border. */
  readonly purged: number;
  /** How it was split, for the manifest. */
  readonly text: string;
}

/**
 * Cuts one table into train, validation and test, in this order of time. A row whose label reaches
 * over a border belongs to neither side: with it, training would see prices of the days it is
 * judged on (purging, López de Prado 2018, section 7.4.1).
 */
export function splitByTime(rows: Rows, trainShare = 0.6, validationShare = 0.2): Split {
  assert(trainShare + validationShare < 1, "something is left for the test");
  const first = borderAt(rows, trainShare);
  const second = borderAt(rows, trainShare + validationShare);
  const { sequences, resolvedAt } = rows;
  const train = selectRows(rows, (row) => resolvedAt[row] < first);
  const validation = selectRows(
    rows,
    (row) => sequences[row] >= first && resolvedAt[row] < second,
  );
  const test = selectRows(rows, (row) => sequences[row] >= second);
  const purged = rows.count - train.count - validation.count - test.count;
  return { train, validation, test, purged, text: "by time, labels over a border left out" };
}

/** The rows for which `wanted` holds, in their order. */
export function selectRows(rows: Rows, wanted: (row: number) => boolean): Rows {
  const table = new RowTable(rows.featureNames, rows.symbols);
  for (let row = 0; row < rows.count; row++) if (wanted(row)) table.copy(rows, row);
  return table.rows();
}

/** Joins the tables of several runs, one after the other. */
export function joinRows(tables: readonly Rows[]): Rows {
  assert(tables.length > 0, "there is a table to join");
  const { featureNames } = tables[0];
  const symbols = [...new Set(tables.flatMap((table) => table.symbols))];
  const joined = new RowTable(featureNames, symbols);
  let offset = 0;
  for (const table of tables) {
    assert(table.featureNames.join() === featureNames.join(), "joined rows have equal columns");
    const symbolOf = table.symbols.map((symbol) => symbols.indexOf(symbol));
    for (let row = 0; row < table.count; row++) {
      joined.copy(table, row, offset, symbolOf[table.symbolOf[row]]);
    }
    if (table.count > 0) offset += table.resolvedAt[table.count - 1];
  }
  return joined.rows();
}

/** A table that grows by one row at a time. */
export class RowTable {
  readonly #featureNames: readonly string[];
  readonly #symbols: readonly string[];
  #count = 0;
  #values = new Float64Array(0);
  #symbolOf = new Int32Array(0);
  #sequences = new Float64Array(0);
  #resolvedAt = new Float64Array(0);
  #moves = new Float64Array(0);
  #imbalances = new Float64Array(0);

  constructor(featureNames: readonly string[], symbols: readonly string[]) {
    this.#featureNames = featureNames;
    this.#symbols = symbols;
  }

  /** @param from where the row's features start in `values` */
  add(
    values: Float64Array,
    from: number,
    symbol: number,
    sequence: number,
    resolvedAt: number,
    moveHalfTicks: number,
    imbalance: number,
  ): void {
    if (this.#count === this.#sequences.length) this.#resize(Math.max(1_024, 2 * this.#count));
    const row = this.#count++;
    const width = this.#featureNames.length;
    for (let i = 0; i < width; i++) this.#values[row * width + i] = values[from + i];
    this.#symbolOf[row] = symbol;
    this.#sequences[row] = sequence;
    this.#resolvedAt[row] = resolvedAt;
    this.#moves[row] = moveHalfTicks;
    this.#imbalances[row] = imbalance;
  }

  /** Copies a row of another table with the same columns. */
  copy(rows: Rows, row: number, sequenceOffset = 0, symbol = rows.symbolOf[row]): void {
    this.add(
      rows.values,
      row * rows.featureNames.length,
      symbol,
      rows.sequences[row] + sequenceOffset,
      rows.resolvedAt[row] + sequenceOffset,
      rows.movesHalfTicks[row],
      rows.imbalances[row],
    );
  }

  /** The table as it is now. */
  rows(symbols: readonly string[] = this.#symbols): Rows {
    this.#resize(this.#count);
    return {
      featureNames: this.#featureNames,
      symbols,
      count: this.#count,
      values: this.#values,
      symbolOf: this.#symbolOf,
      sequences: this.#sequences,
      resolvedAt: this.#resolvedAt,
      movesHalfTicks: this.#moves,
      imbalances: this.#imbalances,
    };
  }

  #resize(capacity: number): void {
    const kept = Math.min(capacity, this.#count);
    const resized = (old: Float64Array, width = 1) => {
      const next = new Float64Array(capacity * width);
      next.set(old.subarray(0, kept * width));
      return next;
    };
    this.#values = resized(this.#values, this.#featureNames.length);
    this.#sequences = resized(this.#sequences);
    this.#resolvedAt = resized(this.#resolvedAt);
    this.#moves = resized(this.#moves);
    this.#imbalances = resized(this.#imbalances);
    const symbolOf = new Int32Array(capacity);
    symbolOf.set(this.#symbolOf.subarray(0, kept));
    this.#symbolOf = symbolOf;
  }
}

/** Frame by which `share` of the labels were known. */
function borderAt(rows: Rows, share: number): number {
  return rows.count === 0 ? 0 : rows.resolvedAt[Math.floor(share * rows.count)];
}
