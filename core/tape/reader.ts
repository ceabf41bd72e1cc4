/**
 * Reads a tape block by block. Every block is checked before its slots are seen; memory holds one
 * block and the index.
 */
import { assert } from "../base/assert.ts";
import { MARKET_SLOT_BYTES } from "../base/limits.ts";
import { AT_RECV_NANOS, MARKET_DOUBLES } from "../wire/market.ts";
import type { TapeIndex } from "./tape_index.ts";
import {
  type BlockHeader,
  checksumOf,
  COMPRESSION_NONE,
  decodeBlockHeader,
  MAX_BLOCK_SLOTS,
  PART_BYTES,
  type TapeHeader,
} from "./layout.ts";
import { surveyTape } from "./survey.ts";
import { TapeDamage, TapeFile } from "./tape_file.ts";

export class TapeReader {
  readonly path: string;
  readonly header: TapeHeader;
  readonly index: TapeIndex;
  /** The tape was closed: it has its own index. */
  readonly closed: boolean;
  /** Bytes of an unfinished tail that were cut. */
  readonly tornBytes: number;
  readonly fileBytes: number;
  readonly #file: TapeFile;
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);
  #doubles = new Float64Array(0);

  /**
   * @throws UserError when the file is no tape, or one of another version
   * @throws TapeDamage when header, index or footer are damaged, or a block header in the middle
   */
  constructor(path: string) {
    this.path = path;
    this.#file = new TapeFile(path);
    try {
      const survey = surveyTape(this.#file);
      this.header = survey.header;
      this.index = survey.index;
      this.closed = survey.closed;
      this.tornBytes = survey.tornBytes;
      this.fileBytes = this.#file.size;
    } catch (thrown) {
      this.#file.close();
      throw thrown;
    }
  }

  /** The loaded block's slots; slot i starts at i × MARKET_WORDS. */
  get words(): Int32Array {
    return this.#words;
  }

  /** The same slots as doubles. */
  get doubles(): Float64Array {
    return this.#doubles;
  }

  /**
   * Makes a block's slots current.
   * @returns how many they are
   * @throws TapeDamage naming the block when it is not as it was written
   */
  load(block: number): number {
    assert(block >= 0 && block < this.index.blocks, "the tape has this block");
    const header = this.#readBlockHeader(block);
    const offset = this.index.offset(block) + PART_BYTES;
    if (header.payloadBytes > this.#bytes.length) this.#makeRoom(header.payloadBytes);
    const payload = this.#bytes.subarray(0, header.payloadBytes);
    if (this.#file.readAt(offset, payload) < payload.length) {
      throw this.#damage(block, "the file ends within it");
    }
    if (checksumOf(payload) !== header.payloadCrc) {
      const last = offset + payload.length - 1;
      throw this.#damage(block, `the checksum of its slots, bytes ${offset} to ${last}, differs`);
    }
    return header.slotCount;
  }

  /**
   * Finds the first slot, in the tape's order, received at or after `recvNanos`, and loads its block.
   * @returns the slot's number; the number of slots when there is none
   */
  seek(recvNanos: number): number {
    const block = this.index.firstReaching(recvNanos);
    if (block === this.index.blocks) return this.index.slots;
    const count = this.load(block);
    let i = 0;
    while (i < count && !(this.#doubles[i * MARKET_DOUBLES + AT_RECV_NANOS] >= recvNanos)) i++;
    return this.index.firstSlot(block) + i;
  }

  close(): void {
    this.#file.close();
  }

  #readBlockHeader(block: number): BlockHeader {
    const { index } = this;
    const bytes = new Uint8Array(PART_BYTES);
    this.#file.readAt(index.offset(block), bytes);
    const header = decodeBlockHeader(bytes);
    if (header === undefined) throw this.#damage(block, "its header's checksum does not fit");
    const { slotCount, payloadBytes, compression } = header;
    if (compression !== COMPRESSION_NONE) {
      throw this.#damage(block, `compression ${compression}; only 0 (none) is known`);
    }
    if (
      header.firstSlot !== index.firstSlot(block) || slotCount !== index.slotCount(block) ||
      index.offset(block) + PART_BYTES + payloadBytes !== index.endOffset(block)
    ) {
      throw this.#damage(block, "its header and the index contradict each other");
    }
    if (slotCount > MAX_BLOCK_SLOTS || payloadBytes !== slotCount * MARKET_SLOT_BYTES) {
      throw this.#damage(block, `${slotCount} slots cannot fill ${payloadBytes} bytes`);
    }
    return header;
  }

  #makeRoom(payloadBytes: number): void {
    const buffer = new ArrayBuffer(payloadBytes);
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  #damage(block: number, text: string): TapeDamage {
    return new TapeDamage(this.path, `block ${block}`, this.index.offset(block), text);
  }
}
