/**
 * What features know of an instrument from earlier data: the stored table of the micro-price and the
 * weights of the first principal component of multi-level order flow. Measured once, by
 * `millrace features calibrate`, never while features are computed.
 */
import { messageOf, UserError } from "../base/errors.ts";
import { JsonFields } from "../base/json_fields.ts";
import { FRAME_LEVELS } from "../base/limits.ts";

export const CALIBRATION_FORMAT = 1;

export interface SymbolCalibration {
  /** Expected move of the mid, in ticks, by spread and imbalance (Stoikov 2018). */
  readonly microPrice: MicroPriceTable;
  /** Loadings of the order flow at levels 1 to 10 on their first principal component; sum of |·| 1. */
  readonly flowLoadings: readonly number[];
}

/** Row by row: adjustments[(spread − 1) × imbalanceBuckets + bucket]. */
export interface MicroPriceTable {
  /** Buckets of qb / (qb + qa), equally wide. */
  readonly imbalanceBuckets: number;
  /** Spreads 1 … maxSpreadTicks have a row; wider ones use the last. */
  readonly maxSpreadTicks: number;
  readonly adjustmentTicks: readonly number[];
}

export interface Calibration {
  readonly format: typeof CALIBRATION_FORMAT;
  /** What it was measured on, as a person would say it. */
  readonly source: string;
  readonly symbols: Readonly<Record<string, SymbolCalibration>>;
}

/**
 * Reads a calibration's text.
 * @param where names the file in errors
 * @throws UserError naming the first field that is missing, unknown or wrong
 */
export function parseCalibration(text: string, where: string): Calibration {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw new UserError(`${where}: no JSON (${messageOf(thrown)})`);
  }
  const root = new JsonFields(parsed, where, "");
  const format = root.literal("format", CALIBRATION_FORMAT);
  const source = root.text("source");
  const entries = root.fields("symbols");
  const symbols = Object.fromEntries(
    entries.names().map((symbol) => [symbol, parseSymbol(entries.fields(symbol), where, symbol)]),
  );
  root.end();
  return { format, source, symbols };
}

/** What was measured of a symbol; undefined = nothing. */
export function calibrationOf(
  calibration: Calibration | undefined,
  symbol: string,
): SymbolCalibration | undefined {
  if (calibration === undefined || !Object.hasOwn(calibration.symbols, symbol)) return undefined;
  return calibration.symbols[symbol];
}

function parseSymbol(fields: JsonFields, where: string, symbol: string): SymbolCalibration {
  const table = fields.fields("microPrice");
  const microPrice = {
    imbalanceBuckets: table.count("imbalanceBuckets", 1),
    maxSpreadTicks: table.count("maxSpreadTicks", 1),
    adjustmentTicks: table.numbers("adjustmentTicks"),
  };
  table.end();
  const flowLoadings = fields.numbers("flowLoadings");
  fields.end();
  const cells = microPrice.imbalanceBuckets * microPrice.maxSpreadTicks;
  if (microPrice.adjustmentTicks.length !== cells) {
    throw new UserError(
      `${where}: symbols.${symbol}.microPrice.adjustmentTicks has ` +
        `${microPrice.adjustmentTicks.length} numbers, must have ${cells}`,
    );
  }
  if (flowLoadings.length !== FRAME_LEVELS) {
    throw new UserError(
      `${where}: symbols.${symbol}.flowLoadings has ${flowLoadings.length} numbers, ` +
        `must have ${FRAME_LEVELS}`,
    );
  }
  return { microPrice, flowLoadings };
}
