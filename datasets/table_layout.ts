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
import { MASK_WORDS } from "../core/wire/frame.ts";
import { HEAD_FIELDS, TILE_ROWS, WORD_STRIDE } from "./row_tile.ts";
import type { Column, ColumnKind, ColumnScratch, RowGroup } from "./row_group.ts";
import type { RowSpan } from "./row_span.ts";

/** Where a column's values are: in which part of a tile, and in which of its columns. */
interface ColumnSource {
  readonly column: Column;
  readonly part: "name" | "heads" | "words" | "movesBps" | "classes";
  readonly index: number;
  /** Of a feature: its position in a frame's vector. */
  readonly feature?: number;
}

const NAMES: readonly ColumnSource[] = ["venue", "symbol"].map((name, index) => ({
  column: { name, kind: "text", nullable: false },
  part: "name",
  index,
}));
const HEADS: readonly ColumnSource[] = [
  headColumn("recv_time", "time", "recvNanos"),
  headColumn("exch_time", "time", "exchNanos"),
  headColumn("recv_nanos", "nanos", "recvNanos"),
  headColumn("exch_nanos", "nanos", "exchNanos"),
  headColumn("frame", "long", "frame"),
  headColumn("sequence", "long", "sequence", true),
  headColumn("mid", "double", "mid"),
];
const LABELS: readonly ColumnSource[] = [
  { column: { name: "label_bps", kind: "float", nullable: true }, part: "movesBps", index: 0 },
  { column: { name: "label", kind: "class", nullable: true }, part: "classes", index: 0 },
];

function headColumn(
  name: string,
  kind: ColumnKind,
  field: typeof HEAD_FIELDS[number],
  nullable = false,
): ColumnSource {
  return { column: { name, kind, nullable }, part: "heads", index: HEAD_FIELDS.indexOf(field) };
}

/** Who the rows are of. */
export interface InstrumentName {
  readonly venue: string;
  readonly symbol: string;
}

export interface LayoutOptions {
  /** Positions of the features in a frame's vector, and their names. */
  readonly featureIndexes: Int32Array;
  readonly featureNames: readonly string[];
  readonly hasMask: boolean;
  /** The paths of the files say which instrument it is. */
  readonly hasNames: boolean;
}

export class TableLayout {
  readonly columns: readonly Column[];
  readonly #sources: readonly ColumnSource[];

  constructor({ featureIndexes, featureNames, hasMask, hasNames }: LayoutOptions) {
    const features = featureNames.map((name, i): ColumnSource => ({
      column: { name, kind: "float", nullable: !hasMask },
      part: "words",
      index: i,
      feature: featureIndexes[i],
    }));
    const masks = Array.from({ length: hasMask ? MASK_WORDS : 0 }, (_, i): ColumnSource => ({
      column: { name: `mask_${i}`, kind: "bits", nullable: false },
      part: "words",
      index: features.length + i,
    }));
    this.#sources = [...hasNames ? NAMES : [], ...HEADS, ...features, ...masks, ...LABELS];
    this.columns = this.#sources.map(({ column }) => column);
  }

  /** Rows [from, to) of the span; valid until it is released. */
  group(
    span: RowSpan,
    from: number,
    to: number,
    instrument: InstrumentName,
    epochMillis: number,
  ): RowGroup {
    const rows = to - from;
    return {
      rows,
      epochMillis,
      isFull: (i) => isEverywhere(span, from, rows, this.#sources[i].feature),
      column: (i, scratch) => {
        const { part, index, column } = this.#sources[i];
        if (part === "name") return index === 0 ? instrument.venue : instrument.symbol;
        if (part === "heads") return gatherNumbers(span, from, rows, index, scratch.doubles);
        if (part === "words") gatherWords(span, from, rows, index, scratch.words);
        else gatherLabels(span, from, rows, part, scratch);
        return column.kind === "float" ? scratch.floats : scratch.words;
      },
    };
  }
}

/** Every tile's rows have the feature. */
function isEverywhere(
  span: RowSpan,
  from: number,
  rows: number,
  feature: number | undefined,
): boolean {
  if (feature === undefined) return false;
  const word = feature >> 5;
  const bit = 1 << (feature & 31);
  for (let row = 0; row < rows; row += TILE_ROWS) {
    if ((span.tileOf(from + row).everywhere[word] & bit) === 0) return false;
  }
  return (span.tileOf(from + rows - 1).everywhere[word] & bit) !== 0;
}

/**
 * Puts the pieces of a column, one a tile, next to each other. This one and those below differ only
 * in the arrays they read: a function that meets all kinds is several times slower.
 */
function gatherWords(
  span: RowSpan,
  from: number,
  rows: number,
  index: number,
  values: Int32Array,
): void {
  for (let row = 0; row < rows;) {
    const place = span.placeOf(from + row);
    const { words } = span.tileOf(from + row);
    const end = Math.min(rows, row + TILE_ROWS - place);
    for (let at = index * WORD_STRIDE + place; row < end; row++) values[row] = words[at++];
  }
}

function gatherNumbers(
  span: RowSpan,
  from: number,
  rows: number,
  index: number,
  values: Float64Array,
): Float64Array {
  for (let row = 0; row < rows;) {
    const place = span.placeOf(from + row);
    const { heads } = span.tileOf(from + row);
    const end = Math.min(rows, row + TILE_ROWS - place);
    for (let at = index * TILE_ROWS + place; row < end; row++) values[row] = heads[at++];
  }
  return values;
}

function gatherLabels(
  span: RowSpan,
  from: number,
  rows: number,
  part: "movesBps" | "classes",
  { floats, words }: ColumnScratch,
): void {
  for (let row = 0; row < rows; row++) {
    const tile = span.tileOf(from + row);
    const place = span.placeOf(from + row);
    if (part === "movesBps") floats[row] = tile.movesBps[place];
    else words[row] = tile.classes[place];
  }
}
