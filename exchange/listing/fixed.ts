/**
 * Amounts as venues write them: decimal text with at most eight digits after the point, and here whole
 * numbers of 10⁻⁸. Prices and quantities are numbers, exact below 2^53; balances are bigints, because
 * sums of money have to come out even.
 */
import { DecimalScanner, MALFORMED } from "../../core/base/decimal.ts";

/** One, in units of 10⁻⁸. */
export const ONE_E8 = 100_000_000;
const ONE_E8_BIG = 100_000_000n;
const DECIMALS = 8;

const scanner = new DecimalScanner(DECIMALS);
const encoder = new TextEncoder();

/** @returns units of 10⁻⁸; negative when refused, with DecimalScanner's codes */
export function e8Of(text: string): number {
  if (text.length > 40) return MALFORMED;
  const bytes = encoder.encode(text);
  return scanner.scan(bytes, 0, bytes.length);
}

/** A number of units as text with so many decimals; the digits beyond them are cut off. */
export function e8Text(e8: number, decimals = DECIMALS): string {
  if (e8 < 0) return `-${e8Text(-e8, decimals)}`;
  const whole = Math.floor(e8 / ONE_E8);
  if (decimals === 0) return String(whole);
  const fraction = String(e8 - whole * ONE_E8).padStart(DECIMALS, "0");
  return `${whole}.${decimals === DECIMALS ? fraction : fraction.slice(0, decimals)}`;
}

/** A balance as text, eight decimals. */
export function amountText(e8: bigint): string {
  if (e8 < 0n) return `-${amountText(-e8)}`;
  const fraction = String(e8 % ONE_E8_BIG).padStart(DECIMALS, "0");
  return `${e8 / ONE_E8_BIG}.${fraction}`;
}

/** The share of an amount that a rate in basis points is, towards zero. */
export function shareOf(e8: bigint, rateBps: number): bigint {
  return e8 * BigInt(Math.round(rateBps * 100)) / 1_000_000n;
}
