/** Reads a session's journal, all of it; what an interrupted session left half written is cut. */
import { UserError } from "../base/errors.ts";
import { J_SEQUENCE, JOURNAL_SLOT_BYTES, JOURNAL_WORDS } from "../wire/journal.ts";
import { JOURNAL_KIND } from "./journal_layout.ts";
import {
  checksumOf,
  decodeBlockHeader,
  decodeFooter,
  decodeHeader,
  MAX_BLOCK_SLOTS,
  PART_BYTES,
} from "./layout.ts";
import { TapeDamage, TapeFile } from "./tape_file.ts";

export interface RecordedJournal {
  readonly path: string;
  readonly epochMillis: number;
  /** Entries one behind the other, in memory that can be posted. */
  readonly words: Int32Array;
  readonly entries: number;
  /** It has a footer: nothing can be missing. */
  readonly closed: boolean;
  /** Bytes of an unfinished tail that were cut. */
  readonly tornBytes: number;
}

/**
 * @throws UserError when the file is no journal, or one of another version
 * @throws TapeDamage when it is not as it was written
 */
export function readJournal(path: string): RecordedJournal {
  const file = new TapeFile(path);
  try {
    const bytes = new Uint8Array(file.size);
    file.readAt(0, bytes);
    return decode(path, bytes);
  } finally {
    file.close();
  }
}

function decode(path: string, bytes: Uint8Array): RecordedJournal {
  const epochMillis = readHeader(path, bytes);
  const footer = bytes.length >= 2 * PART_BYTES
    ? decodeFooter(bytes.subarray(bytes.length - PART_BYTES))
    : undefined;
  const end = footer === undefined ? bytes.length : bytes.length - PART_BYTES;
  if (footer !== undefined && footer.indexOffset !== end) {
    throw new TapeDamage(path, "footer", end, "it does not stand where it says");
  }
  const payloads: Uint8Array[] = [];
  let entries = 0;
  let at = PART_BYTES;
  while (at < end) {
    const payload = blockAt(path, bytes.subarray(0, end), at, entries, footer !== undefined);
    if (payload === undefined) break;
    payloads.push(payload);
    entries += payload.length / JOURNAL_SLOT_BYTES;
    at += PART_BYTES + payload.length;
  }
  if (footer !== undefined && footer.slots !== entries) {
    throw new TapeDamage(path, "footer", end, `it counts ${footer.slots} entries of ${entries}`);
  }
  const words = joined(payloads, entries);
  checkSequence(path, words, entries);
  return { path, epochMillis, words, entries, closed: footer !== undefined, tornBytes: end - at };
}

function readHeader(path: string, bytes: Uint8Array): number {
  const header = decodeHeader(bytes, JOURNAL_KIND);
  if (header === undefined) {
    throw new UserError(`${path}: is no journal of a session, or its header is damaged`);
  }
  const { version, slotBytes, slotVersion } = header;
  const { version: known, slotBytes: size, slotVersion: entry } = JOURNAL_KIND;
  if (version === known && slotBytes === size && slotVersion <= entry) return header.epochMillis;
  throw new UserError(
    `${path}: journal version ${version} with entries of version ${slotVersion}; known are ` +
      `version ${known} and entries up to ${entry}`,
  );
}

/** @returns undefined where the file ends in the middle of the block, which a crash may cause */
function blockAt(
  path: string,
  bytes: Uint8Array,
  at: number,
  entries: number,
  closed: boolean,
): Uint8Array | undefined {
  const part = `block at entry ${entries + 1}`;
  const damage = (text: string) => new TapeDamage(path, part, at, text);
  const header = decodeBlockHeader(bytes.subarray(at));
  if (header === undefined) {
    if (!closed && bytes.length - at < PART_BYTES) return undefined;
    throw damage("its header's checksum does not fit");
  }
  const { slotCount, payloadBytes, firstSlot } = header;
  const fits = slotCount <= MAX_BLOCK_SLOTS && payloadBytes === slotCount * JOURNAL_SLOT_BYTES &&
    firstSlot === entries;
  if (!fits) throw damage("its header contradicts itself");
  const from = at + PART_BYTES;
  if (from + payloadBytes > bytes.length) {
    if (!closed) return undefined;
    throw damage("the file ends within it");
  }
  const payload = bytes.subarray(from, from + payloadBytes);
  if (checksumOf(payload) === header.payloadCrc) return payload;
  throw damage("the checksum of its entries differs");
}

function joined(payloads: readonly Uint8Array[], entries: number): Int32Array {
  const buffer = new SharedArrayBuffer(entries * JOURNAL_SLOT_BYTES);
  const bytes = new Uint8Array(buffer);
  let at = 0;
  for (const payload of payloads) {
    bytes.set(payload, at);
    at += payload.length;
  }
  return new Int32Array(buffer);
}

/** Entries count from 1, and anew where trading was replaced. */
function checkSequence(path: string, words: Int32Array, entries: number): void {
  const doubles = new Float64Array(words.buffer);
  let previous = 0;
  for (let i = 0; i < entries; i++) {
    const sequence = doubles[i * (JOURNAL_WORDS / 2) + J_SEQUENCE];
    if (sequence !== previous + 1 && sequence !== 1) {
      throw new UserError(
        `${path}: entry ${i + 1} is numbered ${sequence}, must be ${previous + 1}`,
      );
    }
    previous = sequence;
  }
}
