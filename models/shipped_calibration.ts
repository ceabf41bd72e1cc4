/**
 * The calibration that comes with Millrace, for the simulated market only: what holds for its
 * instruments holds for no other. Imported as data, as the shipped model is.
 */
import { type Calibration, parseCalibration } from "../core/features/calibration.ts";
import type { MarketInput } from "../core/supervisor/job.ts";
import calibrationText from "./shipped/calibration.json" with { type: "text" };

export const SHIPPED_CALIBRATION: Calibration = parseCalibration(
  calibrationText,
  "models/shipped/calibration.json",
);

/**
 * What is known of an input's instruments without being told. A tape may hold a simulated market, and has to
 * come to the same features as the session that wrote it; so what counts is the symbol, nothing else.
 * @returns undefined for recordings and venues, whose instruments it says nothing of
 */
export function shippedCalibrationFor(input: MarketInput): Calibration | undefined {
  const maySimulate = input.kind === "simulated" ||
    input.kind === "files" && input.files.some(({ format }) => format === "tape");
  return maySimulate ? SHIPPED_CALIBRATION : undefined;
}
