/**
 * What a simulated exchange is made of, as plain data: it can be written as JSON, compared, and varied
 * in a sweep. Each model's file says what it assumes and when it lies.
 */
import { UserError } from "../../base/errors.ts";

/** Of order entry and of responses; see latency/. */
export type OrderLatency =
  | { readonly kind: "none" }
  | { readonly kind: "constant"; readonly nanos: number }
  | { readonly kind: "lognormal"; readonly medianNanos: number; readonly sigma: number }
  | {
    readonly kind: "recorded";
    /** Round trips in order of time, three numbers each: sent, at the exchange, answer received. */
    readonly trips: readonly number[];
    /** What the trips' nanoseconds count from, ms since 1970; default: the session's epoch. */
    readonly originMillis?: number;
  };

/** When the exchange did what a message tells; see latency/feed_clock.ts. */
export type FeedLatency =
  | { readonly kind: "none" }
  | { readonly kind: "constant"; readonly nanos: number }
  | { readonly kind: "lognormal"; readonly medianNanos: number; readonly sigma: number }
  | {
    readonly kind: "recorded";
    /** Added to the venue's time, to mend a local clock that runs behind. */
    readonly offsetNanos: number;
  };

/** Queue position where orders cannot be told apart; see queue/. On L3 data it is exact instead. */
export type QueueChoice =
  | { readonly kind: "risk-averse" }
  | {
    readonly kind: "power";
    readonly n: number;
    readonly form: ProbabilityForm;
  }
  | { readonly kind: "log"; readonly form: Exclude<ProbabilityForm, "one-minus-front"> };

/** See queue/probability_queue.ts. */
export type ProbabilityForm = "back-over-sum" | "back-over-total" | "one-minus-front";

/** What trading costs; see fees/. Rates below 0 are rebates. */
export interface FeeRates {
  /** Of the notional. */
  readonly makerBps: number;
  readonly takerBps: number;
  /** In quote currency for each unit of quantity: shares, contracts. */
  readonly makerPerUnit: number;
  readonly takerPerUnit: number;
  /** Units of the underlying in one unit of quantity: 10 t a contract, 1 where it is itself. */
  readonly multiplier: number;
  /** Above 0: an inverse contract, worth so much quote currency whatever the price, paid in base. */
  readonly inverseQuote: number;
}

/** What an order must fit; see order_filters.ts. */
export interface FilterChoice {
  readonly tickStep: number;
  readonly lotStep: number;
  readonly leastLots: number;
  readonly mostLots: number;
  readonly leastNotionalQuote: number;
}

/** See square_root_impact.ts. */
export type ImpactChoice =
  | { readonly kind: "none" }
  | {
    readonly kind: "square-root";
    readonly y: number;
    /** Volatility of a day, as a fraction of the price. */
    readonly dailyVolatility: number;
    /** What trades in a day, in units: coins, shares. The same is assumed of every instrument. */
    readonly dailyUnits: number;
    readonly halfLifeNanos: number;
  };

/** See funding.ts. */
export type FundingChoice =
  | { readonly kind: "none" }
  | {
    readonly kind: "perpetual";
    /** UTC, in ms after midnight. */
    readonly firstMillis: number;
    readonly everyMillis: number;
    /** One rate for ever, or the rates of times since 1970 in ms: time, rate, time, rate … */
    readonly rate: number | readonly number[];
  };

/** See bar_fills.ts. */
export interface BarChoice {
  readonly marketAt: "open" | "close";
  readonly halfSpreadBps: number;
  /** Of a bar's volume, the most that is ours. */
  readonly participation: number;
}

export interface ExchangeModels {
  /** Of every random number of the models. */
  readonly seed: number;
  readonly feed: FeedLatency;
  readonly entry: OrderLatency;
  readonly response: OrderLatency;
  readonly queue: QueueChoice;
  /** What differs from the venue's table (fees/fee_table.ts). */
  readonly fees: Partial<FeeRates>;
  readonly filters: FilterChoice;
  readonly impact: ImpactChoice;
  readonly funding: FundingChoice;
  readonly bars: BarChoice;
}

/**
 * Cautious but not absurd: a feed and an order path of a few milliseconds, as a server near the venue
 * but not in its hall has, and a queue in which only trades move us.
 */
