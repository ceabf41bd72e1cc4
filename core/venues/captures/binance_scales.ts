/**
 * Tick and lot sizes from Binance's exchangeInfo, made fit for what its books really hold: orders
 * that were placed under an older, finer tick or lot size stay in the book. Cold.
 */
import { DecimalScanner, NOT_ON_GRID, scaleFromText } from "../../base/decimal.ts";
import type { Scale } from "../instruments.ts";
import { SymbolSurvey } from "../scale_survey.ts";

/** A level may hold as many times the largest order. */
const QTY_HEADROOM = 64;

type Filter = Readonly<Record<string, unknown>>;

/**
 * The tick is the venue's. The lot is as fine as its step is written: "0.00001000" has eight digits.
 * @returns undefined when the filters do not say
 */
export function listedScale(filters: readonly Filter[]): Scale | undefined {
  const price = filters.find((filter) => filter.filterType === "PRICE_FILTER");
  const lot = filters.find((filter) => filter.filterType === "LOT_SIZE");
  const tick = scaleFromText(String(price?.tickSize));
  const step = String(lot?.stepSize);
  if (tick === undefined || scaleFromText(step) === undefined) return undefined;
  let lotDecimals = (step.split(".")[1] ?? "").length;
  const largest = Number(lot?.maxQty) * QTY_HEADROOM;
  while (lotDecimals > 0 && largest * 10 ** lotDecimals > Number.MAX_SAFE_INTEGER) lotDecimals--;
  return { priceDecimals: tick.decimals, tickUnits: tick.units, lotDecimals, lotUnits: 1 };
}

/** A scale with a tick fine enough for all prices of a book, given as [price, quantity] rows. */
export function fitToPrices(scale: Scale, rows: readonly unknown[]): Scale {
  const scanner = new DecimalScanner(scale.priceDecimals, scale.tickUnits);
  const survey = new SymbolSurvey();
  let fits = true;
  for (const row of rows) {
    if (!Array.isArray(row) || typeof row[0] !== "string") continue;
    const price = row[0];
    const bytes = new TextEncoder().encode(price);
    if (scanner.scan(bytes, 0, bytes.length) === NOT_ON_GRID) fits = false;
    survey.price.see(price);
    survey.qty.see(row[1]);
  }
  const seen = survey.scale();
  if (fits || seen === undefined || seen.priceDecimals < scale.priceDecimals) return scale;
  return { ...scale, priceDecimals: seen.priceDecimals, tickUnits: 1 };
}
