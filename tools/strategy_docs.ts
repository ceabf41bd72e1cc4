/**
 * Writes docs/STRATEGIES.md from the registry of strategies.
 *
 *     deno run --allow-write=docs tools/strategy_docs.ts
 */
import type { Parameter } from "../core/trading/parameters.ts";
import type { StrategyDefinition } from "../core/trading/strategy.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { table, wrapped } from "./markdown.ts";

const INTRODUCTION = `# Strategies

${
  wrapped(
    `${STRATEGIES.length} strategies ship. They are written for the contract in core/trading/strategy.ts, as yours would be, and see the same frames and reports in replay, in a backtest, on paper and for real.`,
  )
}

${
  wrapped(
    "They are published ideas, told plainly. None of them is tuned, and none is a promise: most lose money to the spread and to fees at their defaults. Two are baselines; what does not beat them has shown nothing.",
  )
}

This page is written by \`deno run --allow-write=docs tools/strategy_docs.ts\` from
strategies/registry.ts.

## How all of them behave

- They know **event time** only. The same frames and reports lead to the same orders.
- **Limits**: position and open orders together never come to more than the parameters allow, on any
  side, whatever is filled late, rejected, cancelled or unknown.
- **Orders** are followed by their reports. While an answer is outstanding nothing more is asked
  about an order, and a minimum interval lies between two changes. Nothing is sent from within a
  report.
- **Quotes** are post-only, rounded to ticks away from the price that they are made from, and move
  only when that moves by a tick. They are not filled up after a partial fill, which would lose
  their place in the queue.
- **Takers** send limit orders at the touch that fill at once or not at all.
- Several **instruments** are traded apart from each other, with the same parameters.
- On bars of a source without a book takers send market orders, and makers do not quote.
- Nothing is allocated per frame.
`;

/** The page. */
export function strategyDocs(): string {
  return [INTRODUCTION, contents(), ...STRATEGIES.map(section)].join("\n");
}

function contents(): string {
  const rows = STRATEGIES.map(({ name, summary }) => [`[${name}](#${name})`, summary]);
  return `## Contents\n\n${table([["strategy", "what it does"], ...rows])}`;
}

function section({ name, summary, source, parameters, features = [] }: StrategyDefinition): string {
  const header = ["parameter", "default", "values", "what it is"];
  const rows = Object.entries(parameters).map(([key, parameter]) => [
    `\`${key}\``,
    String(parameter.default),
    valuesOf(parameter),
    parameter.help,
  ]);
  const reads = features.length === 0
    ? ""
    : `${wrapped(`Reads ${features.map((feature) => `\`${feature}\``).join(", ")}.`)}\n\n`;
  return `## ${name}\n\n${summary}\n\n${wrapped(`Source: ${source}.`)}\n\n${reads}${
    table([header, ...rows])
  }`;
}

function valuesOf(parameter: Parameter): string {
  if (parameter.kind === "choice") return parameter.choices.join(", ");
  const span = `${parameter.least} to ${parameter.most}`;
  return parameter.whole === true ? `whole, ${span}` : span;
}

if (import.meta.main) Deno.writeTextFileSync("docs/STRATEGIES.md", strategyDocs());
