/**
 * An ITCH message where it lies: a flyweight that reads fields in place, by the offsets of
 * itch_format.ts. Numbers of 64 bits are read as two words of 32, which costs nothing, and never as
 * BigInt, which costs an object each.
 *
 * Hot path: no allocation.
 */
import {
  AT_LOCATE,
  AT_NANOS_HIGH,
  AT_NANOS_LOW,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
} from "./itch_format.ts";

const TWO_32 = 0x1_0000_0000;

export class ItchMessage {
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the type byte. */
  #at = 0;

  /** Takes other bytes to read from; follow it with {@link moveTo}. */
  wrap(bytes: Uint8Array): void {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the message whose type byte is at `at`. */
  moveTo(at: number): void {
    this.#at = at;
  }

  get type(): number {
    return this.#view.getUint8(this.#at);
  }

  get locate(): number {
    return this.#view.getUint16(this.#at + AT_LOCATE);
  }

  /** Nanoseconds since midnight. */
  get nanos(): number {
    return this.#view.getUint16(this.#at + AT_NANOS_HIGH) * TWO_32 +
      this.#view.getUint32(this.#at + AT_NANOS_LOW);
  }

  get orderLow(): number {
    return this.#view.getUint32(this.#at + AT_ORDER_LOW);
  }

  get orderHigh(): number {
    return this.#view.getUint32(this.#at + AT_ORDER_HIGH);
  }

  u8(offset: number): number {
    return this.#view.getUint8(this.#at + offset);
  }

  u32(offset: number): number {
    return this.#view.getUint32(this.#at + offset);
  }

  /** Exact below 2^53, which NASDAQ's numbers of matches and of shares are by far. */
  u64(offset: number): number {
    return this.u32(offset) * TWO_32 + this.u32(offset + 4);
  }

  /** Text padded with spaces. Cold. */
  text(offset: number, length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.u8(offset + i));
    return text.trim();
  }
}
