/**
 * Writes a session's journal. Entries gather in a block; whoever writes says when a block has to go to
 * disk before it is full, because a crash costs what had not.
 */
import { assert } from "../base/assert.ts";
import { messageOf, UserError } from "../base/errors.ts";
import { J_EVENT_NANOS, JOURNAL_SLOT_BYTES, JOURNAL_WORDS } from "../wire/journal.ts";
import { JOURNAL_BLOCK_SLOTS, JOURNAL_KIND } from "./journal_layout.ts";
import {
  checksumOf,
  COMPRESSION_NONE,
  encodeBlockHeader,
  encodeFooter,
  encodeHeader,
} from "./layout.ts";

export class JournalFileWriter {
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #bytes: Uint8Array;
  #pending = 0;
  #entries = 0;
  #bytesWritten = 0;

  /** @throws UserError when the file cannot be created, or is there already */
  constructor(path: string) {
    const buffer = new ArrayBuffer(JOURNAL_BLOCK_SLOTS * JOURNAL_SLOT_BYTES);
    this.path = path;
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    try {
      this.#file = Deno.openSync(path, { write: true, createNew: true });
    } catch (thrown) {
      throw new UserError(`${path}: cannot create the journal: ${messageOf(thrown)}`);
    }
  }

  /** Entries appended so far. */
  get entries(): number {
    return this.#entries;
  }

  get begun(): boolean {
    return this.#bytesWritten > 0;
  }

  /** Writes the file header; once, before the first entry. @param epochMillis the session's epoch */
  begin(epochMillis: number): void {
    assert(!this.begun, "a journal begins once");
    this.#write(encodeHeader({ epochMillis, blockSlots: JOURNAL_BLOCK_SLOTS }, JOURNAL_KIND));
  }

  /** Appends the entry that starts at `words[from]`. @throws UserError when it cannot be written */
  append(words: Int32Array, from: number): void {
    const to = this.#pending * JOURNAL_WORDS;
    for (let i = 0; i < JOURNAL_WORDS; i++) this.#words[to + i] = words[from + i];
    this.#entries++;
    if (++this.#pending === JOURNAL_BLOCK_SLOTS) this.flush();
  }

  /** Writes what has gathered. */
  flush(): void {
    const slotCount = this.#pending;
    if (slotCount === 0) return;
    this.#pending = 0;
    const payload = this.#bytes.subarray(0, slotCount * JOURNAL_SLOT_BYTES);
    this.#write(encodeBlockHeader({
      slotCount,
      firstSlot: this.#entries - slotCount,
      minRecvNanos: this.#doubles[J_EVENT_NANOS],
      maxRecvNanos: this.#doubles[(slotCount - 1) * (JOURNAL_WORDS / 2) + J_EVENT_NANOS],
      payloadBytes: payload.length,
      compression: COMPRESSION_NONE,
      payloadCrc: checksumOf(payload),
    }));
    this.#write(payload);
  }

  /** Writes what is left and the footer. */
  close(): void {
    assert(this.begun, "a journal has a header");
    this.flush();
    this.#write(encodeFooter({ indexOffset: this.#bytesWritten, slots: this.#entries }));
    this.#file.syncDataSync();
    this.#file.close();
  }

  /** Gives up after a failure; the blocks already written stay readable. */
  abandon(): void {
    this.#file.close();
  }

  #write(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) written += this.#file.writeSync(bytes.subarray(written));
    } catch (thrown) {
      throw new UserError(`${this.path}: cannot write: ${messageOf(thrown)}`);
    }
    this.#bytesWritten += written;
  }
}
