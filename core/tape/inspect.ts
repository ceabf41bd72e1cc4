/** Looks into a tape without reading all of it. */
import { MARKET_WORDS } from "../wire/market.ts";
import { type PlainMessage, plainMessage } from "./message_text.ts";
import { TapeReader } from "./reader.ts";

/** What the header and the index say; no payload is read. */
export interface TapeSummary {
  readonly path: string;
  readonly version: number;
  readonly fileBytes: number;
  /** The session's epoch, in whole milliseconds since 1970. */
  readonly epochMillis: number;
  readonly closed: boolean;
  readonly tornBytes: number;
  readonly blocks: number;
  readonly blockSlots: number;
  readonly messages: number;
}

/** A message with its place on the tape. */
export interface TapedMessage extends PlainMessage {
  readonly slot: number;
}

export interface InspectOptions {
  /** Number of the first message, from 0; or give {@link fromNanos}. */
  readonly fromSlot?: number;
  /** Start at the first message received at or after this time, ns since the epoch. */
  readonly fromNanos?: number;
  /** Most messages. */
  readonly count: number;
}

/** @throws UserError as the reader does */
export function summariseTape(path: string): TapeSummary {
  const reader = new TapeReader(path);
  reader.close();
  const { header, index, fileBytes, closed, tornBytes } = reader;
  return {
    path,
    version: header.version,
    fileBytes,
    epochMillis: header.epochMillis,
    closed,
    tornBytes,
    blocks: index.blocks,
    blockSlots: header.blockSlots,
    messages: index.slots,
  };
}

/** Messages in the tape's order, read block by block. @throws UserError as the reader does */
export function* tapedMessages(path: string, options: InspectOptions): Generator<TapedMessage> {
  const reader = new TapeReader(path);
  try {
    const { fromNanos, fromSlot = 0, count } = options;
    const from = fromNanos === undefined ? fromSlot : reader.seek(fromNanos);
    const to = Math.min(from + count, reader.index.slots);
    let slot = from;
    while (slot < to) {
      const block = reader.index.blockOf(slot);
      const first = reader.index.firstSlot(block);
      const end = Math.min(to, first + reader.load(block));
      for (; slot < end; slot++) {
        const at = (slot - first) * MARKET_WORDS;
        yield { slot, ...plainMessage(reader.words, reader.doubles, at) };
      }
    }
  } finally {
    reader.close();
  }
}
