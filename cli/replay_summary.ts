/** What a replay came to: one object, for programs (`--json`) and for the text that people read. */
import process from "node:process";
import { DEFAULT_FEATURE_SETTINGS, type FeatureGroup } from "../core/features/feature_settings.ts";
import type { FeatureReport } from "../core/features/feature_agent.ts";
import type { FeatureSnapshot } from "../core/features/instrument_features.ts";
import type { LatencySummary } from "../core/telemetry/histogram.ts";
import type { BookReport } from "../core/book/book_agent.ts";
import type { InferenceReport } from "../core/inference/inference_agent.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import type { TradingReport } from "../core/trading/trading_report.ts";
import type { SessionOutcome } from "../core/supervisor/session.ts";
import type { IngestReport } from "../core/venues/ingest_agent.ts";
import type { Problem } from "../core/venues/problems.ts";

const KIBIBYTE = 1024;

/** An instrument as of its newest frame. */
export interface InstrumentSummary extends FeatureSnapshot {
  readonly symbol: string;
  readonly priceDecimals: number;
}

export interface ReplaySummary {
  readonly source: string;
  readonly placement: string;
  readonly wait: string;
  readonly cores: number;
  /** Recording seconds per second; 0 = as fast as possible. */
  readonly speed: number;
  /** What was computed for every frame. */
  readonly featureGroups: readonly FeatureGroup[];
  /** Books were built before, frames begin here, ns since the epoch's midnight; null = at the start. */
  readonly framesFrom: number | null;
  readonly interrupted: boolean;
  /** Market messages that passed through the market ring. */
  readonly events: number;
  readonly frames: number;
  /** From the first record to the last result. */
  readonly flowNanos: number;
  /** With the start of workers and model. */
  readonly wallNanos: number;
  readonly eventsPerSecond: number;
  readonly framesPerSecond: number;
  /** Event time covered: the last record's receipt minus the first's. */
  readonly marketNanos: number;
  /** Messages or frames that a stage wrote and the next one did not read. */
  readonly drops: number;
  /** Of every stage, in the order of the flow. */
  readonly hashes: Readonly<Record<"ingest" | "book" | "features" | "inference", string>> & {
    readonly trading?: string;
  };
  readonly checks: {
    readonly compared: number;
    readonly mismatches: number;
    readonly timedCompared: number;
    readonly timedUnmatched: number;
    readonly firstMismatches: readonly unknown[];
  };
  /** By hop, every frame counted. */
  readonly latencyNanos: Readonly<Record<string, LatencySummary>>;
  readonly predictions: InferenceReport | undefined;
  /** What strategies came to; undefined = nobody traded. */
  readonly trading: TradingReport | undefined;
  readonly instruments: readonly InstrumentSummary[];
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly peakRssBytes: number;
  readonly problems: readonly Problem[];
  readonly tape: string | undefined;
}

export function summarise(job: SessionJob, outcome: SessionOutcome, cores: number): ReplaySummary {
  const { board, topology, reports, wallNanos } = outcome;
  const ingest = board.role("ingest");
  const book = board.role("book");
  const features = board.role("features");
  const inference = board.role("inference");
  const trading = board.role("trading");
  const ingestReport = reports.ingest as IngestReport | undefined;
  const bookReport = reports.book as BookReport | undefined;
  const events = ingest.counter("messages");
  const frames = inference.counter("frames");
  const flowNanos = outcome.endedNanos - (ingestReport?.startedNanos ?? 0);
  const flowSeconds = flowNanos / 1e9;
  return {
    source: ingestReport?.source ?? "",
    placement: topology.placement,
    wait: topology.policy,
    cores,
    speed: job.speed,
    featureGroups: (job.features ?? DEFAULT_FEATURE_SETTINGS).groups,
    framesFrom: job.framesFrom ?? null,
    interrupted: outcome.interrupted,
    events,
    frames,
    flowNanos,
    wallNanos,
    eventsPerSecond: events / flowSeconds,
    framesPerSecond: frames / flowSeconds,
    marketNanos: ingestReport?.coveredNanos ?? 0,
    drops: outcome.interrupted
      ? 0
      : events - book.counter("messages") + book.counter("frames") - frames,
    hashes: {
      ingest: ingest.hash,
      book: book.hash,
      features: features.hash,
      inference: inference.hash,
      ...(job.trading === undefined ? {} : { trading: trading.hash }),
    },
    checks: {
      compared: book.counter("compared"),
      mismatches: book.counter("mismatches"),
      timedCompared: book.counter("timedCompared"),
      timedUnmatched: book.counter("timedUnmatched"),
      firstMismatches: bookReport?.firstMismatches ?? [],
    },
    latencyNanos: {
      "ingest-book": book.hopLatency.summary(),
      "book-features": features.hopLatency.summary(),
      "features-inference": inference.hopLatency.summary(),
      "ingest-inference": inference.totalLatency.summary(),
      ...(job.trading === undefined ? {} : {
        "inference-trading": trading.hopLatency.summary(),
        "ingest-trading": trading.totalLatency.summary(),
      }),
    },
    predictions: reports.inference as InferenceReport | undefined,
    trading: reports.trading as TradingReport | undefined,
    instruments: instrumentsOf(ingestReport, reports.features as FeatureReport | undefined),
    counters: {
      ingest: ingest.toRecord(),
      book: book.toRecord(),
      features: features.toRecord(),
      inference: inference.toRecord(),
      ...(job.trading === undefined ? {} : { trading: trading.toRecord() }),
      ...(job.recordPath === undefined ? {} : { recorder: board.role("recorder").toRecord() }),
    },
    peakRssBytes: process.resourceUsage().maxRSS * KIBIBYTE,
    problems: problemsOf(ingestReport),
    tape: job.recordPath,
  };
}

/** Instruments that had a frame, with their names. */
function instrumentsOf(
  ingest: IngestReport | undefined,
  features: FeatureReport | undefined,
): InstrumentSummary[] {
  const named = new Map(ingest?.instruments.map((instrument) => [instrument.id, instrument]));
  return (features?.instruments ?? []).map((snapshot) => {
    const instrument = named.get(snapshot.instrumentId);
    return {
      symbol: instrument?.symbol ?? "",
      priceDecimals: instrument?.scale.priceDecimals ?? 0,
      ...snapshot,
    };
  });
}

/** Bad records and, last, what ended the input before its time. */
function problemsOf(report: IngestReport | undefined): Problem[] {
  if (report === undefined) return [];
  const failure = report.failure === undefined
    ? []
    : [{ isNote: false, where: "input", text: report.failure, count: 1 }];
  return [...report.problems, ...failure];
}
