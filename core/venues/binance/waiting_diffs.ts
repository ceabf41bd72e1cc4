/**
 * Depth updates that wait for a snapshot: a bounded queue in one array, oldest dropped first.
 *
 * ```text
 *   … dropped │ head: firstId lastId previousId exchNanos bids levels (price qty)* │ next … │ free
 *             ╰ #head                                                                ╰ #tail
 * ```
 *
 * The array doubles up to MAX_DOUBLES. Hot path: no allocation once grown.
 */
import { assert } from "../../base/assert.ts";
import type { BinanceEvent } from "./event.ts";
import type { LevelBuffer } from "../level_buffer.ts";

/** Most updates that wait for one instrument: about seven minutes of a 100 ms stream. */
export const MAX_WAITING_DIFFS = 4_096;
/** 8 MiB for one instrument. */
const MAX_DOUBLES = 1_048_576;
/** Half is kept free, so that the queue moves to the front only once in as many doubles. */
const MAX_LIVE_DOUBLES = MAX_DOUBLES / 2;
const FIRST_DOUBLES = 4_096;

const AT_FIRST_ID = 0;
const AT_LAST_ID = 1;
const AT_PREVIOUS_ID = 2;
const AT_EXCH_NANOS = 3;
const AT_BIDS = 4;
const AT_LEVELS = 5;
const HEAD_DOUBLES = 6;

export class WaitingDiffs {
  #doubles = new Float64Array(0);
  #head = 0;
  #tail = 0;
  #count = 0;
  /** lastId of the newest. */
  #newestId = 0;

  get count(): number {
    return this.#count;
  }

  /** U of the oldest waiting update. */
  get firstId(): number {
    return this.#doubles[this.#head + AT_FIRST_ID];
  }

  /** u of the oldest waiting update. */
  get lastId(): number {
    return this.#doubles[this.#head + AT_LAST_ID];
  }

  /** pu of the oldest waiting update. */
  get previousId(): number {
    return this.#doubles[this.#head + AT_PREVIOUS_ID];
  }

  get exchNanos(): number {
    return this.#doubles[this.#head + AT_EXCH_NANOS];
  }

  /** u of the newest waiting update. */
  get newestId(): number {
    return this.#newestId;
  }

  /** Adds an update. @returns how many older ones had to be dropped for it */
  add(event: BinanceEvent, exchNanos: number): number {
    const { levels } = event;
    const size = HEAD_DOUBLES + 2 * levels.count;
    let dropped = 0;
    if (size > MAX_LIVE_DOUBLES) {
      dropped = this.#count + 1;
      this.clear();
      return dropped;
    }
    if (this.#count === MAX_WAITING_DIFFS) {
      this.drop();
      dropped = 1;
    }
    if (this.#tail + size > this.#doubles.length) dropped += this.#makeRoom(size);
    const at = this.#tail;
    const doubles = this.#doubles;
    doubles[at + AT_FIRST_ID] = event.firstId;
    doubles[at + AT_LAST_ID] = event.lastId;
    doubles[at + AT_PREVIOUS_ID] = event.previousId;
    doubles[at + AT_EXCH_NANOS] = exchNanos;
    doubles[at + AT_BIDS] = levels.bidCount;
    doubles[at + AT_LEVELS] = levels.count;
    for (let i = 0; i < levels.count; i++) {
      doubles[at + HEAD_DOUBLES + 2 * i] = levels.priceTicks[i];
      doubles[at + HEAD_DOUBLES + 2 * i + 1] = levels.qtyLots[i];
    }
    this.#tail = at + size;
    this.#count++;
    this.#newestId = event.lastId;
    return dropped;
  }

  /** Copies the oldest update's levels. */
  copyLevels(into: LevelBuffer): void {
    assert(this.#count > 0, "an update is waiting");
    const at = this.#head;
    const doubles = this.#doubles;
    const bids = doubles[at + AT_BIDS];
    const count = doubles[at + AT_LEVELS];
    into.clear();
    for (let i = 0; i < count; i++) {
      if (i === bids) into.endBids();
      into.push(doubles[at + HEAD_DOUBLES + 2 * i], doubles[at + HEAD_DOUBLES + 2 * i + 1]);
    }
    if (bids === count) into.endBids();
  }

  /** Multiplies all prices that wait: the tick became finer. Cold. */
  refine(factor: number): void {
    const doubles = this.#doubles;
    for (let at = this.#head; at < this.#tail;) {
      const count = doubles[at + AT_LEVELS];
      for (let i = 0; i < count; i++) doubles[at + HEAD_DOUBLES + 2 * i] *= factor;
      at += HEAD_DOUBLES + 2 * count;
    }
  }

  /** Removes the oldest update. */
  drop(): void {
    assert(this.#count > 0, "an update is waiting");
    this.#head += HEAD_DOUBLES + 2 * this.#doubles[this.#head + AT_LEVELS];
    this.#count--;
    if (this.#count === 0) this.clear();
  }

  clear(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#count = 0;
  }

  /** Moves the queue to the front of an array with room for `size` more. */
  #makeRoom(size: number): number {
    let dropped = 0;
    while (this.#count > 0 && this.#tail - this.#head + size > MAX_LIVE_DOUBLES) {
      this.drop();
      dropped++;
    }
    const wanted = 2 * (this.#tail - this.#head + size);
    const capacity = this.#doubles.length;
    if (wanted > capacity) {
      const length = Math.min(MAX_DOUBLES, Math.max(FIRST_DOUBLES, 2 * capacity, wanted));
      const grown = new Float64Array(length);
      grown.set(this.#doubles.subarray(this.#head, this.#tail));
      this.#doubles = grown;
    } else {
      this.#doubles.copyWithin(0, this.#head, this.#tail);
    }
    this.#tail -= this.#head;
    this.#head = 0;
    return dropped;
  }
}
