/**
 * The tape on disk: the market ring's bytes, in checksummed blocks. Little-endian, fields naturally
 * aligned, reserved bytes zero, fields only appended.
 *
 * ```text
 *   file header │ block header, slots │ block header, slots │ … │ index header, entries │ footer
 *        64            64    n × 64                                    64     n × 40       64
 * ```
 *
 * A tape that was not closed (crash, full disk) ends somewhere after its header; the blocks that
 * are whole are read all the same.
 *
 * ```text
 * offset  field          type    unit, meaning                                       since
 *  FILE HEADER: size, magic and checksum keep their places in all versions
 *      0  magic          8×u8    "MRTAPE01"                                          1
 *      8  version        u32     TAPE_VERSION                                        1
 *     12  headerBytes    u32     64                                                  1
 *     16  slotBytes      u32     64                                                  1
 *     20  slotVersion    u32     MARKET_VERSION of the slots                         1
 *     24  epochMillis    f64     the session's epoch, ms since 1970                  1
 *     32  blockSlots     u32     most slots of a block                               1
 *     36  reserved       24                                                          1
 *     60  checksum       u32     CRC-32 of bytes 0 to 59                             1
 *
 *  BLOCK HEADER, followed by payloadBytes bytes
 *      0  magic          u32     "MRBK"                                              1
 *      4  slotCount      u32     1 to blockSlots                                     1
 *      8  firstSlot      f64     number of the first slot, from 0                    1
 *     16  minRecvNanos   f64     of the block's slots                                1
 *     24  maxRecvNanos   f64     of the block's slots                                1
 *     32  payloadBytes   u32     as stored                                           1
 *     36  compression    u32     0 = none                                            1
 *     40  payloadCrc     u32     CRC-32 of the stored payload                        1
 *     44  reserved       16                                                          1
 *     60  checksum       u32     CRC-32 of bytes 0 to 59                             1
 *
 *  INDEX HEADER, followed by the entries
 *      0  magic          u32     "MRIX"                                              1
 *      4  entryBytes     u32     40                                                  1
 *      8  blocks         f64     entries                                             1
 *     16  entriesCrc     u32     CRC-32 of the entries                               1
 *     20  reserved       40                                                          1
 *     60  checksum       u32     CRC-32 of bytes 0 to 59                             1
 *
 *  INDEX ENTRY: one a block, in file order; the next block starts where this one ends
 *      0  offset         f64     byte of the block header                            1
 *      8  firstSlot      f64     as in the block header                              1
 *     16  slotCount      f64     as in the block header                              1
 *     24  minRecvNanos   f64     as in the block header                              1
 *     32  maxRecvNanos   f64     as in the block header                              1
 *
 *  FOOTER
 *      0  magic          8×u8    "MRTAPEND"                                          1
 *      8  indexOffset    f64     byte of the index header                            1
 *     16  slots          f64     slots of all blocks                                 1
 *     24  reserved       36                                                          1
 *     60  checksum       u32     CRC-32 of bytes 0 to 59                             1
 * ```
 */
import { crc32 } from "node:zlib";
import { assert } from "../base/assert.ts";
import { MARKET_SLOT_BYTES } from "../base/limits.ts";
import { MARKET_VERSION } from "../wire/market.ts";

export const TAPE_VERSION = 1;
/** Every fixed part of a tape has this size. */
export const PART_BYTES = 64;
export const ENTRY_BYTES = 40;
export const BLOCK_SLOTS = 1_024;
/** No block is larger, whatever a damaged header says. */
export const MAX_BLOCK_SLOTS = 65_536;
export const COMPRESSION_NONE = 0;

const TAPE_MAGIC = "MRTAPE01";
const FOOTER_MAGIC = "MRTAPEND";
const BLOCK_MAGIC = 0x4b42_524d;
const INDEX_MAGIC = 0x5849_524d;
const AT_CHECKSUM = 60;

assert(new Uint8Array(Uint32Array.of(1).buffer)[0] === 1, "the machine is little-endian");
assert(PART_BYTES % MARKET_SLOT_BYTES === 0, "blocks stay aligned to slots");
assert(BLOCK_SLOTS <= MAX_BLOCK_SLOTS, "a full block is a legal block");

/** What a file of slots calls itself: a tape, or a journal (journal_layout.ts). */
export interface RecordKind {
  /** Eight characters. */
  readonly magic: string;
  readonly version: number;
  readonly slotBytes: number;
  readonly slotVersion: number;
}

export const TAPE_KIND: RecordKind = {
  magic: TAPE_MAGIC,
  version: TAPE_VERSION,
  slotBytes: MARKET_SLOT_BYTES,
  slotVersion: MARKET_VERSION,
};

export interface TapeHeader {
  readonly version: number;
  readonly slotBytes: number;
  readonly slotVersion: number;
  /** The session's epoch, in whole milliseconds since 1970. */
  readonly epochMillis: number;
  readonly blockSlots: number;
}

export interface BlockHeader {
  readonly slotCount: number;
  readonly firstSlot: number;
  readonly minRecvNanos: number;
  readonly maxRecvNanos: number;
  readonly payloadBytes: number;
  readonly compression: number;
  readonly payloadCrc: number;
}

export interface IndexHeader {
  readonly entryBytes: number;
  readonly blocks: number;
  readonly entriesCrc: number;
}

