/** What was wrong with the input, a line each on standard error. */
import type { Problem } from "../core/venues/problems.ts";
import { countText } from "./format.ts";

/** True when the input itself is at fault; gaps in what a venue sent are not. */
export function isBadInput(problems: readonly Problem[]): boolean {
  return problems.some(({ isNote }) => !isNote);
}

export function printProblems(problems: readonly Problem[]): void {
  for (const { where, text, count } of problems) {
    console.error(`millrace: ${where}: ${text}${count > 1 ? ` (${countText(count)} times)` : ""}`);
  }
}
