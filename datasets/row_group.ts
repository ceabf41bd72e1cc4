/**
 * A stretch of rows of one instrument, column by column: what the writers of files are given.
 */

/**
 * What a column holds, and what stands for "no value" in it:
 *
 * ```text
 *   float    Float32Array     NaN
 *   double   Float64Array     NaN
 *   long     Float64Array     NaN          whole numbers
 *   time     Float64Array     (always one) nanoseconds since the session's epoch; written as a date
 *   nanos    Float64Array     (always one) the same; written as an integer, counted from 1970
 *   class    Int32Array       NO_CLASS
 *   bits     Int32Array       (always one) 32 bits
 *   text     string           (always one) the same in every row of the group
 * ```
 */
export type ColumnKind = "float" | "double" | "long" | "time" | "nanos" | "class" | "bits" | "text";

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
}

/** Not a class. */
export const NO_CLASS = -1;

export type ColumnValues = Float32Array | Float64Array | Int32Array | string;

/** Memory for one column; floats and words are the same. */
export interface ColumnScratch {
  readonly doubles: Float64Array;
  readonly words: Int32Array;
  readonly floats: Float32Array;
}

export function columnScratch(rows: number): ColumnScratch {
  const words = new Int32Array(rows);
  return { doubles: new Float64Array(rows), words, floats: new Float32Array(words.buffer) };
}

export interface RowGroup {
  readonly rows: number;
  /** Whole milliseconds since 1970 from which times count. */
  readonly epochMillis: number;
  /**
   * The values of a column, of which there are at least as many as rows.
   * @param scratch room for as many: the values may lie in there
   */
  column(index: number, scratch: ColumnScratch): ColumnValues;
  /** True where every row is known to have a value in that column; false = they have to be looked at. */
  isFull(index: number): boolean;
}

/** Writes one file, row group by row group. */
export interface TableWriter {
  /** Step by step: whoever runs it may do something else in between. */
  append(group: RowGroup): Generator<void>;
  /** Completes the file. @param notes about the table, by name, where the format has room for them */
  end(notes: Readonly<Record<string, string>>): void;
  /** Written so far. */
  readonly bytes: number;
}
