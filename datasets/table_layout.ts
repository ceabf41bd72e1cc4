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
import { HEAD_FIELDS, type RowBuffer, TILE_ROWS } from "./row_buffer.ts";
import type { Column, ColumnKind, RowGroup } from "./row_group.ts";

/** Where a column's values are: in which part of a tile, and in which of its columns. */
interface ColumnSource {
  readonly column: Column;
  readonly part: "name" | "heads" | "words" | "movesBps" | "classes";
  readonly index: number;
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
  /** Positions of the features in a frame's vector. */
  readonly featureIndexes: Int32Array;
  readonly hasMask: boolean;
  /** The paths of the files say which instrument it is. */
  readonly hasNames: boolean;
}

export class TableLayout {
  readonly columns: readonly Column[];
  readonly #sources: readonly ColumnSource[];

  constructor({ featureIndexes, hasMask, hasNames }: LayoutOptions) {
    const features = Array.from(featureIndexes, (index, i): ColumnSource => ({
      column: { name: FEATURES[index].name, kind: "float", nullable: !hasMask },
      part: "words",
      index: i,
    }));
    const masks = Array.from({ length: hasMask ? MASK_WORDS : 0 }, (_, i): ColumnSource => ({
      column: { name: `mask_${i}`, kind: "bits", nullable: false },
      part: "words",
      index: features.length + i,
    }));
    this.#sources = [...hasNames ? NAMES : [], ...HEADS, ...features, ...masks, ...LABELS];
    this.columns = this.#sources.map(({ column }) => column);
  }

  /** Rows [from, to) of the buffer; valid as long as they are in there. */
  group(
    buffer: RowBuffer,
    from: number,
    to: number,
    instrument: InstrumentName,
    epochMillis: number,
  ): RowGroup {
    const rows = to - from;
    const scratch = new Scratch(rows);
    return {
      rows,
      epochMillis,
      column: (i) => {
        const { part, index, column } = this.#sources[i];
        if (part === "name") return index === 0 ? instrument.venue : instrument.symbol;
        if (part === "heads") return gatherNumbers(buffer, from, rows, index, scratch.doubles);
        if (part === "words") gatherWords(buffer, from, rows, index, scratch.words);
        else gatherLabels(buffer, from, rows, part, scratch);
        return column.kind === "float" ? scratch.floats : scratch.words;
      },
    };
  }
}

/** One column at a time: floats and words are the same memory. */
class Scratch {
  readonly doubles: Float64Array;
  readonly words: Int32Array;
  readonly floats: Float32Array;

  constructor(rows: number) {
    this.doubles = new Float64Array(rows);
    this.words = new Int32Array(rows);
    this.floats = new Float32Array(this.words.buffer);
  }
}

/**
 * Puts the pieces of a column, one a tile, next to each other. This one and those below differ only
 * in the arrays they read: a function that meets all kinds is several times slower.
 */
function gatherWords(
  buffer: RowBuffer,
  from: number,
  rows: number,
  index: number,
  values: Int32Array,
): void {
  for (let row = 0; row < rows;) {
    const place = buffer.placeOf(from + row);
    const { words } = buffer.tileOf(from + row);
    const end = Math.min(rows, row + TILE_ROWS - place);
    for (let at = index * TILE_ROWS + place; row < end; row++) values[row] = words[at++];
  }
}

function gatherNumbers(
  buffer: RowBuffer,
  from: number,
  rows: number,
  index: number,
  values: Float64Array,
): Float64Array {
  for (let row = 0; row < rows;) {
    const place = buffer.placeOf(from + row);
    const { heads } = buffer.tileOf(from + row);
    const end = Math.min(rows, row + TILE_ROWS - place);
    for (let at = index * TILE_ROWS + place; row < end; row++) values[row] = heads[at++];
  }
  return values;
}

function gatherLabels(
  buffer: RowBuffer,
  from: number,
  rows: number,
  part: "movesBps" | "classes",
  { floats, words }: Scratch,
): void {
  for (let row = 0; row < rows; row++) {
    const tile = buffer.tileOf(from + row);
    const place = buffer.placeOf(from + row);
    if (part === "movesBps") floats[row] = tile.movesBps[place];
    else words[row] = tile.classes[place];
  }
}