export const DEFAULT_MODELS: ExchangeModels = {
  seed: 1,
  feed: { kind: "constant", nanos: 2e6 },
  entry: { kind: "constant", nanos: 2e6 },
  response: { kind: "constant", nanos: 2e6 },
  queue: { kind: "risk-averse" },
  fees: {},
  filters: { tickStep: 1, lotStep: 1, leastLots: 1, mostLots: 2 ** 44, leastNotionalQuote: 0 },
  impact: { kind: "none" },
  funding: { kind: "none" },
  bars: { marketAt: "open", halfSpreadBps: 1, participation: 0.1 },
};

/** Completes given models with the defaults. @throws UserError naming the first that cannot be */
export function exchangeModels(given: Partial<ExchangeModels> = {}): ExchangeModels {
  const models = { ...DEFAULT_MODELS, ...given };
  must(Number.isInteger(models.seed), "seed", models.seed, "a whole number");
  checkLatency("feed", models.feed);
  checkLatency("entry", models.entry);
  checkLatency("response", models.response);
  checkQueue(models.queue);
  for (const [name, rate] of Object.entries(models.fees)) within(`fees.${name}`, rate, -1e6, 1e6);
  checkFilters(models.filters);
  const { impact, funding, bars } = models;
  if (impact.kind === "square-root") {
    within("impact.y", impact.y, 0, 1e3);
    within("impact.dailyVolatility", impact.dailyVolatility, 0, 10);
    within("impact.dailyUnits", impact.dailyUnits, Number.MIN_VALUE, 1e18);
    within("impact.halfLifeNanos", impact.halfLifeNanos, 1, Infinity);
  } else must(impact.kind === "none", "impact.kind", impact.kind, "none or square-root");
  if (funding.kind === "perpetual") {
    within("funding.firstMillis", funding.firstMillis, 0, 864e5);
    within("funding.everyMillis", funding.everyMillis, 1, Infinity);
    for (const rate of [funding.rate].flat()) within("funding.rate", rate, -1e15, 1e15);
  } else must(funding.kind === "none", "funding.kind", funding.kind, "none or perpetual");
  const fills = bars.marketAt === "open" || bars.marketAt === "close";
  must(fills, "bars.marketAt", bars.marketAt, "open or close");
  within("bars.halfSpreadBps", bars.halfSpreadBps, 0, 1e4);
  within("bars.participation", bars.participation, 0, 1);
  return models;
}

function checkLatency(name: string, latency: OrderLatency | FeedLatency): void {
  if (latency.kind === "constant") within(`${name}.nanos`, latency.nanos, 0, 1e13);
  else if (latency.kind === "lognormal") {
    within(`${name}.medianNanos`, latency.medianNanos, 0, 1e13);
    within(`${name}.sigma`, latency.sigma, 0, 10);
  } else if (latency.kind === "recorded") {
    if ("offsetNanos" in latency) within(`${name}.offsetNanos`, latency.offsetNanos, -1e18, 1e18);
    else {
      const { trips } = latency;
      const fits = Array.isArray(trips) && trips.length >= 3 && trips.length % 3 === 0;
      must(fits, `${name}.trips`, trips?.length, "threes: sent, at the exchange, answered");
    }
  } else {
    must(latency.kind === "none", `${name}.kind`, latency, "none, constant, lognormal or recorded");
  }
}

function checkQueue(queue: QueueChoice): void {
  const kinds = ["risk-averse", "power", "log"];
  must(kinds.includes(queue.kind), "queue.kind", queue.kind, kinds.join(", "));
  if (queue.kind === "risk-averse") return;
  const forms = ["back-over-sum", "back-over-total"];
  if (queue.kind === "power") {
    within("queue.n", queue.n, Number.MIN_VALUE, 100);
    forms.push("one-minus-front");
  }
  must(forms.includes(queue.form), "queue.form", queue.form, forms.join(", "));
}

function checkFilters(filters: FilterChoice): void {
  for (const name of ["tickStep", "lotStep", "leastLots", "mostLots"] as const) {
    const value = filters[name];
    must(
      Number.isSafeInteger(value) && value > 0,
      `filters.${name}`,
      value,
      "a whole number above 0",
    );
  }
  within("filters.leastNotionalQuote", filters.leastNotionalQuote, 0, Infinity);
}

function within(name: string, value: unknown, least: number, most: number): void {
  const fits = typeof value === "number" && value >= least && value <= most;
  must(fits, name, value, `a number from ${least} to ${most}`);
}

function must(holds: boolean, name: string, value: unknown, right: string): void {
  if (holds) return;
  const shown = JSON.stringify(value)?.slice(0, 80) ?? String(value);
  throw new UserError(`exchange model ${name} is ${shown}, must be ${right}`);
}
