/**
 * Every fixed size of the system, with the relations between them asserted where they are defined.
 */
import { assert } from "./assert.ts";

/** Bytes of a market message: one cache line, so that a slot never shares one with another writer. */
export const MARKET_SLOT_BYTES = 64;
/**
 * Slots of the market ring: 256 KiB. A larger one is no faster, and at full speed every message waits
 * for all before it.
 */
export const MARKET_RING_SLOTS = 4_096;
/** Bytes of a frame: a book, its flow, its features and its predictions. */
export const FRAME_SLOT_BYTES = 1_280;
/** Slots of the frame ring; below 1,024 the stages wait for each other (bench/RESULTS.md). */
export const FRAME_RING_SLOTS = 2_048;

/** Most instruments of one session: a full NASDAQ day has about 9,000. */
export const MAX_INSTRUMENTS = 16_384;
/** Book levels a side that a frame carries. */
export const FRAME_LEVELS = 10;
/** Room for features in a frame: a multiple of 32, the bits of a word of the mask. */
export const FRAME_FEATURES = 192;
/** Most classes of a model. */
export const FRAME_CLASSES = 4;

/** A stage publishes at least this often, in slots: one wakeup and one clock reading a batch. */
export const PUBLISH_BATCH = 128;
/**
 * Frames that a stage passes on in one duty cycle before its neighbours get their turn. As many as
 * ingest publishes at once, so that stages in one thread hand a batch through while it is in cache.
 */
export const FRAME_BATCH = 128;
/** Market messages that the book stage handles in one duty cycle. */
export const MARKET_BATCH = 1_024;

/** Longest line of a text capture: a full depth snapshot of a large venue is about 8 MiB. */
export const MAX_LINE_BYTES = 64 * 1_024 * 1_024;
/** Messages that one record may expand to before the ring drains: a 500,000-level snapshot. */
export const MAX_SPILL_SLOTS = 1_048_576;

assert(FRAME_FEATURES % 32 === 0, "the mask fills its words");
assert((MARKET_RING_SLOTS & (MARKET_RING_SLOTS - 1)) === 0, "market ring slots: a power of two");
assert((FRAME_RING_SLOTS & (FRAME_RING_SLOTS - 1)) === 0, "frame ring slots: a power of two");
assert(MARKET_RING_SLOTS >= 8 * PUBLISH_BATCH, "market ring holds several batches");
assert(FRAME_RING_SLOTS >= 4 * FRAME_BATCH, "frame ring holds several batches");
