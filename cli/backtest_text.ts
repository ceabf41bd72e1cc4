/** What a backtest comes to, for a person: figures, baselines, assumptions, and no flattery. */
import type { BacktestOutcome, SweepOutcome, WalkForwardReport } from "../backtest/backtest.ts";
import { caveats, type MeasuredRun, windowText } from "../backtest/measured_run.ts";
import { percentText, quoteText, ratioText } from "../backtest/number_text.ts";
import type { Trial } from "../backtest/ranking.ts";
import { summaryText } from "../backtest/summary_text.ts";
import { trialFigures } from "../backtest/trial_figures.ts";
import { reasonName } from "../core/trading/risk/reasons.ts";
import type { BacktestPlan } from "./backtest_options.ts";
import { countText, durationText } from "./format.ts";
import { textTable } from "./text_table.ts";

const MOST_TRIALS_SHOWN = 15;
const MOST_COLUMNS = 4;
/** Of runs at least this long ratios are shown a year, else a sample. */
const LONG_NANOS = 5 * 864e11;

/** What tests that lie side by side leave out. */
const WALK_FORWARD_CAVEATS = [
  "Whoever repeats this until the tests look good has chosen on test, and nothing here can tell.",
  "Every test begins flat, with the whole capital; what is held at its end is valued at the mid.",
  "The recorded market does not answer: whoever would have reacted to these orders did not.",
];

