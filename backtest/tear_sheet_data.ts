/** What the page of a backtest draws: few enough points, times in seconds since 1970. */
import { SIDE_BID } from "../core/base/units.ts";
import { buyAndHold } from "./metrics/baselines.ts";
import { drawdowns } from "./metrics/drawdown.ts";
import type { Markout } from "./metrics/markouts.ts";
import { type Histogram, histogram } from "./histogram.ts";
import type { MeasuredRun } from "./measured_run.ts";
import { type BacktestResult, END_REJECTED, NO_MID_TICKS } from "./result.ts";
import { signOf } from "./signs.ts";

const MOST_POINTS = 4_096;
const MOST_FILLS = 3_000;
/** More would not be looked at; the table has all of them. */
export const MOST_INSTRUMENTS_SHOWN = 6;

export interface Line {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

export interface InstrumentCharts {
  readonly mid: Line;
  readonly position: Line;
  /** Bought and sold, by makers and takers: fills at their price. */
  readonly fills: Readonly<Record<"makerBuys" | "takerBuys" | "makerSells" | "takerSells", Line>>;
}

export interface RunCharts {
  readonly label: string;
  /** P&L and drawdown in percent of the peak, over the same times. */
  readonly pnl: Line;
  readonly drawdown: Line;
  readonly hold: Line;
  readonly instruments: readonly InstrumentCharts[];
  readonly markouts: Readonly<Record<"all" | "maker" | "taker", readonly Markout[]>>;
  readonly slippageBps: Histogram;
  readonly entryMillis: Histogram;
  readonly answerMillis: Histogram;
}

export function runCharts({ result, metrics }: MeasuredRun): RunCharts {
  const { equity, capitalQuote } = result;
  const line = (values: Float64Array, more = 0, scale = 1) =>
    thinned(secondsOf(result, equity.timesNanos), values.map((value) => (value - more) * scale));
  return {
    label: result.label,
    pnl: line(equity.equityQuote, capitalQuote),
    drawdown: line(drawdowns(equity.equityQuote), 0, 100),
    hold: line(buyAndHold(result).equityQuote, capitalQuote),
    instruments: result.instruments.slice(0, MOST_INSTRUMENTS_SHOWN)
      .map((_, row) => instrumentCharts(result, row)),
    markouts: metrics.markouts,
    slippageBps: histogram(slippages(result)),
    entryMillis: histogram(latencies(result, result.orders.arrivedNanos)),
    answerMillis: histogram(latencies(result, result.orders.answeredNanos)),
  };
}

/** How many fills an instrument has, and how many of them the chart shows. */
export function shownFills({ fills }: BacktestResult, row: number): { all: number; step: number } {
  let all = 0;
  for (let i = 0; i < fills.count; i++) if (fills.instruments[i] === row) all++;
  return { all, step: Math.max(1, Math.ceil(all / MOST_FILLS)) };
}

function instrumentCharts(result: BacktestResult, row: number): InstrumentCharts {
  const { equity, fills, instruments } = result;
  const { priceUnit, qtyUnit } = instruments[row];
  const { midTicks, positionLots } = equity.instruments[row];
  const seconds = secondsOf(result, equity.timesNanos);
  const { step } = shownFills(result, row);
  const kinds = {
    makerBuys: newLine(),
    takerBuys: newLine(),
    makerSells: newLine(),
    takerSells: newLine(),
  };
  const midsAtFills = newLine();
  let seen = 0;
  for (let i = 0; i < fills.count; i++) {
    if (fills.instruments[i] !== row || seen++ % step !== 0) continue;
    const isBuy = fills.sides[i] === SIDE_BID;
    const isMaker = fills.isMaker[i] === 1;
    const kind = isMaker
      ? (isBuy ? "makerBuys" : "makerSells")
      : isBuy
      ? "takerBuys"
      : "takerSells";
    const at = (result.epochMillis + fills.timesNanos[i] / 1e6) / 1e3;
    kinds[kind].x.push(at);
    kinds[kind].y.push(short(fills.priceTicks[i] * priceUnit));
    if (!(fills.midTicks[i] > 0)) continue;
    midsAtFills.x.push(at);
    midsAtFills.y.push(short(fills.midTicks[i] * priceUnit));
  }
  return {
    mid: ascending(joined(
      thinned(seconds, midTicks.map((mid) => mid > 0 ? mid * priceUnit : NaN)),
      midsAtFills,
    )),
    position: thinned(seconds, positionLots.map((lots) => lots * qtyUnit)),
    fills: {
      makerBuys: ascending(kinds.makerBuys),
      takerBuys: ascending(kinds.takerBuys),
      makerSells: ascending(kinds.makerSells),
      takerSells: ascending(kinds.takerSells),
    },
  };
}

/** Of orders with a fill, against the mid on arrival; above 0 = cost. */
function slippages({ orders }: BacktestResult): number[] {
  const found: number[] = [];
  for (let i = 0; i < orders.count; i++) {
    const arrival = orders.arrivalMidTicks[i];
    if (!(orders.filledLots[i] > 0) || arrival === NO_MID_TICKS || arrival === 0) continue;
    found.push(signOf(orders.sides[i]) * (orders.averageTicks[i] - arrival) / arrival * 1e4);
  }
  return found;
}

function latencies({ orders }: BacktestResult, untilNanos: Float64Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < orders.count; i++) {
    if (orders.answeredNanos[i] === 0 || orders.ends[i] === END_REJECTED) continue;
    found.push((untilNanos[i] - orders.sentNanos[i]) / 1e6);
  }
  return found;
}

function secondsOf({ epochMillis }: BacktestResult, nanos: Float64Array): Float64Array {
  return nanos.map((at) => (epochMillis + at / 1e6) / 1e3);
}

/** Every n-th point, and the last; NaN becomes a gap. */
function thinned(x: Float64Array, y: Float64Array): Line {
  const step = Math.max(1, Math.ceil(x.length / MOST_POINTS));
  const line = newLine();
  for (let i = 0; i < x.length; i++) {
    if (i % step !== 0 && i !== x.length - 1) continue;
    line.x.push(x[i]);
    line.y.push(Number.isNaN(y[i]) ? null : short(y[i]));
  }
  return line;
}

/** The grid alone would cut the corners where fills stand. */
function joined(a: Line, b: Line): Line {
  return { x: [...a.x, ...b.x], y: [...a.y, ...b.y] };
}

interface GrowingLine {
  readonly x: number[];
  readonly y: (number | null)[];
}

function newLine(): GrowingLine {
  return { x: [], y: [] };
}

/** In order of time, no two at once: those of one instant stand a hair apart. */
function ascending({ x, y }: Line): Line {
  const order = x.map((_, i) => i).sort((a, b) => x[a] - x[b] || a - b);
  const times: number[] = [];
  for (const i of order) times.push(Math.max(x[i], (times.at(-1) ?? -Infinity) + 2e-6));
  return { x: times, y: order.map((i) => y[i]) };
}

/** Eight digits are more than a screen shows. */
function short(value: number): number {
  return Number(value.toPrecision(8));
}
