/**
 * The ring benchmark's workload over ringbuf.js, as its documentation shows it: a producer pushes
 * typed arrays, a consumer pops into one. `batch` messages go into each array.
 */
import { RingBuffer } from "ringbuf.js";
import { MESSAGE_WORDS, readMessage, writeMessage } from "../inputs/ring_message.ts";

/** Memory for `slots` messages. */
export function createRingbuf(slots: number): SharedArrayBuffer {
  return RingBuffer.getStorageForCapacity(slots * MESSAGE_WORDS, Int32Array);
}

export function sendToRingbuf(buffer: SharedArrayBuffer, ops: number, batch: number): number {
  const ring = open(buffer);
  const words = new Int32Array(batch * MESSAGE_WORDS);
  const doubles = new Float64Array(words.buffer);
  for (let value = 1; value <= ops;) {
    const count = Math.min(batch, ops + 1 - value);
    for (let i = 0; i < count; i++) writeMessage(words, doubles, i * MESSAGE_WORDS, value++);
    const length = count * MESSAGE_WORDS;
    while (ring.available_write() < length) Atomics.pause();
    ring.push(words, length);
  }
  return 0;
}

export function receiveFromRingbuf(buffer: SharedArrayBuffer, ops: number, batch: number): number {
  const ring = open(buffer);
  const words = new Int32Array(batch * MESSAGE_WORDS);
  const doubles = new Float64Array(words.buffer);
  let sum = 0;
  for (let received = 0; received < ops;) {
    const count = ring.pop(words, words.length) / MESSAGE_WORDS;
    if (count === 0) Atomics.pause();
    for (let i = 0; i < count; i++) sum += readMessage(words, doubles, i * MESSAGE_WORDS);
    received += count;
  }
  return sum;
}

function open(buffer: SharedArrayBuffer): RingBuffer {
  return new RingBuffer(buffer, Int32Array);
}