export function backtestText(plan: BacktestPlan, outcome: BacktestOutcome): string {
  const { run, runs, sweeps, walkForwards } = outcome;
  if (run === undefined) return "backtest   nothing was run";
  const sections = [
    headText(plan, outcome),
    ...(outcome.interrupted ? [] : sweeps.map(sweepText)),
    ...(outcome.interrupted ? [] : walkForwards.map(walkForwardText)),
    ...(walkForwards.length > 0 ? [] : [tableText(plan, runs), verdictsText(plan, runs)]),
    refusalsText(runs),
    failuresText(outcome),
    assumptionsText(plan, runs),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function headText(plan: BacktestPlan, outcome: BacktestOutcome): string {
  const { run, runs, sweeps, walkForwards, reread, interrupted } = outcome;
  const first = runs.at(0);
  const last = runs.at(-1);
  const isTold = first === undefined || first.result.totals.frames === 0 || areFew(plan, runs);
  const endNanos = last?.result.endNanos ?? 0;
  const what = walkForwards.length > 0 ? "tests " : "";
  const when = isTold ? "" : `  ${what}${windowText({ ...first.result, endNanos })}`;
  const lines = [`backtest   ${run?.source}${when}`];
  lines.push(
    `           ${countText(run?.messages ?? 0)} market messages, ${
      countText(run?.frames ?? 0)
    } frames a pass; every strategy has an account of its own`,
  );
  if (reread) {
    const MiB = countText(plan.memoryBytes / 1024 ** 2);
    lines.push(`           larger than --memory ${MiB} MiB: read again for every pass`);
  }
  if (interrupted) {
    const half = sweeps.length + walkForwards.length > 0
      ? "half a search has no winner"
      : "figures are of what was run until then";
    lines.push(`           INTERRUPTED: ${half}`);
  }
  return lines.join("\n");
}

/** Few runs beside each other with all that counts; many, or variants of one, a line each. */
function tableText(plan: BacktestPlan, runs: readonly MeasuredRun[]): string {
  return areFew(plan, runs) ? summaryText(runs) : runsText(runs);
}

function areFew({ variants, walkForward }: BacktestPlan, { length }: readonly MeasuredRun[]) {
  return length > 0 && length <= MOST_COLUMNS && variants.length === 0 && walkForward === undefined;
}

/** A line a run. */
function runsText(runs: readonly MeasuredRun[]): string {
  if (runs.length === 0) return "";
  // A year made of a few minutes has ratios of thousands: they would say nothing.
  const isLong = runs.every(({ result }) => result.endNanos - result.startNanos > LONG_NANOS);
  const rows = runs.map(({ result, metrics }) => {
    const { totals } = result;
    const { curve, probabilisticSharpe, deflatedSharpe, activity, randomTrader } = metrics;
    const sharpe = isLong ? ratioText(curve.sharpe) : sampleRatio(trialFigures(result).sharpe);
    return [
      result.label,
      quoteText(totals.pnlQuote),
      percentText(curve.totalReturn),
      percentText(curve.maxDrawdown),
      sharpe,
      percentText(deflatedSharpe ?? probabilisticSharpe),
      countText(totals.fills),
      percentText(activity.makerShare),
      quoteText(totals.feesQuote),
      randomTrader === undefined ? "–" : percentText(randomTrader.beaten),
    ];
  });
  const head = [
    "",
    "P&L",
    "return",
    "drawdown",
    isLong ? "Sharpe" : "Sharpe/sample",
    "P(skill)",
    "fills",
    "maker",
    "fees",
    "beats random",
  ];
  return textTable(head, rows);
}

/** What each run comes to, beside doing nothing clever. */
function verdictsText(plan: BacktestPlan, runs: readonly MeasuredRun[]): string {
  return runs.map(({ result, metrics }) => {
    const { totals, label } = result;
    if (totals.fills === 0) return `${label}: did not trade${idleText(plan, totals.orders)}.`;
    const { buyAndHold, randomTrader } = metrics;
    const won = totals.pnlQuote > 0 ? "made" : "LOST";
    const hold = totals.pnlQuote > buyAndHold.pnlQuote ? "above" : "below";
    const random = randomTrader === undefined
      ? ""
      : `; random traders with as many trades came to ${quoteText(randomTrader.lowQuote)} … ${
        quoteText(randomTrader.highQuote)
      }`;
    return `${label}: ${won} ${quoteText(Math.abs(totals.pnlQuote))}, ${hold} buying and holding ` +
      `with all the cash (${quoteText(buyAndHold.pnlQuote)})${random}`;
  }).join("\n");
}

/** Of ratios a sample, which are small. */
function sampleRatio(ratio: number | undefined): string {
  return ratio === undefined ? "–" : ratio.toFixed(4).replace("-", "−");
}

function idleText({ market }: BacktestPlan, orders: number): string {
  if (orders > 0) return `, although it sent ${countText(orders)} orders`;
  return market.model === undefined
    ? " (a strategy that follows a model's probabilities needs --model)"
    : "";
}

function sweepText({ name, trials, luck }: SweepOutcome): string {
  // A strategy without the swept parameter is only there to be compared with.
  if (trials.length < 2) return "";
  const rows = trials.slice(0, MOST_TRIALS_SHOWN).map(trialCells);
  const head = [`${name}, ${countText(trials.length)} trials`, "P&L", "return", "drawdown"];
  const table = textTable([...head, "Sharpe/sample", "fills", "maker", "fees"], rows);
  const more = trials.length - MOST_TRIALS_SHOWN;
  const lines = [table];
  if (more > 0) lines.push(`… and ${countText(more)} more, all in result.json`);
  lines.push(luckText(trials, luck));
  return lines.join("\n");
}

function luckText([best, ...others]: readonly Trial[], luck: SweepOutcome["luck"]): string {
  const trials = others.length + 1;
  if (luck?.deflatedSharpe === undefined) {
    return `No winner: of ${trials} trials none took a risk that can be judged.`;
  }
  const sure = percentText(luck.deflatedSharpe);
  const verdict = luck.deflatedSharpe > 0.95
    ? "that is more than luck explains, on this market and in this window"
    : "so it may well be luck";
  return `Best of ${trials} trials: ${best.desk.label}. The best of ${trials} without any skill would ` +
    `show a Sharpe of ${sampleRatio(luck.luckySharpe)} a sample; this one shows ${
      sampleRatio(luck.sharpe)
    }: probability of skill ${sure} (deflated Sharpe), ${verdict}.`;
}

function trialCells({ desk, outcome: { figures, failure } }: Trial): string[] {
  if (failure !== undefined || figures === undefined) {
    return [desk.label, "failed", "", "", "", "", "", ""];
  }
  return [
    desk.label,
    quoteText(figures.pnlQuote),
    percentText(figures.totalReturn),
    percentText(figures.maxDrawdownFraction),
    sampleRatio(figures.sharpe),
    countText(figures.fills),
    percentText(figures.makerShare),
    quoteText(figures.feesQuote),
  ];
}

function walkForwardText(report: WalkForwardReport): string {
  const { name, steps, trials, testPnlQuote, testSharpe, testProbability } = report;
  const rows = steps.map(({ chosen, train, test, window }) => [
    chosen.label,
    durationText(window.train.toNanos - window.train.fromNanos),
    quoteText(train.figures?.pnlQuote),
    durationText(window.test.toNanos - window.test.fromNanos),
    test.figures === undefined ? "failed" : quoteText(test.figures.pnlQuote),
    countText(test.figures?.fills ?? 0),
  ]);
  const head = [`${name}: chosen on train`, "train", "its P&L", "test", "P&L on test", "fills"];
  const verdict = testSharpe === undefined
    ? "nothing was risked on test"
    : `Sharpe ${sampleRatio(testSharpe)} a sample, probability that it is above 0: ${
      percentText(testProbability)
    }`;
  return `${textTable(head, rows)}\nOn test only: ${
    quoteText(testPnlQuote)
  } over ${steps.length} ` +
    `windows, ${verdict}; each train chose from ${countText(trials)} trials.`;
}

function refusalsText(runs: readonly MeasuredRun[]): string {
  return runs.flatMap(({ result }) => {
    if (result.rejects.length === 0) return [];
    const counts = result.rejects.map(({ by, reason, count }) =>
      `${reasonName(reason)} (${by}) ${countText(count)}`
    );
    return [`${result.label}: refused: ${counts.join(", ")}`];
  }).join("\n");
}

function failuresText({ desks }: BacktestOutcome): string {
  return desks.flatMap(({ label, failure }) =>
    failure === undefined ? [] : [`${label} FAILED and was stopped: ${failure}`]
  ).join("\n");
}

function assumptionsText(plan: BacktestPlan, runs: readonly MeasuredRun[]): string {
  const run = runs.find(({ metrics }) => metrics.deflatedSharpe !== undefined) ?? runs[0];
  if (run === undefined) return "";
  const { result } = run;
  const models = result.models.map(({ part, name }) => `${part} ${name}`).join(" · ");
  return [
    "assumed",
    `  ${models}`,
    `  risk limits ${plan.riskName} · capital ${quoteText(result.capitalQuote)} a strategy`,
    ...(plan.walkForward === undefined ? caveats(run) : WALK_FORWARD_CAVEATS)
      .map((text) => `  - ${text}`),
  ].join("\n");
}
