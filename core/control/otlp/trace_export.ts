/**
 * Traces over OTLP: a frame from the socket to the order that it caused, its spans made here, in the
 * main thread, of the stamps that the frame carries. The current knows nothing of them.
 *
 * ```text
 *   frame ├─ ingest ─┼─ book ─┼─ features ─┼─ inference ─┼─ order ─┤
 *         recv       published by each stage               journalled when the gate let it out
 * ```
 */
import { context, type Span, trace } from "@opentelemetry/api";
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";
import type { ControlPlane } from "../control_plane.ts";
import { F_FRAME_SEQUENCE } from "../../wire/frame.ts";
import type { SentCommand } from "../tap/order_log.ts";
import { FrameStamps, type StampedFrame } from "./frame_stamps.ts";

/** Traces a second: of frames that caused an order, and of others. */
const MOST_ORDERS = 10;
const MOST_FRAMES = 1;
/** A command is journalled before its frame has passed; it waits here for that. */
const MOST_WAITING = 64;

export class TraceExport {
  readonly #plane: ControlPlane;
  readonly #stamps = new FrameStamps();
  readonly #tracer = trace.getTracer("millrace");
  readonly #waiting: SentCommand[] = [];
  #second = 0;
  #orders = 0;
  #frames = 0;

  constructor(plane: ControlPlane) {
    const { tap } = plane;
    this.#plane = plane;
    tap.frameWatchers.push((frame) => {
      this.#stamps.observe(frame);
      const sequence = frame.doubles[F_FRAME_SEQUENCE];
      if (this.#mayTrace("frame")) this.#trace(this.#stamps.get(sequence), undefined);
    });
    tap.orders.commandWatchers.push((command) => {
      if (this.#waiting.length < MOST_WAITING && this.#mayTrace("order")) {
        this.#waiting.push(command);
      }
    });
    tap.pollWatchers.push(() => this.#follow());
  }

  /** Traces commands whose frames have passed; a frame that was missed has none. */
  #follow(): void {
    const newest = this.#waiting.splice(0);
    for (const command of newest) {
      const frame = this.#stamps.get(command.frameSequence);
      if (frame !== undefined) this.#trace(frame, command);
      else if (this.#isFresh(command)) this.#waiting.push(command);
    }
  }

  #isFresh({ stampNanos }: SentCommand): boolean {
    return this.#plane.tap.clock.nowNanos() - stampNanos < NANOS_PER_SECOND;
  }

  #mayTrace(kind: "order" | "frame"): boolean {
    const second = Math.floor(this.#plane.tap.clock.nowNanos() / NANOS_PER_SECOND);
    if (second !== this.#second) {
      this.#second = second;
      this.#orders = 0;
      this.#frames = 0;
    }
    return kind === "order" ? this.#orders++ < MOST_ORDERS : this.#frames++ < MOST_FRAMES;
  }

  #trace(frame: StampedFrame | undefined, command: SentCommand | undefined): void {
    if (frame === undefined) return;
    const { tap } = this.#plane;
    const began = this.#receivedMillis(frame);
    const ended = millisOf(command?.stampNanos ?? frame.inferenceNanos);
    const root = this.#tracer.startSpan("frame", {
      startTime: began,
      root: true,
      attributes: {
        "millrace.session": tap.view.id,
        "millrace.symbol": tap.instruments.symbol(frame.instrumentId),
        "millrace.frame": frame.frameSequence,
      },
    });
    this.#child(root, "ingest", began, millisOf(frame.ingestNanos));
    this.#child(root, "book", millisOf(frame.ingestNanos), millisOf(frame.bookNanos));
    this.#child(root, "features", millisOf(frame.bookNanos), millisOf(frame.featuresNanos));
    this.#child(root, "inference", millisOf(frame.featuresNanos), millisOf(frame.inferenceNanos));
    if (command !== undefined) {
      this.#child(root, "order", millisOf(frame.inferenceNanos), ended, {
        "millrace.order": command.orderId,
        "millrace.strategy": command.strategyId,
      });
    }
    root.end(ended);
  }

  #child(
    parent: Span,
    name: string,
    from: number,
    to: number,
    attributes: Record<string, number> = {},
  ): void {
    const inside = trace.setSpan(context.active(), parent);
    this.#tracer.startSpan(name, { startTime: from, attributes }, inside).end(Math.max(from, to));
  }

  /** A replay's receipts are of its recording, so its frames begin where ingest published them. */
  #receivedMillis({ recvNanos, ingestNanos }: StampedFrame): number {
    const { tap } = this.#plane;
    const published = millisOf(ingestNanos);
    if (tap.view.mode === "replay") return published;
    return Math.min(published, tap.epochMillis + recvNanos / NANOS_PER_MILLI);
  }
}

/** Session clock → wall time, ms since 1970: the session's origin is this thread's. */
function millisOf(nanos: number): number {
  return performance.timeOrigin + nanos / NANOS_PER_MILLI;
}
