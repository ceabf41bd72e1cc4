/**
 * Judges predictions while the stream goes on: keeps each until its label is known, then puts it on
 * the {@link Scorecard}. Never looks ahead, and depends on the frames alone.
 *
 * Hot path: no allocation, except when an instrument with a new highest number appears.
 */
import { F_ASK_LOTS, F_BID_LOTS, F_FRAME_SEQUENCE } from "../wire/frame.ts";
import { classOfMove, LabelTracker, midHalfTicksOf } from "./label_tracker.ts";
import type { Manifest } from "./manifest.ts";
import { classOfImbalance, Scorecard } from "./scorecard.ts";

export class Scorer {
  readonly card: Scorecard;
  readonly #tracker: LabelTracker;
  readonly #thresholdTicks: number;
  readonly #imbalanceCut: number;
  readonly #classes: number;
  /** By instrument: the newest frame, and its queue imbalance at the touch. */
  #newestSequences = new Float64Array(0);
  #newestImbalances = new Float64Array(0);
  /** By slot of the tracker: what was predicted, what the imbalance rule said, at which frame. */
  #probabilities = new Float64Array(0);
  #ruleSaid = new Float64Array(0);
  #sequences = new Float64Array(0);

  constructor(manifest: Manifest) {
    this.card = new Scorecard(manifest);
    this.#tracker = new LabelTracker(manifest.horizonFrames);
    this.#thresholdTicks = manifest.thresholdTicks;
    this.#imbalanceCut = manifest.imbalanceCut;
    this.#classes = manifest.classes.length;
  }

  /** Takes the frame at word `at`, and with it the label of the prediction it resolves. */
  observe(words: Int32Array, doubles: Float64Array, at: number, instrument: number): void {
    const slot = this.#tracker.observe(instrument, midHalfTicksOf(words, at));
    if (this.#tracker.slots > this.#sequences.length) this.#grow();
    const sequence = doubles[(at >> 1) + F_FRAME_SEQUENCE];
    this.#newestSequences[instrument] = sequence;
    this.#newestImbalances[instrument] = imbalanceOf(doubles, at);
    if (slot < 0) return;
    this.card.add(
      sequence,
      sequence - this.#sequences[slot],
      classOfMove(this.#tracker.moveHalfTicks, this.#thresholdTicks),
      this.#probabilities,
      slot * this.#classes,
      this.#ruleSaid[slot],
    );
  }

  /** Keeps a prediction made from the instrument's newest frame. */
  remember(instrument: number, probabilities: Float64Array, from: number): void {
    const slot = this.#tracker.remember(instrument);
    this.#sequences[slot] = this.#newestSequences[instrument];
    this.#ruleSaid[slot] = classOfImbalance(this.#newestImbalances[instrument], this.#imbalanceCut);
    for (let i = 0; i < this.#classes; i++) {
      this.#probabilities[slot * this.#classes + i] = probabilities[from + i];
    }
  }

  /** An instrument has at least one slot, so by-instrument data fits as well. */
  #grow(): void {
    const slots = this.#tracker.slots;
    this.#newestSequences = grown(this.#newestSequences, slots);
    this.#newestImbalances = grown(this.#newestImbalances, slots);
    this.#probabilities = grown(this.#probabilities, slots * this.#classes);
    this.#ruleSaid = grown(this.#ruleSaid, slots);
    this.#sequences = grown(this.#sequences, slots);
  }
}

/** (bid − ask) / (bid + ask) quantity at the touch of the frame at word `at`; 0 when both are 0. */
export function imbalanceOf(doubles: Float64Array, at: number): number {
  const bid = doubles[(at >> 1) + F_BID_LOTS];
  const ask = doubles[(at >> 1) + F_ASK_LOTS];
  return bid + ask > 0 ? (bid - ask) / (bid + ask) : 0;
}

function grown(old: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(length);
  next.set(old);
  return next;
}
