/**
 * As much of Thrift's compact protocol as Parquet's headers and footers need: a struct is its fields
 * in ascending order of their ids, each with a type and the distance to the id before it.
 * Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
 */
import { assert } from "../../core/base/assert.ts";

const TYPE_TRUE = 1;
const TYPE_FALSE = 2;
const TYPE_I8 = 3;
const TYPE_I16 = 4;
const TYPE_I32 = 5;
const TYPE_I64 = 6;
const TYPE_BINARY = 8;
const TYPE_LIST = 9;
const TYPE_STRUCT = 12;

/** Longer lists and larger steps between ids have a longer form. */
const SHORT_LIST = 14;
const SHORT_STEP = 15;

const ENCODER = new TextEncoder();

export class ThriftStruct {
  readonly #bytes: number[] = [];
  #id = 0;

  bool(id: number, value: boolean): this {
    return this.#field(id, value ? TYPE_TRUE : TYPE_FALSE);
  }

  /** One byte as it is. */
  i8(id: number, value: number): this {
    this.#field(id, TYPE_I8).#bytes.push(value & 0xff);
    return this;
  }

  i16(id: number, value: number): this {
    return this.#field(id, TYPE_I16).#zigzag(value);
  }

  i32(id: number, value: number): this {
    return this.#field(id, TYPE_I32).#zigzag(value);
  }

  /** A whole number that a double holds exactly. */
  i64(id: number, value: number): this {
    return this.#field(id, TYPE_I64).#zigzag(value);
  }

  text(id: number, value: string): this {
    return this.bytes(id, ENCODER.encode(value));
  }

  bytes(id: number, value: Uint8Array): this {
    return this.#field(id, TYPE_BINARY).#binary(value);
  }

  struct(id: number, value: ThriftStruct): this {
    return this.#field(id, TYPE_STRUCT).#struct(value);
  }

  structs(id: number, values: readonly ThriftStruct[]): this {
    this.#field(id, TYPE_LIST).#listHead(values.length, TYPE_STRUCT);
    for (const value of values) this.#struct(value);
    return this;
  }

  i32s(id: number, values: readonly number[]): this {
    this.#field(id, TYPE_LIST).#listHead(values.length, TYPE_I32);
    for (const value of values) this.#zigzag(value);
    return this;
  }

  texts(id: number, values: readonly string[]): this {
    this.#field(id, TYPE_LIST).#listHead(values.length, TYPE_BINARY);
    for (const value of values) this.#binary(ENCODER.encode(value));
    return this;
  }

  /** The struct as it stands in a file. */
  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from([...this.#bytes, 0]);
  }

  #field(id: number, type: number): this {
    const step = id - this.#id;
    assert(step > 0, "the fields of a struct ascend");
    this.#id = id;
    if (step <= SHORT_STEP) {
      this.#bytes.push((step << 4) | type);
      return this;
    }
    this.#bytes.push(type);
    return this.#zigzag(id);
  }

  #listHead(length: number, type: number): void {
    if (length <= SHORT_LIST) this.#bytes.push((length << 4) | type);
    else {
      this.#bytes.push(0xf0 | type);
      this.#varint(BigInt(length));
    }
  }

  #struct(value: ThriftStruct): this {
    for (const byte of value.#bytes) this.#bytes.push(byte);
    this.#bytes.push(0);
    return this;
  }

  #binary(value: Uint8Array): this {
    this.#varint(BigInt(value.length));
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  /** Small numbers of either sign take few bytes: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
  #zigzag(value: number): this {
    const wide = BigInt(value);
    this.#varint(BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n)));
    return this;
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest > 0x7fn) {
      this.#bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }
}
