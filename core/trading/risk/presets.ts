/**
 * Limits by name, and from files.
 *
 * ```text
 *   conservative   2 % of equity a position, stop 1 %, profit 2 %, one trade a minute, 60 s between
 *                  trades, daily loss 5 %, drawdown 15 %
 *   moderate       room for a maker: 20 % a position, no stop, many orders a second
 *   none           no limits; bad orders are still refused
 * ```
 */
import { messageOf, UserError } from "../../base/errors.ts";
import { NO_LIMITS, parseRiskLimits, type RiskLimits } from "./limits.ts";

export const RISK_PRESETS: Readonly<Record<string, RiskLimits>> = {
  conservative: {
    ...NO_LIMITS,
    maxPositionFraction: 0.02,
    maxGrossFraction: 0.1,
    maxNetFraction: 0.1,
    maxOpenOrders: 20,
    collarBps: 50,
    maxOrdersPerSecond: 5,
    maxCancelsPerSecond: 10,
    maxTradesPerMinute: 1,
    minTradeSeconds: 60,
    stopLossFraction: 0.01,
    takeProfitFraction: 0.02,
    maxDailyLossFraction: 0.05,
    maxDrawdownFraction: 0.15,
    staleSeconds: 5,
  },
  moderate: {
    ...NO_LIMITS,
    maxPositionFraction: 0.2,
    maxGrossFraction: 1,
    maxNetFraction: 0.5,
    maxOpenOrders: 200,
    collarBps: 200,
    maxOrdersPerSecond: 100,
    maxCancelsPerSecond: 200,
    maxDailyLossFraction: 0.1,
    maxDrawdownFraction: 0.25,
    staleSeconds: 30,
  },
  none: NO_LIMITS,
};

/**
 * The preset of that name, or the limits in that JSON file.
 * @throws UserError when it is neither, or when limits contradict each other
 */
export async function loadRiskLimits(nameOrPath: string): Promise<RiskLimits> {
  if (Object.hasOwn(RISK_PRESETS, nameOrPath)) return RISK_PRESETS[nameOrPath];
  const names = Object.keys(RISK_PRESETS).join(", ");
  let text: string;
  try {
    text = await Deno.readTextFile(nameOrPath);
  } catch (thrown) {
    throw new UserError(
      `risk limits ${nameOrPath}: neither a preset (${names}) nor a file (${messageOf(thrown)})`,
    );
  }
  return parseRiskLimits(parsed(text, nameOrPath), `risk limits ${nameOrPath}`);
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new UserError(`risk limits ${path}: no JSON (${messageOf(thrown)})`);
  }
}