export interface Footer {
  readonly indexOffset: number;
  readonly slots: number;
}

/** The checksum of every part: CRC-32 (ISO-HDLC), which the runtime has built in. */
export function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes);
}

export function encodeHeader(
  header: Pick<TapeHeader, "epochMillis" | "blockSlots">,
  kind = TAPE_KIND,
): Uint8Array {
  const part = new DataView(new ArrayBuffer(PART_BYTES));
  writeAscii(part, kind.magic);
  part.setUint32(8, kind.version, true);
  part.setUint32(12, PART_BYTES, true);
  part.setUint32(16, kind.slotBytes, true);
  part.setUint32(20, kind.slotVersion, true);
  part.setFloat64(24, header.epochMillis, true);
  part.setUint32(32, header.blockSlots, true);
  return sealed(part);
}

/** True when the bytes begin as a tape does; for telling formats apart. */
export function looksLikeTape(bytes: Uint8Array): boolean {
  return bytes.length >= TAPE_MAGIC.length && readAscii(bytes) === TAPE_MAGIC;
}

/** @returns undefined when the checksum does not fit, or the magic of the kind that is asked for */
export function decodeHeader(bytes: Uint8Array, kind?: RecordKind): TapeHeader | undefined {
  const part = opened(bytes);
  if (part === undefined || (kind !== undefined && readAscii(bytes) !== kind.magic)) {
    return undefined;
  }
  return {
    version: part.getUint32(8, true),
    slotBytes: part.getUint32(16, true),
    slotVersion: part.getUint32(20, true),
    epochMillis: part.getFloat64(24, true),
    blockSlots: part.getUint32(32, true),
  };
}

export function encodeBlockHeader(header: BlockHeader): Uint8Array {
  const part = new DataView(new ArrayBuffer(PART_BYTES));
  part.setUint32(0, BLOCK_MAGIC, true);
  part.setUint32(4, header.slotCount, true);
  part.setFloat64(8, header.firstSlot, true);
  part.setFloat64(16, header.minRecvNanos, true);
  part.setFloat64(24, header.maxRecvNanos, true);
  part.setUint32(32, header.payloadBytes, true);
  part.setUint32(36, header.compression, true);
  part.setUint32(40, header.payloadCrc, true);
  return sealed(part);
}

/** @returns undefined when this is no block header, or a damaged one */
export function decodeBlockHeader(bytes: Uint8Array): BlockHeader | undefined {
  const part = opened(bytes, BLOCK_MAGIC);
  if (part === undefined) return undefined;
  return {
    slotCount: part.getUint32(4, true),
    firstSlot: part.getFloat64(8, true),
    minRecvNanos: part.getFloat64(16, true),
    maxRecvNanos: part.getFloat64(24, true),
    payloadBytes: part.getUint32(32, true),
    compression: part.getUint32(36, true),
    payloadCrc: part.getUint32(40, true),
  };
}

export function encodeIndexHeader(blocks: number, entriesCrc: number): Uint8Array {
  const part = new DataView(new ArrayBuffer(PART_BYTES));
  part.setUint32(0, INDEX_MAGIC, true);
  part.setUint32(4, ENTRY_BYTES, true);
  part.setFloat64(8, blocks, true);
  part.setUint32(16, entriesCrc, true);
  return sealed(part);
}

/** @returns undefined when this is no index header, or a damaged one */
export function decodeIndexHeader(bytes: Uint8Array): IndexHeader | undefined {
  const part = opened(bytes, INDEX_MAGIC);
  if (part === undefined) return undefined;
  return {
    entryBytes: part.getUint32(4, true),
    blocks: part.getFloat64(8, true),
    entriesCrc: part.getUint32(16, true),
  };
}

export function encodeFooter(footer: Footer): Uint8Array {
  const part = new DataView(new ArrayBuffer(PART_BYTES));
  writeAscii(part, FOOTER_MAGIC);
  part.setFloat64(8, footer.indexOffset, true);
  part.setFloat64(16, footer.slots, true);
  return sealed(part);
}

/** @returns undefined when this is no footer, or a damaged one */
export function decodeFooter(bytes: Uint8Array): Footer | undefined {
  const part = opened(bytes);
  if (part === undefined || readAscii(bytes) !== FOOTER_MAGIC) return undefined;
  return { indexOffset: part.getFloat64(8, true), slots: part.getFloat64(16, true) };
}

/** Puts the checksum at its place. */
function sealed(part: DataView<ArrayBuffer>): Uint8Array {
  const bytes = new Uint8Array(part.buffer);
  part.setUint32(AT_CHECKSUM, checksumOf(bytes.subarray(0, AT_CHECKSUM)), true);
  return bytes;
}

/** The part, once its size, its magic and its checksum are as they must be. */
function opened(bytes: Uint8Array, magic?: number): DataView | undefined {
  if (bytes.length < PART_BYTES) return undefined;
  const part = new DataView(bytes.buffer, bytes.byteOffset, PART_BYTES);
  if (magic !== undefined && part.getUint32(0, true) !== magic) return undefined;
  const checksum = checksumOf(bytes.subarray(0, AT_CHECKSUM));
  return part.getUint32(AT_CHECKSUM, true) === checksum ? part : undefined;
}

function writeAscii(part: DataView, text: string): void {
  for (let i = 0; i < text.length; i++) part.setUint8(i, text.charCodeAt(i));
}

function readAscii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 8));
}
