/**
 * Finds a tape's blocks: from its index when the tape was closed, else by going from block header
 * to block header.
 *
 * A tape whose footer is whole was closed, and then any damage is an error. Without one the writer
 * was interrupted: what is left of the last block is cut. Damage is only taken for such a torn tail
 * if nothing readable follows it.
 *
 * ```text
 *   footer whole? ── yes ─▶ index ── damaged ─▶ TapeDamage
 *        │ no
 *        ▼
 *   header, header, header … ── unreadable ──▶ readable parts behind it?  yes ─▶ TapeDamage
 *        │                                                                no ──▶ cut here
 *        ▼
 *   index header: closed after all ── whole length there? ── yes ─▶ TapeDamage: index or footer
 *                                                            no ──▶ cut here
 * ```
 */
import { UserError } from "../base/errors.ts";
import { MARKET_SLOT_BYTES } from "../base/limits.ts";
import { MARKET_VERSION } from "../wire/market.ts";
import { TapeIndex } from "./tape_index.ts";
import {
  type BlockHeader,
  checksumOf,
  decodeBlockHeader,
  decodeFooter,
  decodeHeader,
  decodeIndexHeader,
  ENTRY_BYTES,
  type Footer,
  looksLikeTape,
  MAX_BLOCK_SLOTS,
  PART_BYTES,
  TAPE_VERSION,
  type TapeHeader,
} from "./layout.ts";
import { TapeDamage, type TapeFile } from "./tape_file.ts";

const SEARCH_BYTES = 1 << 20;

export interface Survey {
  readonly header: TapeHeader;
  readonly index: TapeIndex;
  /** The tape was closed: it has its own index. */
  readonly closed: boolean;
  /** Bytes of an unfinished tail that were cut. */
  readonly tornBytes: number;
}

/**
 * @throws UserError when the file is no tape, or one of another version
 * @throws TapeDamage when header, index or footer are damaged, or a block header in the middle
 */
export function surveyTape(file: TapeFile): Survey {
  const header = readHeader(file);
  const footer = readFooter(file);
  if (footer !== undefined) {
    return { header, index: readIndex(file, footer), closed: true, tornBytes: 0 };
  }
  const index = new TapeIndex();
  let tornBytes = scanBlocks(file, index);
  if (tornBytes === 0 && index.blocks > 0 && !payloadIsWhole(file, index, index.blocks - 1)) {
    tornBytes = index.endOffset(index.blocks - 1) - index.offset(index.blocks - 1);
    index.dropLast();
  }
  return { header, index, closed: false, tornBytes };
}

function readHeader(file: TapeFile): TapeHeader {
  const bytes = readPart(file, 0);
  if (!looksLikeTape(bytes)) {
    throw new UserError(`${file.path}: is no tape: it does not begin with MRTAPE01`);
  }
  if (bytes.length < PART_BYTES) {
    throw new UserError(
      `${file.path}: the tape ends at byte ${bytes.length}, within its header: nothing to read`,
    );
  }
  const header = decodeHeader(bytes);
  if (header === undefined) {
    throw new TapeDamage(file.path, "file header", 0, "its checksum does not fit");
  }
  if (header.version !== TAPE_VERSION) {
    throw new UserError(
      `${file.path}: tape version ${header.version}; this Millrace reads version ${TAPE_VERSION}`,
    );
  }
  if (header.slotBytes !== MARKET_SLOT_BYTES || header.slotVersion !== MARKET_VERSION) {
    throw new UserError(
      `${file.path}: slots of ${header.slotBytes} bytes, version ${header.slotVersion}; this ` +
        `Millrace reads ${MARKET_SLOT_BYTES} bytes, version ${MARKET_VERSION}`,
    );
  }
  return header;
}

function readFooter(file: TapeFile): Footer | undefined {
  const offset = file.size - PART_BYTES;
  return offset < PART_BYTES ? undefined : decodeFooter(readPart(file, offset));
}

function readIndex(file: TapeFile, footer: Footer): TapeIndex {
  const { indexOffset } = footer;
  const header = decodeIndexHeader(readPart(file, indexOffset));
  if (header === undefined || header.entryBytes !== ENTRY_BYTES) {
    throw new TapeDamage(file.path, "index header", indexOffset, "its checksum does not fit");
  }
  const entriesOffset = indexOffset + PART_BYTES;
  const entriesBytes = header.blocks * ENTRY_BYTES;
  if (entriesOffset + entriesBytes + PART_BYTES !== file.size) {
    throw new TapeDamage(
      file.path,
      "index",
      entriesOffset,
      `${header.blocks} entries do not end where the footer starts`,
    );
  }
  const entries = new Float64Array(entriesBytes / 8);
  const bytes = new Uint8Array(entries.buffer);
  file.readAt(entriesOffset, bytes);
  if (checksumOf(bytes) !== header.entriesCrc) {
    throw new TapeDamage(file.path, "index", entriesOffset, "its checksum does not fit");
  }
  return new TapeIndex(entries, indexOffset);
}

/** Fills the index by going from header to header. @returns bytes of a torn tail */
function scanBlocks(file: TapeFile, index: TapeIndex): number {
  let offset = PART_BYTES;
  while (offset < file.size) {
    const bytes = readPart(file, offset);
    const block = decodeBlockHeader(bytes);
    if (block !== undefined && isPlausible(block)) {
      const end = offset + PART_BYTES + block.payloadBytes;
      if (end > file.size) return file.size - offset;
      index.add(block);
      offset = end;
      continue;
    }
    const indexHeader = decodeIndexHeader(bytes);
    if (indexHeader !== undefined) {
      const end = offset + 2 * PART_BYTES + indexHeader.blocks * ENTRY_BYTES;
      if (end > file.size) return file.size - offset;
      const text = end === file.size
        ? "its checksum does not fit"
        : `the file goes on for ${file.size - end} bytes behind it`;
      throw new TapeDamage(file.path, "footer", end - PART_BYTES, text);
    }
    if (hasPartBehind(file, offset)) {
      const part = `block ${index.blocks}`;
      throw new TapeDamage(file.path, part, offset, "its header's checksum does not fit");
    }
    return file.size - offset;
  }
  return 0;
}

/** Guards against headers that are whole and absurd all the same. */
function isPlausible(block: BlockHeader): boolean {
  return block.slotCount > 0 && block.slotCount <= MAX_BLOCK_SLOTS;
}

/** True when a whole block header or index header lies somewhere behind `offset`. */
function hasPartBehind(file: TapeFile, offset: number): boolean {
  const bytes = new Uint8Array(SEARCH_BYTES);
  for (let from = offset + PART_BYTES; from < file.size; from += SEARCH_BYTES) {
    const count = file.readAt(from, bytes);
    for (let at = 0; at + PART_BYTES <= count; at += PART_BYTES) {
      const part = bytes.subarray(at, at + PART_BYTES);
      if (decodeBlockHeader(part) !== undefined) return true;
      if (decodeIndexHeader(part) !== undefined) return true;
    }
  }
  return false;
}

function payloadIsWhole(file: TapeFile, index: TapeIndex, block: number): boolean {
  const header = decodeBlockHeader(readPart(file, index.offset(block)));
  if (header === undefined) return false;
  const payload = new Uint8Array(header.payloadBytes);
  file.readAt(index.offset(block) + PART_BYTES, payload);
  return checksumOf(payload) === header.payloadCrc;
}

function readPart(file: TapeFile, offset: number): Uint8Array {
  const bytes = new Uint8Array(PART_BYTES);
  return bytes.subarray(0, file.readAt(offset, bytes));
}
