/**
 * Messages for streams, each made once however many clients follow: bodies are kept as JSON until
 * what they show has changed.
 */
import type { SessionTap } from "../tap/session_tap.ts";
import type { HeldFrame } from "../tap/newest_frames.ts";
import { bookView, frameView } from "../views/market_view.ts";
import { instrumentPrediction } from "../views/predictions_view.ts";
import { positionsView } from "../views/positions_view.ts";
import { statusView } from "../views/status_view.ts";
import { wallMillis } from "../../base/clock.ts";

/** Topics with a body an instrument. */
export type FrameTopic = "frames" | "book" | "predictions";

interface Made {
  version: number;
  json: string;
}

export class StreamFeed {
  readonly #tap: SessionTap;
  readonly #pipeline: () => unknown;
  readonly #made: Record<FrameTopic, Made[]> = { frames: [], book: [], predictions: [] };
  readonly #states = new Map<string, { atMillis: number; json: string }>();

  /** @param pipeline makes the pipeline's body */
  constructor(tap: SessionTap, pipeline: () => unknown) {
    this.#tap = tap;
    this.#pipeline = pipeline;
  }

  /** One instrument's body; empty = it has none. */
  ofFrame(topic: FrameTopic, frame: HeldFrame): string {
    const made = this.#made[topic][frame.instrumentId] ??= { version: 0, json: "" };
    if (made.version !== frame.version) {
      made.version = frame.version;
      made.json = this.#frameJson(topic, frame);
    }
    return made.json;
  }

  /** A state's body, not older than `freshMillis`. */
  ofState(topic: "status" | "pipeline" | "positions" | "pnl", freshMillis: number): string {
    const now = wallMillis();
    const state = this.#states.get(topic);
    if (state !== undefined && now - state.atMillis < freshMillis) return state.json;
    const json = JSON.stringify(this.#stateOf(topic));
    this.#states.set(topic, { atMillis: now, json });
    return json;
  }

  #frameJson(topic: FrameTopic, frame: HeldFrame): string {
    const { instruments, epochMillis } = this.#tap;
    if (topic === "frames") return JSON.stringify(frameView(frame, instruments, epochMillis));
    if (topic === "book") return JSON.stringify(bookView(frame, instruments, epochMillis));
    const prediction = instrumentPrediction(frame, this.#tap);
    return prediction === undefined ? "" : JSON.stringify(prediction);
  }

  #stateOf(topic: "status" | "pipeline" | "positions" | "pnl"): unknown {
    if (topic === "status") return statusView(this.#tap);
    if (topic === "pipeline") return this.#pipeline();
    if (topic === "positions") return positionsView(this.#tap);
    return this.#tap.pnl.measure(wallMillis(), positionsView(this.#tap));
  }
}
