/** The frame ring: four stages in a chain, all in this thread, each working in the same slot. */
import { FRAME_BATCH, FRAME_RING_SLOTS, FRAME_SLOT_BYTES } from "../core/base/limits.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { createRing } from "../core/ring/layout.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";

/** Doubles that the book writes, that features write, and that inference writes. */
const BOOK_FIELDS = 48;
const FEATURE_FIELDS = 48;
const PREDICTION_FIELDS = 8;
const AT_FEATURES = BOOK_FIELDS;
const AT_PREDICTION = AT_FEATURES + FEATURE_FIELDS;

export const FRAMES_BENCH: Bench = {
  name: "frames",
  prepare(size) {
    const ops = opsFor(size, 200_000, FRAME_BATCH);
    return {
      matches: [{
        unit: "frames",
        contenders: [inPlace(ops), copied(ops)],
        comparisons: [{
          name: "frame ring in place",
          ours: "millrace",
          baseline: "an object a stage",
          workload: "4 stages in one thread: 48 doubles written; 48 read and 48 written; 48 read " +
            "and 8 written; 2 read",
        }],
      }],
    };
  },
};

function inPlace(ops: number): Contender {
  return {
    name: "millrace",
    ops,
    run() {
      const buffer = createRing({
        slotBytes: FRAME_SLOT_BYTES,
        capacity: FRAME_RING_SLOTS,
        followers: 3,
      });
      const book = new RingProducer(buffer, { gating: [2] });
      const features = new RingFollower(buffer, { index: 0 });
      const inference = new RingFollower(buffer, { index: 1, after: [0] });
      const trading = new RingFollower(buffer, { index: 2, after: [1] });
      let written = 0;
      let sum = 0;
      while (written < ops) {
        const count = Math.min(FRAME_BATCH, ops - written);
        for (let i = 0; i < count; i++) writeBook(book.doubles, book.claim() >> 1, written++);
        book.publish(0);
        for (let i = 0; i < count; i++) addFeatures(features.doubles, features.at(i) >> 1);
        features.advance(count);
        for (let i = 0; i < count; i++) addPrediction(inference.doubles, inference.at(i) >> 1);
        inference.advance(count);
        for (let i = 0; i < count; i++) {
          const at = (trading.at(i) >> 1) + AT_PREDICTION;
          sum += trading.doubles[at] + trading.doubles[at + 1];
        }
        trading.advance(count);
      }
      return sum;
    },
  };
}

function writeBook(doubles: Float64Array, at: number, frame: number): void {
  for (let i = 0; i < BOOK_FIELDS; i++) doubles[at + i] = frame + i;
}

function addFeatures(doubles: Float64Array, at: number): void {
  for (let i = 0; i < FEATURE_FIELDS; i++) doubles[at + AT_FEATURES + i] = doubles[at + i] * 0.5;
}

function addPrediction(doubles: Float64Array, at: number): void {
  let total = 0;
  for (let i = 0; i < FEATURE_FIELDS; i++) total += doubles[at + AT_FEATURES + i];
  for (let i = 0; i < PREDICTION_FIELDS; i++) doubles[at + AT_PREDICTION + i] = total + i;
}

/** Each stage makes an object of what came in and what it adds. */
function copied(ops: number): Contender {
  const indexes = Array.from({ length: BOOK_FIELDS }, (_, i) => i);
  return {
    name: "an object a stage",
    ops,
    run() {
      let sum = 0;
      for (let frame = 0; frame < ops; frame++) {
        const booked = { book: indexes.map((i) => frame + i) };
        const featured = { ...booked, features: booked.book.map((value) => value * 0.5) };
        const total = featured.features.reduce((a, b) => a + b, 0);
        const prediction = indexes.slice(0, PREDICTION_FIELDS).map((i) => total + i);
        const predicted = { ...featured, prediction };
        sum += predicted.prediction[0] + predicted.prediction[1];
      }
      return sum;
    },
  };
}
