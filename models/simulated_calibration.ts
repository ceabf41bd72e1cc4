/** The calibration of the simulated market, from the seeds that the shipped model was trained on. */
import { SimulatedMarketSource } from "../core/exchange/simulated_market.ts";
import { calibrate, type CalibrateOptions, type CalibrationReport } from "./calibrate.ts";
import { DEFAULT_EVENTS, TRAIN_SEEDS } from "./defaults.ts";

export interface SimulatedCalibrationOptions
  extends Pick<CalibrateOptions, "horizonFrames" | "onProgress" | "signal"> {
  /** Order events of each run. */
  readonly events?: number | undefined;
  /** Default: the simulated market's own. */
  readonly symbols?: readonly string[] | undefined;
}

/** With nothing said, models/shipped/calibration.json again. */
export function calibrateSimulated(
  options: SimulatedCalibrationOptions = {},
): Promise<CalibrationReport | undefined> {
  const { events = DEFAULT_EVENTS, symbols, ...others } = options;
  const sources = TRAIN_SEEDS.map((seed) =>
    new SimulatedMarketSource({ seed, events, ...(symbols === undefined ? {} : { symbols }) })
  );
  const sourceText = `simulated market, seeds ${TRAIN_SEEDS.join(", ")}, ${events} events each`;
  return calibrate({ ...others, sources, sourceText });
}
