/** What is wrong at the moment: a table of conditions over the board, each with its sentence. */
import { wallMillis } from "../../base/clock.ts";
import { STATE_FAILED } from "../../telemetry/board.ts";
import { reasonName } from "../../trading/risk/reasons.ts";
import type { Alarm } from "../contract/system.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import { isoOf } from "./time_view.ts";

/** A running instrument without frames for so long is stale. */
export const STALE_MILLIS = 10_000;
/** Workers beat many times a second, parked or not. */
const SILENT_MILLIS = 5_000;

interface Condition {
  readonly name: string;
  readonly severity: Alarm["severity"];
  /** What is wrong; undefined = nothing. */
  readonly find: (tap: SessionTap) => string | undefined;
}

const CONDITIONS: readonly Condition[] = [
  {
    name: "killed",
    severity: "critical",
    find: (tap) => {
      if (tap.view.trading === "none") return undefined;
      const { killedFor } = tap.trading();
      return killedFor === 0 ? undefined : `the kill switch is on: ${reasonName(killedFor)}`;
    },
  },
  {
    name: "worker-failed",
    severity: "critical",
    find: ({ view }) => {
      const failed = view.places().filter(({ state }) => state === STATE_FAILED);
      return failed.length === 0 ? undefined : failed.map(({ name }) => name).join(", ");
    },
  },
  {
    name: "worker-silent",
    severity: "critical",
    find: ({ view }) => {
      const silent = view.places().filter(({ silentMillis }) => silentMillis > SILENT_MILLIS);
      return silent.length === 0 ? undefined : silent.map(({ name }) => name).join(", ");
    },
  },
  {
    name: "strategy-failed",
    severity: "critical",
    find: ({ view }) => {
      const failures = view.board.role("trading").counter("failures");
      return failures === 0 ? undefined : `${failures} stopped after an error`;
    },
  },
  {
    name: "stale-instruments",
    severity: "warning",
    find: (tap) => {
      if (tap.view.mode !== "live") return undefined;
      const stale = tap.frames.all.filter((frame) =>
        frame !== undefined && (tap.silentMillis(frame) ?? 0) > STALE_MILLIS
      );
      return stale.length === 0 ? undefined : stale
        .map((frame) => tap.instruments.symbol(frame?.instrumentId ?? 0)).slice(0, 10).join(", ");
    },
  },
  {
    name: "book-mismatch",
    severity: "critical",
    find: ({ view }) => {
      const mismatches = view.board.role("book").counter("mismatches");
      return mismatches === 0 ? undefined : `${mismatches} comparisons with the venue's differed`;
    },
  },
  {
    name: "bad-records",
    severity: "warning",
    find: ({ view }) => {
      const bad = view.board.role("ingest").counter("badRecords");
      return bad === 0 ? undefined : `${bad} records of the input could not be read`;
    },
  },
];

/** When each condition was first seen, by session. */
const SINCE = new WeakMap<SessionTap, Map<string, number>>();

export function alarmsView(tap: SessionTap): Alarm[] {
  const since = SINCE.get(tap) ?? new Map<string, number>();
  SINCE.set(tap, since);
  return CONDITIONS.flatMap(({ name, severity, find }) => {
    const detail = find(tap);
    if (detail === undefined) {
      since.delete(name);
      return [];
    }
    if (!since.has(name)) since.set(name, wallMillis());
    return [{ name, severity, since: isoOf(since.get(name) ?? 0), detail }];
  });
}
