/**
 * The message that the ring benchmarks carry: 64 bytes, written field by field as ingest does and
 * read as the book does. A reader adds up what it reads, so that no message can be lost unseen.
 */

export const MESSAGE_WORDS = 16;
export const MESSAGE_DOUBLES = 8;

/** Writes message number `value`, from 1. @param at word index of the slot */
export function writeMessage(
  words: Int32Array,
  doubles: Float64Array,
  at: number,
  value: number,
): void {
  const d = at >> 1;
  words[at] = 1;
  words[at + 1] = value & 7;
  doubles[d + 1] = value;
  doubles[d + 2] = value + 1;
  doubles[d + 3] = value;
  words[at + 8] = value & 0xffff;
  words[at + 9] = value & 1;
  doubles[d + 5] = value & 0xff;
  doubles[d + 6] = 0;
  doubles[d + 7] = 0;
}

/** @returns what the message adds to the sum */
export function readMessage(words: Int32Array, doubles: Float64Array, at: number): number {
  const d = at >> 1;
  return words[at] + words[at + 1] + words[at + 8] + words[at + 9] + doubles[d + 3] +
    doubles[d + 5];
}

/** The same message as an object, for channels that carry those. */
export interface MessageObject {
  readonly kind: number;
  readonly instrumentId: number;
  readonly exchNanos: number;
  readonly recvNanos: number;
  readonly sequence: number;
  readonly priceTicks: number;
  readonly side: number;
  readonly qtyLots: number;
}

export function messageObject(value: number): MessageObject {
  return {
    kind: 1,
    instrumentId: value & 7,
    exchNanos: value,
    recvNanos: value + 1,
    sequence: value,
    priceTicks: value & 0xffff,
    side: value & 1,
    qtyLots: value & 0xff,
  };
}

export function readObject(message: MessageObject): number {
  return message.kind + message.instrumentId + message.priceTicks + message.side +
    message.sequence + message.qtyLots;
}
