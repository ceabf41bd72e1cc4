/**
 * From market data to a calibration, in one pass and bounded memory:
 *
 * ```text
 *   sources, one after the other ─▶ pipeline ─▶ calibrator of each symbol ─▶ calibration, report
 *   ├────────── 80 % ──────────┼── 20 % ──┤
 *   a table from these frames … is checked on those; the calibration itself is made from all
 * ```
 */
import { UserError } from "../core/base/errors.ts";
import { type Calibration, CALIBRATION_FORMAT } from "../core/features/calibration.ts";
import { DEFAULT_FEATURE_SETTINGS } from "../core/features/feature_settings.ts";
import type { InstrumentRegistry } from "../core/venues/instruments.ts";
import type { Problem } from "../core/venues/problems.ts";
import type { MarketSource } from "../core/venues/source.ts";
import { Calibrator } from "./calibrator.ts";
import { runPipeline } from "./pipeline.ts";
import { SymbolCalibrator, type SymbolReport } from "./symbol_calibrator.ts";

/** Frames that a forecast looks ahead when it is checked: the micro-price is about all later moves. */
export const CHECK_HORIZON_FRAMES = 50;
const HELD_OUT_FROM = 0.8;

export interface CalibrateOptions {
  /** In order of time; each is run to its end before the next. */
  readonly sources: readonly MarketSource[];
  /** Makes the registry of each run: which symbols to let through, and scales. */
  readonly instruments?: (() => InstrumentRegistry) | undefined;
  /** What it is measured on, as a person would say it; default: the names of the sources. */
  readonly sourceText?: string | undefined;
  /** Default: {@link CHECK_HORIZON_FRAMES}. */
  readonly horizonFrames?: number;
  /** Told about ten times a second how far it is, 0 to 1. */
  readonly onProgress?: ((fraction: number, sourceName: string) => void) | undefined;
  /** Asks to give up. */
  readonly signal?: AbortSignal | undefined;
}

export interface CalibrationReport {
  readonly calibration: Calibration;
  /** Of every symbol that had a frame. */
  readonly symbols: Readonly<Record<string, SymbolReport>>;
  /** What was wrong with the input. */
  readonly problems: readonly Problem[];
}

/**
 * @returns undefined when the signal came before the end
 * @throws UserError when a source cannot be used, or no symbol has data enough
 */
export async function calibrate(options: CalibrateOptions): Promise<CalibrationReport | undefined> {
  const { sources, horizonFrames = CHECK_HORIZON_FRAMES, signal, onProgress } = options;
  const symbols = new Map<string, SymbolCalibrator>();
  const problems: Problem[] = [];
  const names: string[] = [];
  for (const [i, source] of sources.entries()) {
    const fraction = () => (i + source.progress) / sources.length;
    const isHeldOut = () => fraction() >= HELD_OUT_FROM;
    const { ingest, interrupted } = await runPipeline(
      {
        source,
        instruments: options.instruments?.(),
        settings: { ...DEFAULT_FEATURE_SETTINGS, groups: [] },
        signal,
        onWatch: () => onProgress?.(fraction(), source.name),
      },
      (frames, directory) =>
        new Calibrator({ frames, directory, symbols, horizonFrames, isHeldOut }),
    );
    if (interrupted) return undefined;
    names.push(ingest.source);
    problems.push(...ingest.problems);
    if (ingest.failure !== undefined) {
      problems.push({ isNote: false, where: ingest.source, text: ingest.failure, count: 1 });
    }
  }
  return assemble(symbols, options.sourceText ?? names.join(", "), problems);
}

function assemble(
  symbols: ReadonlyMap<string, SymbolCalibrator>,
  source: string,
  problems: readonly Problem[],
): CalibrationReport {
  const outcomes = [...symbols].map(([symbol, calibrator]) => ({
    symbol,
    ...calibrator.outcome(),
  }));
  const measured = outcomes.flatMap(({ symbol, calibration }) =>
    calibration === undefined ? [] : [[symbol, calibration] as const]
  );
  if (measured.length === 0) {
    const reasons = outcomes.map(({ symbol, report }) => `${symbol}: ${report.leftOut}`);
    throw new UserError(`nothing to calibrate: ${reasons.join("; ") || "no frame at all"}`);
  }
  return {
    calibration: { format: CALIBRATION_FORMAT, source, symbols: Object.fromEntries(measured) },
    symbols: Object.fromEntries(outcomes.map(({ symbol, report }) => [symbol, report])),
    problems,
  };
}
