/**
 * The calibration that comes with Millrace, for the simulated market only: what holds for its
 * instruments holds for no other. Imported as data, as the shipped model is.
 */
import {
  type Calibration,
  parseCalibration,
  type SymbolCalibration,
} from "../core/features/calibration.ts";
import { DEFAULT_SYMBOLS, PROFILES } from "../core/exchange/parameters.ts";
import type { FileInput, SimulatedInput } from "../core/supervisor/job.ts";
import calibrationText from "./shipped/calibration.json" with { type: "text" };

export const SHIPPED_CALIBRATION: Calibration = parseCalibration(
  calibrationText,
  "models/shipped/calibration.json",
);

/**
 * What is known of an input's instruments without being told: undefined for recordings. Simulated symbols
 * take the market's profiles in turn, whatever they are called.
 */
export function shippedCalibrationFor(input: SimulatedInput | FileInput): Calibration | undefined {
  if (input.kind !== "simulated") return undefined;
  const known = input.symbols.map((symbol, i): [string, SymbolCalibration] => [
    symbol,
    SHIPPED_CALIBRATION.symbols[DEFAULT_SYMBOLS[i % PROFILES.length]],
  ]);
  return { ...SHIPPED_CALIBRATION, symbols: Object.fromEntries(known) };
}
