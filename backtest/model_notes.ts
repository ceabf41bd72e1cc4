/** The exchange's models in words, for people who will believe the result: what is assumed, when it lies. */
import type {
  BarChoice,
  ExchangeModels,
  FeedLatency,
  FundingChoice,
  ImpactChoice,
  OrderLatency,
  QueueChoice,
} from "../core/exchange/venue/models.ts";
import type { ModelNote } from "./result.ts";

const NANOS_PER_MINUTE = 60e9;
const MILLIS_PER_MINUTE = 60_000;

type Parameters = ModelNote["parameters"];

export function modelNotes(models: ExchangeModels): ModelNote[] {
  const { feed, entry, response, queue, fees, impact, funding, bars } = models;
  return [
    {
      part: "feed latency",
      name: latencyText(feed),
      parameters: plain(feed),
      assumes: "what a message tells was done that long before it was received here",
      liesWhen: "delays come in bursts, just when prices move",
    },
    {
      part: "order latency",
      name: `${latencyText(entry)} there, ${latencyText(response)} back`,
      parameters: { ...prefixed("entry", entry), ...prefixed("response", response) },
      assumes: "orders travel alike at quiet and at busy times",
      liesWhen: "gateways queue: the worst delays come with the best prices",
    },
    {
      part: "queue",
      name: queueText(queue),
      parameters: plain(queue),
      assumes: queue.kind === "risk-averse"
        ? "only trades move an order forward; cancels are all behind it (exact on full-depth data)"
        : "cancels are spread over the queue by a formula (exact on full-depth data)",
      liesWhen: "others react to our order, or hidden size trades before it",
    },
    {
      part: "fees",
      name: Object.keys(fees).length === 0 ? "the venue's table" : "as given",
      parameters: plain(fees),
      assumes: "one tier from the first trade to the last",
      liesWhen: "volume, tokens or contracts with the venue change the tier",
    },
    {
      part: "impact",
      name: impactText(impact),
      parameters: plain(impact),
      assumes: impact.kind === "none"
        ? "the market does not answer our trades; what we took is gone for us alone"
        : "price moves with the square root of our share of the day's volume, and decays",
      liesWhen: "orders are large beside the depth that is shown",
    },
    ...(funding.kind === "none" ? [] : [{
      part: "funding",
      name: fundingText(funding),
      parameters: plain(funding),
      assumes: "rates as given, paid at the mark of the moment",
      liesWhen: "the venue changes interval or cap",
    }]),
    {
      part: "bars",
      name: barsText(bars),
      parameters: plain(bars),
      assumes: "only where the input is bars: half a spread is paid, a part of the volume is ours",
      liesWhen: "the path within a bar matters: stops, quotes on both sides",
    },
  ];
}

/** By how much the venue is ahead of what is known here; undefined = that changes. */
export function feedNanosOf({ feed }: ExchangeModels): number | undefined {
  if (feed.kind === "none") return 0;
  if (feed.kind === "constant") return feed.nanos;
  return feed.kind === "lognormal" ? feed.medianNanos : undefined;
}

/** "2 ms", "2 ms ± lognormal 0.5". */
export function latencyText(latency: FeedLatency | OrderLatency): string {
  switch (latency.kind) {
    case "none":
      return "0 ms";
    case "constant":
      return `${latency.nanos / 1e6} ms`;
    case "lognormal":
      return `${latency.medianNanos / 1e6} ms (lognormal, sigma ${latency.sigma})`;
    case "recorded":
      return "as recorded";
  }
}

export function queueText(queue: QueueChoice): string {
  if (queue.kind === "power") return `power ${queue.n}`;
  return queue.kind === "log" ? "log" : "risk-averse";
}

/** "square root of 25000 a day, 2 %, half-life 10 min". */
function impactText(impact: ImpactChoice): string {
  if (impact.kind === "none") return "none";
  const { y, dailyUnits, dailyVolatility, halfLifeNanos } = impact;
  const law = `${y === 1 ? "" : `${y} ×`} square root of ${dailyUnits} a day`.trim();
  return `${law}, ${percentText(dailyVolatility)}, half-life ${
    halfLifeNanos / NANOS_PER_MINUTE
  } min`;
}

function fundingText(funding: Exclude<FundingChoice, { kind: "none" }>): string {
  const { rate, everyMillis } = funding;
  const rates = typeof rate === "number" ? percentText(rate) : `${rate.length / 2} rates`;
  const minutes = everyMillis / MILLIS_PER_MINUTE;
  return `${rates} every ${minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`}`;
}

function barsText({ marketAt, halfSpreadBps, participation }: BarChoice): string {
  return `market orders at the next ${marketAt} + ${halfSpreadBps} bps, ` +
    `at most ${percentText(participation)} of a bar`;
}

function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

function plain(model: object): Parameters {
  return Object.fromEntries(
    Object.entries(model).filter(([name, value]) =>
      name !== "kind" && (typeof value === "number" || typeof value === "string")
    ),
  );
}

function prefixed(name: string, model: object): Parameters {
  return Object.fromEntries(
    Object.entries(plain(model)).map(([key, value]) => [`${name}.${key}`, value]),
  );
}
