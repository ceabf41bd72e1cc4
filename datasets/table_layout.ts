/**
 * The columns of a dataset, and the way from rows, as they are kept, to columns, as files want them.
 *
 * | column             | what it is                                                                |
 * | ------------------ | ------------------------------------------------------------------------- |
 * | venue, symbol      | the instrument; of a folder, its paths say it                             |
 * | recv_time          | time of receipt, UTC; to the microsecond in Parquet, for Spark            |
 * | exch_time          | the venue's own time                                                      |
 * | recv_nanos …       | the same times as integers, nanoseconds since 1970                        |
 * | frame              | the frame's number in the session: orders the rows of all instruments     |
 * | sequence           | the venue's update id; null where it gives none                           |
 * | mid                | of the frame, quote currency                                              |
 * | (features)         | float32; null where not valid                                             |
 * | mask_0 …           | with masks: the frame's validity bits; features are then 0 instead of null |
 * | label_bps          | move of the mid to the horizon; null where the data ends before it        |
 * | label              | 0 down, 1 flat, 2 up; null likewise                                       |
 */
import { FEATURES } from "../core/features/table.ts";
import { MASK_WORDS } from "../core/wire/frame.ts";
import { HEAD_FIELDS, HEAD_WIDTH, type RowBuffer } from "./row_buffer.ts";
import type { Column, ColumnValues, RowGroup } from "./row_group.ts";

/** Rows are turned to columns in pieces that stay in the processor's cache. */
const TILE_ROWS = 64;

const NAMES: readonly Column[] = [
  { name: "venue", kind: "text", nullable: false },
  { name: "symbol", kind: "text", nullable: false },
];
/** Columns of a row's head, and which of its numbers each is. */
const HEADS: readonly (Column & { readonly field: typeof HEAD_FIELDS[number] })[] = [
  { name: "recv_time", kind: "time", nullable: false, field: "recvNanos" },
  { name: "exch_time", kind: "time", nullable: false, field: "exchNanos" },
  { name: "recv_nanos", kind: "nanos", nullable: false, field: "recvNanos" },
  { name: "exch_nanos", kind: "nanos", nullable: false, field: "exchNanos" },
  { name: "frame", kind: "long", nullable: false, field: "frame" },
  { name: "sequence", kind: "long", nullable: true, field: "sequence" },
  { name: "mid", kind: "double", nullable: false, field: "mid" },
];
const LABELS: readonly Column[] = [
  { name: "label_bps", kind: "float", nullable: true },
  { name: "label", kind: "class", nullable: true },
];

export interface LayoutOptions {
  /** Positions of the features in a frame's vector. */
  readonly featureIndexes: Int32Array;
  readonly hasMask: boolean;
  /** The paths of the files say which instrument it is. */
  readonly hasNames: boolean;
}

export class TableLayout {
  readonly columns: readonly Column[];
  readonly #options: LayoutOptions;
  /** One array a column, used again for every group. */
  #heads: Float64Array[] = [];
  #words: Int32Array[] = [];
  #values: ColumnValues[] = [];

  constructor(options: LayoutOptions) {
    const { featureIndexes, hasMask, hasNames } = options;
    const masks = Array.from({ length: hasMask ? MASK_WORDS : 0 }, (_, i): Column => ({
      name: `mask_${i}`,
      kind: "bits",
      nullable: false,
    }));
    const features = Array.from(featureIndexes, (index): Column => ({
      name: FEATURES[index].name,
      kind: "float",
      nullable: !hasMask,
    }));
    this.#options = options;
    this.columns = [...hasNames ? NAMES : [], ...HEADS, ...features, ...masks, ...LABELS];
  }

  /** Rows [from, to) as columns; valid until the next call. */
  group(
    buffer: RowBuffer,
    from: number,
    to: number,
    instrument: { readonly venue: string; readonly symbol: string },
    epochMillis: number,
  ): RowGroup {
    const rows = to - from;
    this.#reserve(rows, buffer.width);
    turn(buffer.heads, HEAD_WIDTH, from, rows, this.#heads);
    turn(buffer.words, buffer.width, from, rows, this.#words);
    const { venue, symbol } = instrument;
    return {
      rows,
      epochMillis,
      values: [
        ...this.#options.hasNames ? [venue, symbol] : [],
        ...this.#values,
        buffer.movesBps.subarray(from, to),
        buffer.classes.subarray(from, to),
      ],
    };
  }

  #reserve(rows: number, width: number): void {
    if (this.#words[0]?.length >= rows && this.#heads[0].length >= rows) return;
    const { featureIndexes } = this.#options;
    this.#heads = Array.from({ length: HEAD_WIDTH }, () => new Float64Array(rows));
    this.#words = Array.from({ length: width }, () => new Int32Array(rows));
    this.#values = [
      ...HEADS.map(({ field }) => this.#heads[HEAD_FIELDS.indexOf(field)]),
      ...this.#words.map((words, i) =>
        i < featureIndexes.length ? new Float32Array(words.buffer) : words
      ),
    ];
  }
}

/** Rows to columns, a tile of rows at a time. */
function turn<A extends Int32Array | Float64Array>(
  rowMajor: A,
  width: number,
  from: number,
  rows: number,
  columns: readonly A[],
): void {
  for (let tile = 0; tile < rows; tile += TILE_ROWS) {
    const end = Math.min(tile + TILE_ROWS, rows);
    for (let i = 0; i < width; i++) {
      const column = columns[i];
      let at = (from + tile) * width + i;
      for (let row = tile; row < end; row++) {
        column[row] = rowMajor[at];
        at += width;
      }
    }
  }
}
