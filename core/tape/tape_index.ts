/**
 * Where a tape's blocks are: one entry a block, kept as the numbers that stand in the file, so that
 * the index of a day (300,000 blocks) is 12 MB and not a third of a million objects.
 */
import { assert } from "../base/assert.ts";
import { type BlockHeader, ENTRY_BYTES, PART_BYTES } from "./layout.ts";

const ENTRY_DOUBLES = ENTRY_BYTES / 8;
const AT_OFFSET = 0;
const AT_FIRST_SLOT = 1;
const AT_SLOT_COUNT = 2;
const AT_MIN_RECV = 3;
const AT_MAX_RECV = 4;
const FIRST_ENTRIES = 256;

export class TapeIndex {
  #entries: Float64Array<ArrayBuffer>;
  #blocks: number;
  /** Byte after the last block. */
  #endOffset: number;

  /** @param entries what {@link bytes} gave; the default is an empty index */
  constructor(entries: Float64Array<ArrayBuffer> = new Float64Array(0), endOffset = PART_BYTES) {
    assert(entries.length % ENTRY_DOUBLES === 0, "an index holds whole entries");
    this.#entries = entries;
    this.#blocks = entries.length / ENTRY_DOUBLES;
    this.#endOffset = endOffset;
  }

  get blocks(): number {
    return this.#blocks;
  }

  /** Slots of all blocks. */
  get slots(): number {
    const last = this.#blocks - 1;
    return last < 0 ? 0 : this.firstSlot(last) + this.slotCount(last);
  }

  /** Adds the block that starts where the last one ended. */
  add(block: BlockHeader): void {
    const at = this.#blocks * ENTRY_DOUBLES;
    if (at === this.#entries.length) this.#grow();
    this.#entries[at + AT_OFFSET] = this.#endOffset;
    this.#entries[at + AT_FIRST_SLOT] = block.firstSlot;
    this.#entries[at + AT_SLOT_COUNT] = block.slotCount;
    this.#entries[at + AT_MIN_RECV] = block.minRecvNanos;
    this.#entries[at + AT_MAX_RECV] = block.maxRecvNanos;
    this.#blocks++;
    this.#endOffset += PART_BYTES + block.payloadBytes;
  }

  /** Takes the last block off again. */
  dropLast(): void {
    assert(this.#blocks > 0, "the index has a block to drop");
    this.#blocks--;
    this.#endOffset = this.offset(this.#blocks);
  }

  /** Byte of the block's header. */
  offset(block: number): number {
    return this.#entries[block * ENTRY_DOUBLES + AT_OFFSET];
  }

  /** Byte after the block. */
  endOffset(block: number): number {
    return block + 1 < this.#blocks ? this.offset(block + 1) : this.#endOffset;
  }

  firstSlot(block: number): number {
    return this.#entries[block * ENTRY_DOUBLES + AT_FIRST_SLOT];
  }

  slotCount(block: number): number {
    return this.#entries[block * ENTRY_DOUBLES + AT_SLOT_COUNT];
  }

  minRecvNanos(block: number): number {
    return this.#entries[block * ENTRY_DOUBLES + AT_MIN_RECV];
  }

  maxRecvNanos(block: number): number {
    return this.#entries[block * ENTRY_DOUBLES + AT_MAX_RECV];
  }

  /**
   * The first block, in the tape's order, that holds a slot received at or after `recvNanos`; the
   * number of blocks when there is none. Times of receipt may step back, so this looks at each
   * entry: a millisecond for a day.
   */
  firstReaching(recvNanos: number): number {
    let block = 0;
    while (block < this.#blocks && !(this.maxRecvNanos(block) >= recvNanos)) block++;
    return block;
  }

  /** The block that holds a slot. */
  blockOf(slot: number): number {
    assert(slot >= 0 && slot < this.slots, "the tape has this slot");
    let low = 0;
    let high = this.#blocks - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firstSlot(middle) <= slot) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The entries as they stand in a file. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#entries.buffer, 0, this.#blocks * ENTRY_BYTES);
  }

  #grow(): void {
    const larger = new Float64Array(
      Math.max(FIRST_ENTRIES * ENTRY_DOUBLES, this.#entries.length * 2),
    );
    larger.set(this.#entries);
    this.#entries = larger;
  }
}
