/** Models of the simulated exchange as a person writes them on a command line. */
import { UserError } from "../core/base/errors.ts";
import { NANOS_PER_SECOND } from "../core/base/units.ts";
import type {
  BarChoice,
  FeeRates,
  ImpactChoice,
  QueueChoice,
} from "../core/exchange/venue/models.ts";

const UNITS_NANOS: Readonly<Record<string, number>> = {
  s: NANOS_PER_SECOND,
  min: 60 * NANOS_PER_SECOND,
  h: 3_600 * NANOS_PER_SECOND,
};
const DEFAULT_Y = 1;
const DEFAULT_HALF_LIFE_NANOS = 10 * UNITS_NANOS.min;
const MOST_VOLATILITY = 10;
const MOST_HALF_SPREAD_BPS = 1e4;

/** "risk-averse", "power:2", "log". @throws UserError */
export function queueOf(option: string, text: string): QueueChoice {
  const [kind, power] = text.trim().split(":");
  if (kind === "risk-averse" && power === undefined) return { kind };
  if (kind === "log" && power === undefined) return { kind, form: "back-over-sum" };
  const n = Number(power ?? 2);
  if (kind === "power" && n > 0 && n <= 100) return { kind, n, form: "back-over-sum" };
  throw new UserError(`${option}${text}: must be risk-averse, power:2 (any n above 0) or log`);
}

/** "venue", "none", or "maker/takerbps": "1/5bps", "-0.5/3bps". @throws UserError */
export function feesOf(option: string, text: string): Partial<FeeRates> {
  const trimmed = text.trim();
  if (trimmed === "venue") return {};
  if (trimmed === "none") return { makerBps: 0, takerBps: 0, makerPerUnit: 0, takerPerUnit: 0 };
  const match = /^(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)bps$/.exec(trimmed);
  if (match !== null) {
    const [makerBps, takerBps] = [Number(match[1]), Number(match[2])];
    return { makerBps, takerBps, makerPerUnit: 0, takerPerUnit: 0 };
  }
  throw new UserError(
    `${option}${text}: must be venue, none, or maker/taker such as 1/5bps (below 0: a rebate)`,
  );
}

/**
 * "none", or "sqrt:VOLUME/VOLATILITY", what trades in a day in units and by how much prices move in it,
 * with Y and the half-life of what we took behind them: "sqrt:25000/2%/0.8/10min".
 * @throws UserError
 */
export function impactOf(option: string, text: string): ImpactChoice {
  if (text.trim() === "none") return { kind: "none" };
  const number = "(\\d[\\d_]*(?:\\.\\d+)?(?:e\\d+)?)";
  const match = new RegExp(
    `^sqrt:${number}/${number}%(?:/${number}(?:/(\\d+(?:\\.\\d+)?)(s|min|h))?)?$`,
  ).exec(text.trim());
  const [dailyUnits, percent, y] = [1, 2, 3].map((i) => Number(match?.[i]?.replaceAll("_", "")));
  const halfLifeNanos = match?.[4] === undefined
    ? DEFAULT_HALF_LIFE_NANOS
    : Number(match[4]) * UNITS_NANOS[match[5]];
  const dailyVolatility = percent / 100;
  if (!(dailyUnits > 0 && dailyVolatility <= MOST_VOLATILITY && halfLifeNanos > 0)) {
    throw new UserError(
      `${option}${text}: must be none, or sqrt:VOLUME/VOLATILITY of a day such as sqrt:25000/2%, ` +
        "with Y and a half-life if other than 1 and 10min: sqrt:25000/2%/0.8/5min",
    );
  }
  const factor = match?.[3] === undefined ? DEFAULT_Y : y;
  return { kind: "square-root", y: factor, dailyVolatility, dailyUnits, halfLifeNanos };
}

/**
 * "open/1bps/10%": market orders at the next open (or close), half a spread worse, our fills at most this
 * part of a bar's volume.
 * @throws UserError
 */
export function barFillsOf(option: string, text: string): BarChoice {
  const match = /^(open|close)\/(\d+(?:\.\d+)?)bps\/(\d+(?:\.\d+)?)%$/.exec(text.trim());
  const [halfSpreadBps, percent] = [Number(match?.[2]), Number(match?.[3])];
  if (!(halfSpreadBps <= MOST_HALF_SPREAD_BPS && percent <= 100)) {
    throw new UserError(
      `${option}${text}: must be open or close, half a spread and a part of the volume: open/1bps/10%`,
    );
  }
  return {
    marketAt: match?.[1] === "close" ? "close" : "open",
    halfSpreadBps,
    participation: percent / 100,
  };
}
