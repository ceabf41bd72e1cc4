/** The session in a few numbers. */
import { wallMillis } from "../../base/clock.ts";
import type { SessionView } from "../../supervisor/session_view.ts";
import { placeOf } from "../../supervisor/topology.ts";
import { STATE_DONE, STATE_FAILED, STATE_RUNNING } from "../../telemetry/board.ts";
import { GATE_HELD, GATE_PAUSED, GATE_REDUCE_ONLY } from "../../trading/account_board.ts";
import { F_RECV_NANOS } from "../../wire/frame.ts";
import type { Status } from "../contract/system.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import { alarmsView } from "./alarms_view.ts";
import { isoOf } from "./time_view.ts";

export type StateName = Status["state"];

export function stateName(state: number): StateName {
  if (state === STATE_RUNNING) return "running";
  if (state === STATE_DONE) return "done";
  return state === STATE_FAILED ? "failed" : "starting";
}

/** Of the whole: failed if one is, done when all are. */
export function sessionState({ board, topology }: SessionView): StateName {
  const states = topology.places.flatMap(({ roles }) => roles)
    .map((role) => stateName(board.role(role).state));
  if (states.includes("failed")) return "failed";
  if (states.every((state) => state === "done")) return "done";
  return states.includes("running") ? "running" : "starting";
}

export function gateState(tap: SessionTap): Status["risk"] {
  if (tap.view.trading === "none") return "none";
  const { killedFor, flags } = tap.trading();
  if (killedFor !== 0) return "killed";
  if ((flags & GATE_HELD) !== 0) return "held";
  if ((flags & GATE_PAUSED) !== 0) return "paused";
  return (flags & GATE_REDUCE_ONLY) !== 0 ? "reduce-only" : "open";
}

export function statusView(tap: SessionTap): Status {
  const { view, rates } = tap;
  const { board, topology } = view;
  const last = placeOf(topology, "trading") >= 0 ? "trading" : "inference";
  const latency = board.role(last).totalLatency.summary();
  const epochMillis = tap.epochMillis;
  const newest = newestNanos(tap);
  return {
    sessionId: view.id,
    mode: view.mode,
    trading: view.trading,
    source: view.source,
    state: sessionState(view),
    startedAt: isoOf(view.startedMillis),
    uptimeSeconds: (wallMillis() - view.startedMillis) / 1e3,
    epoch: epochMillis === 0 ? null : isoOf(epochMillis),
    eventTime: newest === undefined ? null : tap.time(newest),
    progress: board.role("ingest").counter("progress"),
    placement: topology.placement,
    policy: topology.policy,
    model: view.modelName ?? null,
    strategies: view.strategies.length,
    risk: gateState(tap),
    counts: {
      messages: board.role("ingest").counter("messages"),
      frames: board.role("book").counter("frames"),
      predictions: board.role("inference").counter("predictions"),
      orders: board.role("trading").counter("orders"),
      fills: board.role("trading").counter("fills"),
      gaps: board.role("book").counter("gaps"),
    },
    rates: {
      messages: rates.of("ingest").messages ?? 0,
      frames: rates.of("book").frames ?? 0,
      predictions: rates.of("inference").predictions ?? 0,
      orders: rates.of("trading").orders ?? 0,
      fills: rates.of("trading").fills ?? 0,
    },
    latency: latency.count === 0 ? null : latency,
    alarms: alarmsView(tap).length,
  };
}

function newestNanos(tap: SessionTap): number | undefined {
  let newest: number | undefined;
  tap.frames.all.forEach((frame) => {
    const nanos = frame?.doubles[F_RECV_NANOS] ?? 0;
    if (frame !== undefined && (newest === undefined || nanos > newest)) newest = nanos;
  });
  return newest;
}
