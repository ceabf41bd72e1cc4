/**
 * Walk-forward windows: parameters are chosen on `train` and judged on the `test` behind it, and then
 * everything moves on by one test.
 *
 * ```text
 *   ├──────── train ────────┤purge│embargo├─ test ─┤
 *             ├──────── train ────────┤purge│embargo├─ test ─┤
 *                       ├──────── train ────────┤purge│embargo├─ test ─┤
 * ```
 *
 * The purge is cut off the end of train: what was begun there and would end in test tells of test. The
 * embargo is cut off the beginning of test: what train knew of the last moments before still holds there.
 * Both windows keep their borders, so the tests lie side by side.
 */
import { UserError } from "../core/base/errors.ts";
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../core/base/units.ts";
import type { MarketSpan } from "./record_market.ts";

const OPTION = "--walk-forward";
const DAY_NANOS = 86_400 * NANOS_PER_SECOND;
const UNITS_NANOS: Readonly<Record<string, number>> = {
  ms: NANOS_PER_MILLI,
  s: NANOS_PER_SECOND,
  min: 60 * NANOS_PER_SECOND,
  h: 3_600 * NANOS_PER_SECOND,
};
const FIELDS = ["train", "test", "purge", "embargo", "slices"] as const;
const DEFAULT_TESTS = 4;
const MOST_WINDOWS = 1_000;
const EXAMPLES = "train=20min,test=5min,purge=10s or train=3d,test=1d or train=3,test=1,slices=8";

/** Time from one moment up to, and without, another; ns since the epoch. */
export interface TimeRange {
  readonly fromNanos: number;
  readonly toNanos: number;
}

export interface WalkForwardWindow {
  readonly train: TimeRange;
  readonly test: TimeRange;
}

/** Lengths in one unit: nanoseconds, days that have data, or slices of equal length. */
export interface WalkForwardPlan {
  readonly unit: "nanos" | "days" | "slices";
  readonly train: number;
  readonly test: number;
  /** Slices that the recording is cut into. */
  readonly slices: number;
  readonly purgeNanos: number;
  readonly embargoNanos: number;
}

/** @throws UserError naming what is wrong */
export function parseWalkForward(text: string): WalkForwardPlan {
  const fields = fieldsOf(text);
  const [train, trainUnit] = lengthOf(text, "train", fields.train);
  const [test, testUnit] = lengthOf(text, "test", fields.test);
  if (trainUnit !== testUnit) {
    throw new UserError(
      `${OPTION} ${text}: train and test must be in one kind of unit: ${EXAMPLES}`,
    );
  }
  if (fields.slices !== undefined && trainUnit !== "slices") {
    throw new UserError(`${OPTION} ${text}: slices= goes with numbers of slices: ${EXAMPLES}`);
  }
  const slices = Number(fields.slices ?? train + DEFAULT_TESTS * test);
  const enough = trainUnit !== "slices" || (Number.isInteger(slices) && slices >= train + test);
  if (!enough) {
    throw new UserError(`${OPTION} ${text}: slices must be a whole number from ${train + test}`);
  }
  return {
    unit: trainUnit,
    train,
    test,
    slices,
    purgeNanos: nanosOf(text, "purge", fields.purge),
    embargoNanos: nanosOf(text, "embargo", fields.embargo),
  };
}

/** @throws UserError when the recording is too short for one window */
export function windowsOf(plan: WalkForwardPlan, span: MarketSpan): WalkForwardWindow[] {
  if (plan.unit === "nanos") return spansOf(plan, span);
  const borders = bordersOf(plan, span);
  const windows: WalkForwardWindow[] = [];
  const { train, test } = plan;
  for (let at = 0; at + train + test < borders.length; at += test) {
    windows.push(windowOf(borders[at], borders[at + train], borders[at + train + test], plan));
  }
  if (windows.length > 0) return windows;
  const has = plan.unit === "days" ? `${span.days.length} days of data` : `${plan.slices} slices`;
  throw new UserError(`${OPTION}: ${train} + ${test} ${plan.unit} do not fit into ${has}`);
}

/** Where days or slices begin, and where the last one ends. */
function bordersOf({ unit, slices }: WalkForwardPlan, span: MarketSpan): number[] {
  const end = span.lastNanos + 1;
  if (unit === "days") {
    const starts = span.days.map((day) => day * DAY_NANOS);
    return [...starts, (span.days.at(-1)! + 1) * DAY_NANOS];
  }
  const length = (end - span.firstNanos) / slices;
  return Array.from({ length: slices + 1 }, (_, i) => Math.round(span.firstNanos + i * length));
}

/** Windows of given lengths, from the beginning; the last test may be a quarter short. */
function spansOf(plan: WalkForwardPlan, { firstNanos, lastNanos }: MarketSpan) {
  const { train, test } = plan;
  const windows: WalkForwardWindow[] = [];
  const end = lastNanos + 1;
  const count = Math.floor((end - firstNanos - train) / test + 0.25);
  if (count < 1) {
    throw new UserError(
      `${OPTION}: train and test take ${(train + test) / 1e9} s, and there are ` +
        `${((end - firstNanos) / 1e9).toFixed(1)} s of data`,
    );
  }
  if (count > MOST_WINDOWS) {
    throw new UserError(`${OPTION}: that makes ${count} windows, must be at most ${MOST_WINDOWS}`);
  }
  for (let i = 0; i < count; i++) {
    const from = firstNanos + i * test;
    windows.push(windowOf(from, from + train, Math.min(end, from + train + test), plan));
  }
  return windows;
}

function windowOf(from: number, middle: number, to: number, plan: WalkForwardPlan) {
  const train = { fromNanos: from, toNanos: middle - plan.purgeNanos };
  const test = { fromNanos: middle + plan.embargoNanos, toNanos: to };
  if (train.toNanos <= train.fromNanos) {
    throw new UserError(`${OPTION}: the purge is longer than train`);
  }
  if (test.toNanos <= test.fromNanos) {
    throw new UserError(`${OPTION}: the embargo is longer than test`);
  }
  return { train, test };
}

function fieldsOf(text: string): Partial<Record<typeof FIELDS[number], string>> {
  const fields: Partial<Record<typeof FIELDS[number], string>> = {};
  for (const part of text.split(",")) {
    const match = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part);
    const name = FIELDS.find((field) => field === match?.[1]);
    if (match === null || name === undefined) {
      throw new UserError(`${OPTION} ${text}: "${part}" must be one of ${FIELDS.join(", ")} = …`);
    }
    fields[name] = match[2];
  }
  return fields;
}

function lengthOf(
  text: string,
  field: string,
  value: string | undefined,
): [number, WalkForwardPlan["unit"]] {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min|h|d)?$/.exec(value ?? "");
  const number = Number(match?.[1] ?? 0);
  const unit = match?.[2];
  const whole = unit === undefined || unit === "d";
  if (!(number > 0) || (whole && !Number.isInteger(number))) {
    throw new UserError(`${OPTION} ${text}: ${field} must be a length, as in ${EXAMPLES}`);
  }
  if (unit === undefined) return [number, "slices"];
  return unit === "d" ? [number, "days"] : [number * UNITS_NANOS[unit], "nanos"];
}

function nanosOf(text: string, field: string, value: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(value ?? "0s");
  if (match === null) {
    throw new UserError(`${OPTION} ${text}: ${field} must be a time such as 500ms, 10s or 5min`);
  }
  return Number(match[1]) * UNITS_NANOS[match[2]];
}
