/**
 * The numbers and structures of the Parquet format that a flat table needs.
 * Source: apache/parquet-format, src/main/thrift/parquet.thrift.
 */
import type { Column, ColumnKind } from "../row_group.ts";
import { ThriftStruct } from "./thrift.ts";

export const MAGIC = "PAR1";

/** Physical types. */
const INT32 = 1;
const INT64 = 2;
const FLOAT = 4;
const DOUBLE = 5;
const BYTE_ARRAY = 6;

const REQUIRED = 0;
const OPTIONAL = 1;

export const ENCODING_PLAIN = 0;
export const ENCODING_RLE = 3;
export const ENCODING_DICTIONARY = 8;

export const CODEC_NONE = 0;
export const CODEC_ZSTD = 6;

const PAGE_DATA = 0;
const PAGE_DICTIONARY = 2;

const CREATOR = "millrace";
const FORMAT_VERSION = 2;

const CONVERTED_UTF8 = 0;
const CONVERTED_TIMESTAMP_MICROS = 10;
const CONVERTED_UINT_32 = 13;
const CONVERTED_INT_8 = 15;

const TYPES: Readonly<Record<ColumnKind, number>> = {
  float: FLOAT,
  double: DOUBLE,
  long: INT64,
  time: INT64,
  nanos: INT64,
  class: INT32,
  bits: INT32,
  text: BYTE_ARRAY,
};

/** One page of a column, as its header tells of it. */
export interface PageHead {
  readonly isDictionary: boolean;
  readonly values: number;
  readonly encoding: number;
  readonly plainBytes: number;
  readonly packedBytes: number;
}

export function pageHeader(head: PageHead): Uint8Array {
  const header = new ThriftStruct()
    .i32(1, head.isDictionary ? PAGE_DICTIONARY : PAGE_DATA)
    .i32(2, head.plainBytes)
    .i32(3, head.packedBytes);
  const inner = new ThriftStruct().i32(1, head.values).i32(2, head.encoding);
  if (head.isDictionary) header.struct(7, inner);
  else header.struct(5, inner.i32(3, ENCODING_RLE).i32(4, ENCODING_RLE));
  return header.finish();
}

/** What the footer says of one column of one row group. */
export interface ChunkNote {
  readonly column: Column;
  readonly encodings: readonly number[];
  readonly codec: number;
  readonly values: number;
  readonly nulls: number;
  /** Where it begins in the file: at its dictionary, where it has one. */
  readonly offset: number;
  readonly dictionaryBytes: number;
  /** With the headers of its pages. */
  readonly plainBytes: number;
  readonly packedBytes: number;
  /** Smallest and largest value, PLAIN; undefined = not told. */
  readonly bounds?: readonly [Uint8Array, Uint8Array] | undefined;
}

export interface GroupNote {
  readonly rows: number;
  readonly chunks: readonly ChunkNote[];
}

export function footer(
  columns: readonly Column[],
  groups: readonly GroupNote[],
  notes: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const root = new ThriftStruct().text(4, "rows").i32(5, columns.length);
  return new ThriftStruct()
    .i32(1, FORMAT_VERSION)
    .structs(2, [root, ...columns.map(schemaElement)])
    .i64(3, groups.reduce((total, { rows }) => total + rows, 0))
    .structs(4, groups.map(rowGroup))
    .structs(
      5,
      Object.entries(notes).map(([key, value]) => new ThriftStruct().text(1, key).text(2, value)),
    )
    .text(6, CREATOR)
    // Without it readers ignore bounds: says that they follow the order of the type.
    .structs(7, columns.map(() => new ThriftStruct().struct(1, new ThriftStruct())))
    .finish();
}

function schemaElement({ name, kind, nullable }: Column): ThriftStruct {
  const element = new ThriftStruct()
    .i32(1, TYPES[kind])
    .i32(3, nullable ? OPTIONAL : REQUIRED)
    .text(4, name);
  if (kind === "text") element.i32(6, CONVERTED_UTF8).struct(10, utf8Type());
  if (kind === "class") element.i32(6, CONVERTED_INT_8).struct(10, integerType(8, true));
  if (kind === "bits") element.i32(6, CONVERTED_UINT_32).struct(10, integerType(32, false));
  if (kind === "time") element.i32(6, CONVERTED_TIMESTAMP_MICROS).struct(10, microsType());
  return element;
}

function utf8Type(): ThriftStruct {
  return new ThriftStruct().struct(1, new ThriftStruct());
}

function integerType(bits: number, signed: boolean): ThriftStruct {
  return new ThriftStruct().struct(10, new ThriftStruct().i8(1, bits).bool(2, signed));
}

/** Microseconds since 1970, UTC: Spark reads no timestamps that are finer. */
function microsType(): ThriftStruct {
  const unit = new ThriftStruct().struct(2, new ThriftStruct());
  return new ThriftStruct().struct(8, new ThriftStruct().bool(1, true).struct(2, unit));
}

function rowGroup({ rows, chunks }: GroupNote, ordinal: number): ThriftStruct {
  const sum = (of: (chunk: ChunkNote) => number) => chunks.reduce((all, one) => all + of(one), 0);
  return new ThriftStruct()
    .structs(1, chunks.map(columnChunk))
    .i64(2, sum(({ plainBytes }) => plainBytes))
    .i64(3, rows)
    .i64(5, chunks[0].offset)
    .i64(6, sum(({ packedBytes }) => packedBytes))
    .i16(7, ordinal & 0x7fff);
}

function columnChunk(chunk: ChunkNote): ThriftStruct {
  const { column, offset, dictionaryBytes, bounds } = chunk;
  const metadata = new ThriftStruct()
    .i32(1, TYPES[column.kind])
    .i32s(2, chunk.encodings)
    .texts(3, [column.name])
    .i32(4, chunk.codec)
    .i64(5, chunk.values)
    .i64(6, chunk.plainBytes)
    .i64(7, chunk.packedBytes)
    .i64(9, offset + dictionaryBytes);
  if (dictionaryBytes > 0) metadata.i64(11, offset);
  const statistics = new ThriftStruct().i64(3, chunk.nulls);
  if (bounds !== undefined) statistics.bytes(5, bounds[1]).bytes(6, bounds[0]);
  metadata.struct(12, statistics);
  return new ThriftStruct().i64(2, offset).struct(3, metadata);
}
