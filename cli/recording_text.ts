/** What commands that read recordings for a report say of them. */
import { UserError } from "../core/base/errors.ts";
import { NANOS_PER_MILLI } from "../core/base/units.ts";
import type { Board } from "../core/telemetry/board.ts";
import type { Recording } from "../reports/recording.ts";
import { countText, durationText } from "./format.ts";
import type { Progress } from "./progress.ts";

export function showReading(progress: Progress, board: Board): void {
  const frames = board.role("features").counter("frames");
  progress.show(board.role("ingest").counter("progress"), `${countText(frames)} frames`);
}

/** A report on nothing would look like one on a dull market. */
export function requireFrames({ source, frames, messages }: Recording): void {
  if (frames > 0) return;
  throw new UserError(
    `${source}: no frame came of its ${
      countText(messages)
    } messages, so there is nothing to show; ` +
      "a frame needs a book with both sides, or bars",
  );
}

/** Lines for the top of a page. */
export function recordingFacts(recording: Recording): string[] {
  const { source, epochMillis, firstNanos, coveredNanos, messages, frames, gaps } = recording;
  const start = new Date(epochMillis + firstNanos / NANOS_PER_MILLI).toISOString();
  return [
    `${source}, from ${start.slice(0, 19).replace("T", " ")} UTC, ${durationText(coveredNanos)}`,
    `${countText(messages)} messages, ${countText(frames)} frames, ${countText(gaps)} gaps`,
  ];
}
