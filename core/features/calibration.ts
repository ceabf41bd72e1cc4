/**
 * What features know of an instrument from earlier data: the stored table of the micro-price and the
 * weights of the first principal component of multi-level order flow. Measured once, by
 * `millrace features calibrate`, never while features are computed.
 */
import { UserError } from "../base/errors.ts";
import { JsonFields } from "../base/json_fields.ts";
import { FRAME_LEVELS } from "../base/limits.ts";

export const CALIBRATION_FORMAT = 1;
/** Spreads are looked up in a table of this length. */
const WIDEST_SPREAD_TICKS = 1_024;
const LOADINGS_TOLERANCE = 1e-3;

export interface SymbolCalibration {
  /** Expected move of the mid, in ticks, by spread and imbalance (Stoikov 2018). */
  readonly microPrice: MicroPriceTable;
  /** Loadings of the order flow at levels 1 to 10 on their first principal component; sum of |·| 1. */
  readonly flowLoadings: readonly number[];
}

/** Row by row: adjustmentTicks[row × imbalanceBuckets + bucket]. */
export interface MicroPriceTable {
  /** Buckets of qb / (qb + qa), equally wide; on a border the mean of both holds. */
  readonly imbalanceBuckets: number;
  /** The least spread of each row: from 1 on, ascending. A row holds until the next one's spread. */
  readonly spreadTicks: readonly number[];
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
  const root = JsonFields.parse(text, where);
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
  const microPrice = parseMicroPrice(fields.fields("microPrice"), where, symbol);
  const flowLoadings = fields.numbers("flowLoadings");
  fields.end();
  const path = `${where}: symbols.${symbol}.flowLoadings`;
  if (flowLoadings.length !== FRAME_LEVELS) {
    throw new UserError(`${path} has ${flowLoadings.length} numbers, must have ${FRAME_LEVELS}`);
  }
  const total = flowLoadings.reduce((sum, loading) => sum + Math.abs(loading), 0);
  if (Math.abs(total - 1) > LOADINGS_TOLERANCE) {
    throw new UserError(`${path} add up to ${total.toFixed(6)} without their signs, must be 1`);
  }
  return { microPrice, flowLoadings };
}

function parseMicroPrice(fields: JsonFields, where: string, symbol: string): MicroPriceTable {
  const table = {
    imbalanceBuckets: fields.count("imbalanceBuckets", 1),
    spreadTicks: fields.numbers("spreadTicks"),
    adjustmentTicks: fields.numbers("adjustmentTicks"),
  };
  fields.end();
  const path = `${where}: symbols.${symbol}.microPrice`;
  const { imbalanceBuckets, spreadTicks, adjustmentTicks } = table;
  const isAscending = spreadTicks.every((ticks, i) =>
    Number.isSafeInteger(ticks) && (i === 0 ? ticks === 1 : ticks > spreadTicks[i - 1])
  );
  if (!isAscending || spreadTicks.length === 0 || spreadTicks.at(-1)! > WIDEST_SPREAD_TICKS) {
    throw new UserError(
      `${path}.spreadTicks is ${JSON.stringify(spreadTicks).slice(0, 80)}, ` +
        `must be ascending whole numbers from 1 to at most ${WIDEST_SPREAD_TICKS}`,
    );
  }
  const cells = imbalanceBuckets * spreadTicks.length;
  if (adjustmentTicks.length !== cells) {
    throw new UserError(
      `${path}.adjustmentTicks has ${adjustmentTicks.length} numbers, must have ${cells}: ` +
        `${spreadTicks.length} spreads × ${imbalanceBuckets} buckets`,
    );
  }
  return table;
}
