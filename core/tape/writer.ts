/**
 * Writes a tape. Slots gather in one block's worth of memory and go to disk as whole blocks, so the
 * bytes depend on the slots alone, never on when they came. Until the tape is closed it is called
 * `<path>.part`: a name without that ending always stands for a complete tape.
 *
 * Hot path: append() does not allocate, except once a block.
 */
import { assert } from "../base/assert.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { MARKET_SLOT_BYTES } from "../base/limits.ts";
import { AT_RECV_NANOS, MARKET_WORDS } from "../wire/market.ts";
import { TapeIndex } from "./tape_index.ts";
import {
  BLOCK_SLOTS,
  type BlockHeader,
  checksumOf,
  COMPRESSION_NONE,
  encodeBlockHeader,
  encodeFooter,
  encodeHeader,
  encodeIndexHeader,
  MAX_BLOCK_SLOTS,
} from "./layout.ts";

export interface TapeWriterOptions {
  readonly path: string;
  /** Most slots of a block; what a crash can cost. */
  readonly blockSlots?: number;
}

export class TapeWriter {
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #index = new TapeIndex();
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #blockSlots: number;
  #pending = 0;
  #slots = 0;
  #bytesWritten = 0;

  /** @throws UserError when the file cannot be created */
  constructor(options: TapeWriterOptions) {
    const blockSlots = options.blockSlots ?? BLOCK_SLOTS;
    assert(blockSlots > 0 && blockSlots <= MAX_BLOCK_SLOTS, "a block has 1 to 65,536 slots");
    const buffer = new ArrayBuffer(blockSlots * MARKET_SLOT_BYTES);
    this.path = options.path;
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#blockSlots = blockSlots;
    this.#file = createFile(this.partPath);
  }

  /**
   * Writes the file header; once, before the first slot.
   * @param epochMillis the session's epoch, in whole milliseconds since 1970
   */
  begin(epochMillis: number): void {
    assert(!this.begun, "a tape begins once");
    this.#write(encodeHeader({ epochMillis, blockSlots: this.#blockSlots }));
  }

  get begun(): boolean {
    return this.#bytesWritten > 0;
  }

  /** What the tape is called until it is closed. */
  get partPath(): string {
    return partPathOf(this.path);
  }

  /** Slots appended so far. */
  get slots(): number {
    return this.#slots;
  }

  /** Bytes in the file so far. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Appends the slot that starts at `words[from]`. */
  append(words: Int32Array, from: number): void {
    const to = this.#pending * MARKET_WORDS;
    for (let w = 0; w < MARKET_WORDS; w++) this.#words[to + w] = words[from + w];
    this.#slots++;
    if (++this.#pending === this.#blockSlots) this.#writeBlock();
  }

  /** Writes what has gathered as a block of its own: a crash costs no more than what came since. */
  flush(): void {
    if (this.#pending > 0) this.#writeBlock();
  }

  /** Writes what is left, the index and the footer, and gives the tape its name. */
  close(): void {
    assert(this.begun, "a tape has a header");
    if (this.#pending > 0) this.#writeBlock();
    const indexOffset = this.#bytesWritten;
    const entries = this.#index.bytes();
    this.#write(encodeIndexHeader(this.#index.blocks, checksumOf(entries)));
    this.#write(entries);
    this.#write(encodeFooter({ indexOffset, slots: this.#slots }));
    this.#file.syncDataSync();
    this.#file.close();
    try {
      Deno.renameSync(this.partPath, this.path);
    } catch (thrown) {
      throw new UserError(`${this.partPath}: cannot rename to ${this.path}: ${messageOf(thrown)}`);
    }
  }

  /** Gives up after a failure; the blocks already written stay readable under {@link partPath}. */
  abandon(): void {
    this.#file.close();
  }

  #writeBlock(): void {
    const slotCount = this.#pending;
    const payload = this.#bytes.subarray(0, slotCount * MARKET_SLOT_BYTES);
    const { minRecvNanos, maxRecvNanos } = this.#recvRange();
    const header: BlockHeader = {
      slotCount,
      firstSlot: this.#slots - slotCount,
      minRecvNanos,
      maxRecvNanos,
      payloadBytes: payload.length,
      compression: COMPRESSION_NONE,
      payloadCrc: checksumOf(payload),
    };
    this.#write(encodeBlockHeader(header));
    this.#write(payload);
    this.#index.add(header);
    this.#pending = 0;
  }

  /** Slots without a time do not count. Infinite the wrong way round when no slot has one. */
  #recvRange(): { minRecvNanos: number; maxRecvNanos: number } {
    let minRecvNanos = Number.POSITIVE_INFINITY;
    let maxRecvNanos = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#pending; i++) {
      const recvNanos = this.#doubles[(i * MARKET_WORDS >> 1) + AT_RECV_NANOS];
      if (recvNanos < minRecvNanos) minRecvNanos = recvNanos;
      if (recvNanos > maxRecvNanos) maxRecvNanos = recvNanos;
    }
    return { minRecvNanos, maxRecvNanos };
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) written += this.#file.writeSync(bytes.subarray(written));
    } catch (thrown) {
      throw new UserError(`${this.partPath}: cannot write: ${messageOf(thrown)}`);
    }
    this.#bytesWritten += written;
  }
}

/** The name of a tape that is being written. */
export function partPathOf(path: string): string {
  return `${path}.part`;
}

function createFile(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { write: true, create: true, truncate: true });
  } catch (thrown) {
    throw new UserError(`${path}: cannot create the tape: ${messageOf(thrown)}`);
  }
}
