/**
 * The memory of a ring, apart from the algorithms that move through it.
 *
 * ```text
 *  line 0        magic, slot bytes, capacity, followers, stamps?      written once
 *  line 1        session epoch (f64 ms since 1970), first cursor      written once
 *  line 2        published cursor                                     producer
 *  line 3        reserved cursor (how far it may be writing)          producer
 *  line 4        closed flag                                          producer
 *  line 5 + i    follower i: its cursor                               follower i
 *  ...           capacity × slot bytes                                producer; frames: every stage
 *  ...           capacity × f64 stamps, when asked for                producer
 * ```
 *
 * Each cursor has a line of 128 bytes for itself, because neighbouring lines are fetched in pairs.
 * Cursors are Int32 counts of slots that wrap at 2^31 and are compared by `(a − b) | 0`.
 */
import { assert } from "../base/assert.ts";

export const RING_MAGIC = 0x4d52_4e47;
export const LINE_WORDS = 32;
export const AT_MAGIC = 0;
export const AT_SLOT_BYTES = 1;
export const AT_CAPACITY = 2;
export const AT_FOLLOWERS = 3;
export const AT_STAMPED = 4;
/** In doubles. */
export const AT_EPOCH_MILLIS = LINE_WORDS / 2;
export const AT_FIRST_CURSOR = LINE_WORDS + 2;
export const AT_PUBLISHED = 2 * LINE_WORDS;
export const AT_RESERVED = 3 * LINE_WORDS;
export const AT_CLOSED = 4 * LINE_WORDS;
export const AT_FOLLOWER = 5 * LINE_WORDS;

export interface RingOptions {
  /** Bytes of a slot, a multiple of 8. */
  readonly slotBytes: number;
  /** Slots, a power of two. */
  readonly capacity: number;
  /** Cursors to make room for. */
  readonly followers: number;
  /** Keep a publication time beside every slot. */
  readonly stamped?: boolean;
  /** Where all cursors start; tests start near 2^31 to cross the wrap. */
  readonly firstCursor?: number;
}

/** Views of one ring's memory. Every thread makes its own from the shared buffer. */
export interface RingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  readonly followers: number;
  readonly wordsPerSlot: number;
  /** Header words: cursors and flags. */
  readonly header: Int32Array;
  readonly headerDoubles: Float64Array;
  /** All slots as words; slot i starts at i × wordsPerSlot. */
  readonly words: Int32Array;
  /** All slots as doubles. */
  readonly doubles: Float64Array;
  /** Publication time of each slot, or empty. */
  readonly stamps: Float64Array;
}

/** Allocates a ring; post the buffer to the threads that use it. */
export function createRing(options: RingOptions): SharedArrayBuffer {
  const { slotBytes, capacity, followers } = options;
  assert(capacity > 0 && (capacity & (capacity - 1)) === 0, "ring capacity is a power of two");
  assert(slotBytes > 0 && slotBytes % 8 === 0, "ring slots are a multiple of 8 bytes");
  assert(followers > 0, "a ring has a follower");
  const headerBytes = headerBytesFor(followers);
  const stampBytes = options.stamped ? capacity * 8 : 0;
  const buffer = new SharedArrayBuffer(headerBytes + capacity * slotBytes + stampBytes);
  const header = new Int32Array(buffer, 0, headerBytes / 4);
  const first = (options.firstCursor ?? 0) | 0;
  header[AT_SLOT_BYTES] = slotBytes;
  header[AT_CAPACITY] = capacity;
  header[AT_FOLLOWERS] = followers;
  header[AT_STAMPED] = options.stamped ? 1 : 0;
  header[AT_FIRST_CURSOR] = first;
  header[AT_PUBLISHED] = first;
  header[AT_RESERVED] = first;
  for (let i = 0; i < followers; i++) header[AT_FOLLOWER + i * LINE_WORDS] = first;
  Atomics.store(header, AT_MAGIC, RING_MAGIC);
  return buffer;
}

/** Maps a ring that {@link createRing} made. */
export function mapRing(buffer: SharedArrayBuffer): RingMemory {
  const probe = new Int32Array(buffer, 0, LINE_WORDS);
  assert(Atomics.load(probe, AT_MAGIC) === RING_MAGIC, "buffer holds a ring");
  const slotBytes = probe[AT_SLOT_BYTES];
  const capacity = probe[AT_CAPACITY];
  const followers = probe[AT_FOLLOWERS];
  const headerBytes = headerBytesFor(followers);
  const slotsBytes = capacity * slotBytes;
  return {
    buffer,
    capacity,
    followers,
    wordsPerSlot: slotBytes / 4,
    header: new Int32Array(buffer, 0, headerBytes / 4),
    headerDoubles: new Float64Array(buffer, 0, headerBytes / 8),
    words: new Int32Array(buffer, headerBytes, slotsBytes / 4),
    doubles: new Float64Array(buffer, headerBytes, slotsBytes / 8),
    stamps: new Float64Array(buffer, headerBytes + slotsBytes, probe[AT_STAMPED] ? capacity : 0),
  };
}

/** Header words of follower `index`'s cursor. */
export function followerCursorAt(index: number): number {
  return AT_FOLLOWER + index * LINE_WORDS;
}

function headerBytesFor(followers: number): number {
  return AT_FOLLOWER * 4 + followers * LINE_WORDS * 4;
}
