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
  AT_ADD_PRICE,
  AT_CROSS_PRICE,
  AT_EXECUTED_PRICE,
  AT_NEW_PRICE,
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

/** Where a message's price stands; types that are not here have none of their stock's. */
const PRICE_AT: ReadonlyMap<number, number> = new Map([
  [TYPE_ADD, AT_ADD_PRICE],
  [TYPE_ADD_ATTRIBUTED, AT_ADD_PRICE],
  [TYPE_TRADE, AT_ADD_PRICE],
  [TYPE_EXECUTED_AT, AT_EXECUTED_PRICE],
  [TYPE_REPLACE, AT_NEW_PRICE],
  [TYPE_CROSS, AT_CROSS_PRICE],
]);

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
      const priceAt = PRICE_AT.get(type);
      message.moveTo(at + PREFIX_BYTES);
      if (priceAt !== undefined && length === BYTES_BY_TYPE[type]) this.#see(message, priceAt);
      at = next;
    }
  }

  #see(message: ItchMessage, priceAt: number): void {
    const price = message.u32(priceAt);
    if (price < ONE_DOLLAR) return;
    const locate = message.locate;
    this.#units[locate] = greatestDivisor(this.#units[locate], price);
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
