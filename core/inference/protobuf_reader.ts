/**
 * As much of the protobuf wire format as a file reader needs: one field after the other, each a tag
 * and a value. A value that nobody reads is skipped, so unknown fields are no trouble.
 * Source: protobuf.dev, "Encoding".
 */
import { UserError } from "../base/errors.ts";

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;
const WIRE_FIXED32 = 5;
/** Seven bits a byte: 64 bits take ten. */
const MAX_VARINT_BYTES = 10;

/** Every method throws UserError, naming the byte, when the bytes are not what it asks for. */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;
  #field = 0;
  #wire = WIRE_VARINT;
  /** The value of the current field lies ahead. */
  #unread = false;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = end;
  }

  /** Number of the field that {@link next} went to. */
  get field(): number {
    return this.#field;
  }

  /** Goes to the next field. @returns false at the end of the message */
  next(): boolean {
    if (this.#unread) this.#skip();
    if (this.#at === this.#end) return false;
    const tag = Number(this.#varint());
    this.#field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    this.#unread = true;
    return true;
  }

  /** An int32, int64 or enum; beyond ± 2^53 rounded. */
  int(): number {
    this.#expect(WIRE_VARINT);
    return Number(BigInt.asIntN(64, this.#varint()));
  }

  float(): number {
    this.#expect(WIRE_FIXED32);
    return this.#view.getFloat32(this.#take(4), true);
  }

  text(): string {
    return new TextDecoder().decode(this.bytes());
  }

  /** A view, not a copy. */
  bytes(): Uint8Array {
    this.#expect(WIRE_LENGTH);
    const length = Number(this.#varint());
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** A message inside this one. */
  message(): ProtobufReader {
    this.#expect(WIRE_LENGTH);
    const length = Number(this.#varint());
    const from = this.#take(length);
    return new ProtobufReader(this.#bytes, from, from + length);
  }

  /** Appends a repeated integer: one entry, or all of them packed into one field. */
  intsInto(list: number[]): void {
    if (this.#wire !== WIRE_LENGTH) {
      list.push(this.int());
      return;
    }
    const packed = this.message();
    while (packed.#at < packed.#end) list.push(Number(BigInt.asIntN(64, packed.#varint())));
  }

  /** Appends a repeated float: one entry, or all of them packed into one field. */
  floatsInto(list: number[]): void {
    if (this.#wire !== WIRE_LENGTH) {
      list.push(this.float());
      return;
    }
    const packed = this.message();
    while (packed.#at < packed.#end) list.push(this.#view.getFloat32(packed.#take(4), true));
  }

  #expect(wire: number): void {
    if (this.#wire !== wire || !this.#unread) {
      throw this.#broken(`field ${this.#field} has wire type ${this.#wire}, not ${wire}`);
    }
    this.#unread = false;
  }

  #skip(): void {
    this.#unread = false;
    if (this.#wire === WIRE_VARINT) this.#varint();
    else if (this.#wire === WIRE_FIXED64) this.#take(8);
    else if (this.#wire === WIRE_FIXED32) this.#take(4);
    else if (this.#wire === WIRE_LENGTH) this.#take(Number(this.#varint()));
    else throw this.#broken(`field ${this.#field} has the unknown wire type ${this.#wire}`);
  }

  #varint(): bigint {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.#take(1)];
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return value;
    }
    throw this.#broken("a number is longer than ten bytes");
  }

  /** Goes on by `length` bytes. @returns where they start */
  #take(length: number): number {
    const from = this.#at;
    if (length > this.#end - from) {
      throw this.#broken(`${length} bytes are wanted where ${this.#end - from} are left`);
    }
    this.#at += length;
    return from;
  }

  #broken(what: string): UserError {
    return new UserError(`the ONNX file is broken at byte ${this.#at}: ${what}`);
  }
}
