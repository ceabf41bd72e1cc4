/**
 * As much of the protobuf wire format as a file writer needs: fields are tag and value one after
 * the other; strings, bytes and messages carry their length first.
 * Source: protobuf.dev, "Encoding".
 */

const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;
const WIRE_FIXED32 = 5;

export class ProtobufWriter {
  readonly #bytes: number[] = [];

  /** An int32, int64 or enum; a negative value takes ten bytes, as two's complement does. */
  int(field: number, value: number): this {
    this.#tag(field, WIRE_VARINT);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, WIRE_FIXED32);
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.#bytes.push(view.getUint8(i));
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: ArrayLike<number>): this {
    this.#tag(field, WIRE_LENGTH);
    this.#varint(BigInt(value.length));
    for (let i = 0; i < value.length; i++) this.#bytes.push(value[i]);
    return this;
  }

  /** A message inside this one. */
  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.#bytes);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  #tag(field: number, wire: number): void {
    this.#varint(BigInt(field * 8 + wire));
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
