/**
 * What-if: the same run under several assumptions about the exchange. Whatever else is asked for, the
 * assumptions that the run itself was made under are the first line of the table.
 */
import { UserError } from "../core/base/errors.ts";
import type { ExchangeModels } from "../core/exchange/venue/models.ts";
import { barFillsOf, feesOf, impactOf, queueOf } from "./exchange_texts.ts";
import { fundingOf } from "./funding_texts.ts";
import { latenciesOf } from "./latency_texts.ts";

const OPTION = "--compare";
const MOST_VARIANTS = 50;

export interface ModelVariant {
  /** "latency 10ms". */
  readonly label: string;
  /** What differs from the run's own models. */
  readonly change: (models: Partial<ExchangeModels>) => Partial<ExchangeModels>;
}

/** "latency=0ms,1ms", "queue=risk-averse,power:2,log", "fees=none,venue". @throws UserError */
export function parseCompare(text: string): ModelVariant[] {
  const match = /^([\w-]+)=(.+)$/.exec(text);
  const values = (match?.[2] ?? "").split(",").map((value) => value.trim());
  const variants = values.map((value) => variantOf(text, match?.[1] ?? "", value));
  if (variants.length > MOST_VARIANTS) {
    throw new UserError(`${OPTION} ${text}: at most ${MOST_VARIANTS} at a time`);
  }
  return variants;
}

function variantOf(text: string, what: string, value: string): ModelVariant {
  const option = `${OPTION} ${what}=`;
  const label = `${what} ${value}`;
  switch (what) {
    case "latency": {
      // Feed, entry and response alike: a machine that is farther away is so for all three.
      const times = latenciesOf(option, value);
      return { label, change: (all) => ({ ...all, ...times }) };
    }
    case "queue": {
      const queue = queueOf(option, value);
      return { label, change: (all) => ({ ...all, queue }) };
    }
    case "fees": {
      const fees = feesOf(option, value);
      return { label, change: (all) => ({ ...all, fees }) };
    }
    case "impact": {
      const impact = impactOf(option, value);
      return { label, change: (all) => ({ ...all, impact }) };
    }
    case "funding": {
      const funding = fundingOf(option, value);
      return { label, change: (all) => ({ ...all, funding }) };
    }
    case "bar-fills": {
      const bars = barFillsOf(option, value);
      return { label, change: (all) => ({ ...all, bars }) };
    }
    default:
      throw new UserError(
        `${OPTION} ${text}: must be latency=0ms,1ms,10ms, queue=risk-averse,power:2,log, ` +
          "fees=venue,none,1/5bps, impact=none,sqrt:25000/2%, funding=none,0.01%/8h or " +
          "bar-fills=open/1bps/10%,close/5bps/1%",
      );
  }
}
