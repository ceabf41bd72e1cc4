/**
 * How fine the prices of every stock are, learned by a first look into a file: most stocks quote in
 * whole cents, but trades happen halfway between two of them, and made-up files know no grid at all.
 *
 * Reads a bounded part. A price further on that lies between two ticks is rounded, and reported.
 *
 * Cold.
 */
import { UserError } from "../../base/errors.ts";
import type { ByteStream } from "../files/byte_stream.ts";
import { openFile } from "../files/open_file.ts";
import {
  BYTES_BY_TYPE,
  CENT,
  ONE_DOLLAR,
  PREFIX_BYTES,
  TYPE_ADD,
  TYPE_ADD_ATTRIBUTED,
  TYPE_CROSS,
  TYPE_EXECUTED_AT,
  TYPE_REPLACE,
  TYPE_TRADE,
} from "./itch_format.ts";
import { ItchMessage } from "./itch_message.ts";

const LOCATES = 65_536;
const MAX_BYTES = 4 * 1_024 * 1_024;

export class PriceGrids {
  /** By stock locate: what all prices of a dollar and more are multiples of, in 0.0001 dollars. */
  readonly #units = new Uint8Array(LOCATES).fill(CENT);

  /** The largest tick, a cent at most, that the prices seen of a stock are multiples of. */
  unitsOf(locate: number): number {
    return this.#units[locate];
  }

  /** Looks at the first few megabytes of a file that can be opened. */
  async learn(path: string): Promise<void> {
    const stream = await openFile(path);
    try {
      this.see(await headOf(stream));
    } finally {
      await stream.close();
    }
  }

  /** Learns from messages in a row, as far as they are whole. */
  see(bytes: Uint8Array): void {
    const message = new ItchMessage();
    message.wrap(bytes);
    for (let at = 0; at + PREFIX_BYTES < bytes.length;) {
      const type = bytes[at + PREFIX_BYTES];
      const length = (bytes[at] << 8 | bytes[at + 1]) || BYTES_BY_TYPE[type];
      const next = at + PREFIX_BYTES + length;
      if (length === 0 || next > bytes.length) return;
      message.moveTo(at + PREFIX_BYTES);
      if (length === BYTES_BY_TYPE[type]) this.#see(message.locate, priceOf(message));
      at = next;
    }
  }

  #see(locate: number, price: number): void {
    if (price < ONE_DOLLAR) return;
    this.#units[locate] = greatestDivisor(this.#units[locate], price);
  }
}

/** A message's price; 0 where there is none of its stock's. */
function priceOf(message: ItchMessage): number {
  switch (message.type) {
    case TYPE_ADD:
    case TYPE_ADD_ATTRIBUTED:
    case TYPE_TRADE:
      return message.price;
    case TYPE_EXECUTED_AT:
      return message.executedPrice;
    case TYPE_REPLACE:
      return message.newPrice;
    case TYPE_CROSS:
      return message.crossPrice;
    default:
      return 0;
  }
}

/** Greatest common divisor of two numbers above 0 (Euclid). */
export function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The first bytes of a stream. Damage ends the look only: the replay will meet and report it. */
async function headOf(stream: ByteStream): Promise<Uint8Array> {
  const head = new Uint8Array(MAX_BYTES);
  let length = 0;
  try {
    while (length < MAX_BYTES) {
      const chunk = await stream.next();
      if (chunk === undefined) break;
      const part = chunk.subarray(0, MAX_BYTES - length);
      head.set(part, length);
      length += part.length;
    }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
  }
  return head.subarray(0, length);
}
