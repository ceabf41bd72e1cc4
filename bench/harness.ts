/**
 * Runs contenders against each other. Ours and its baselines do the same work in the same process
 * and take turns (A B C A B C …), so that whatever the machine is doing hits all of them alike.
 *
 * Every run answers with a sum over its results. A sum that changes from run to run, or that
 * differs between contenders of one workload, ends the benchmark: work cannot be skipped.
 */
import { Clock } from "../core/base/clock.ts";

/** How much is run: full for results, quick for a look, tiny for the test suite. */
export interface Size {
  readonly name: "full" | "quick" | "tiny";
  /** Runs of each contender that count. */
  readonly runs: number;
  /** Runs before those, for the compiler. */
  readonly warmups: number;
  /** Length of a run as a share of the full one. */
  readonly scale: number;
}

export const SIZES: Readonly<Record<Size["name"], Size>> = {
  full: { name: "full", runs: 15, warmups: 3, scale: 1 },
  quick: { name: "quick", runs: 5, warmups: 1, scale: 0.2 },
  tiny: { name: "tiny", runs: 2, warmups: 0, scale: 0.002 },
};

/** `fullOps` operations, fewer in smaller sizes, and never below `least`. */
export function opsFor(size: Size, fullOps: number, least = 1): number {
  return Math.max(least, Math.round(fullOps * size.scale));
}

/** One way of doing a workload. */
export interface Contender {
  /** Unique in its match: "millrace", "ringbuf.js 0.4.0". */
  readonly name: string;
  /** Operations of one run. Contenders with equal counts must come to equal sums. */
  readonly ops: number;
  /** Untimed, before every run. */
  before?(): void | Promise<void>;
  /** Timed. @returns a sum over the results */
  run(): number | Promise<number>;
}

/** One line of the results: ours, and what it is compared with. */
export interface Comparison {
  readonly name: string;
  readonly ours: string;
  readonly baseline?: string;
  /** A contender whose whole run is taken off ours: what it costs to start. */
  readonly start?: string;
  /** The ratio to reach: baseline's time over ours. */
  readonly targetRatio?: number;
  /** The rate to reach, operations a second. */
  readonly targetRate?: number;
  /** What one operation is, and all that is needed to judge the number. */
  readonly workload: string;
}

/** Contenders that take turns, and the comparisons drawn from their times. */
export interface Match {
  /** What is counted: "messages", "frames". */
  readonly unit: string;
  readonly contenders: readonly Contender[];
  readonly comparisons: readonly Comparison[];
  /** Fewer runs than the size asks for, where one takes a second. */
  readonly mostRuns?: number;
  readonly mostWarmups?: number;
}

/** Something that is not a time: bytes, for instance. */
export interface Reading {
  readonly name: string;
  readonly workload: string;
  /** Text of the target, "≤ 64 kB". */
  readonly target: string;
  read(): Promise<{
    readonly text: string;
    readonly value: number;
    /** undefined = it could not be read here. */
    readonly met: boolean | undefined;
    /** What else has to be known to judge it, as it was found. */
    readonly note?: string;
  }>;
}

/** A prepared benchmark: its input is in memory, its workers run. */
export interface Prepared {
  readonly matches: readonly Match[];
  readonly readings?: readonly Reading[];
  close?(): void | Promise<void>;
}

/** What a bench file exports. */
export interface Bench {
  readonly name: string;
  prepare(size: Size): Prepared | Promise<Prepared>;
}

/** A contender's times, in nanoseconds an operation. */
export interface Timing {
  readonly name: string;
  readonly ops: number;
  readonly runs: number;
  /** The fastest run. Whatever else the machine does can only add to it: ratios are of these. */
  readonly bestNanos: number;
  /** A quarter of the runs were faster: how close the others come. */
  readonly quartileNanos: number;
  readonly sum: number;
}

/** Runs a match to its end. @throws Error when two sums differ */
export async function runMatch(match: Match, size: Size): Promise<Map<string, Timing>> {
  const clock = new Clock();
  const runs = Math.min(size.runs, match.mostRuns ?? size.runs);
  const nanos = match.contenders.map(() => new Float64Array(runs));
  const sums = match.contenders.map(() => Number.NaN);
  const warmups = Math.min(size.warmups, match.mostWarmups ?? size.warmups);
  for (let run = -warmups; run < runs; run++) {
    for (const [c, contender] of match.contenders.entries()) {
      await contender.before?.();
      const startedNanos = clock.nowNanos();
      const sum = await contender.run();
      const tookNanos = clock.nowNanos() - startedNanos;
      if (run >= 0) nanos[c][run] = tookNanos / contender.ops;
      if (Number.isNaN(sums[c])) sums[c] = sum;
      if (sums[c] !== sum) throw new Error(sumError(contender.name, sums[c], sum));
    }
  }
  requireEqualSums(match.contenders, sums);
  return new Map(match.contenders.map((contender, c) => {
    const sorted = nanos[c].sort();
    return [contender.name, {
      name: contender.name,
      ops: contender.ops,
      runs,
      bestNanos: sorted[0],
      quartileNanos: sorted[Math.floor(runs / 4)],
      sum: sums[c],
    }];
  }));
}

/** A timing without what its start costs. */
export function lessStart(timing: Timing, start: Timing): Timing {
  const share = start.ops / timing.ops;
  return {
    ...timing,
    bestNanos: timing.bestNanos - share * start.bestNanos,
    quartileNanos: timing.quartileNanos - share * start.quartileNanos,
  };
}

function requireEqualSums(contenders: readonly Contender[], sums: readonly number[]): void {
  for (let c = 1; c < contenders.length; c++) {
    if (contenders[c].ops !== contenders[0].ops || sums[c] === sums[0]) continue;
    throw new Error(sumError(`${contenders[0].name}, ${contenders[c].name}`, sums[0], sums[c]));
  }
}

function sumError(names: string, expected: number, found: number): string {
  return `${names}: sums must be equal, but are ${expected} and ${found}`;
}
