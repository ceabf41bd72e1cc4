/** What a report says of its input, and where it gets its frames from. */
import { instrumentsOf, openSource } from "../core/supervisor/open_source.ts";
import type { FeatureSettings } from "../core/features/feature_settings.ts";
import type { FileInput, SimulatedInput } from "../core/supervisor/job.ts";
import type { Board } from "../core/telemetry/board.ts";
import type { Problem } from "../core/venues/problems.ts";
import type { InstrumentDirectory } from "../core/wire/directory.ts";
import type { RingFollower } from "../core/ring/follower.ts";
import { runPipeline } from "../models/pipeline.ts";
import { FeatureReader, type FrameSink } from "./feature_reader.ts";

export interface RecordingOptions {
  readonly input: SimulatedInput | FileInput;
  readonly settings: FeatureSettings;
  readonly signal?: AbortSignal | undefined;
  readonly onWatch?: ((board: Board) => void) | undefined;
}

/** The input as a person would tell of it. */
export interface Recording {
  /** "GOOG_2012-06-21_10.zip", "simulated market, seed 1". */
  readonly source: string;
  /** Whole milliseconds since 1970, a midnight in UTC: times of frames count from there. */
  readonly epochMillis: number;
  /** Time of the first frame. */
  readonly firstNanos: number;
  readonly coveredNanos: number;
  readonly messages: number;
  readonly frames: number;
  readonly gaps: number;
  readonly problems: readonly Problem[];
  readonly interrupted: boolean;
}

/**
 * Runs the input through the pipeline, into a sink.
 * @throws UserError when the input cannot be used
 */
export async function readRecording<Sink extends FrameSink>(
  options: RecordingOptions,
  makeSink: (frames: RingFollower, directory: InstrumentDirectory) => Sink,
): Promise<{ readonly recording: Recording; readonly sink: Sink }> {
  const { input, settings, signal, onWatch } = options;
  const source = await openSource(input);
  const instruments = instrumentsOf(input);
  let sink: Sink | undefined;
  const { ingest, board, interrupted } = await runPipeline(
    { source, instruments, settings, signal, onWatch },
    (frames, directory) => {
      sink = makeSink(frames, directory);
      return new FeatureReader(frames, sink);
    },
  );
  const failure = ingest.failure === undefined
    ? []
    : [{ isNote: false, where: ingest.source, text: ingest.failure, count: 1 }];
  const recording = {
    source: ingest.source,
    epochMillis: ingest.epochMillis,
    firstNanos: sink!.firstNanos,
    coveredNanos: ingest.coveredNanos,
    messages: board.role("ingest").counter("messages"),
    frames: board.role("features").counter("frames"),
    gaps: board.role("ingest").counter("gaps"),
    problems: [...ingest.problems, ...failure],
    interrupted,
  };
  return { recording, sink: sink! };
}
