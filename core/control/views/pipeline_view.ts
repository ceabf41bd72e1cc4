/** Workers, stages, rings and the control plane itself as the API shows them. */
import { AT_CLOSED, AT_PUBLISHED, followerCursorAt, mapRing } from "../../ring/layout.ts";
import type { SessionView } from "../../supervisor/session_view.ts";
import { placeOf } from "../../supervisor/topology.ts";
import { type Histogram, octaveNanos } from "../../telemetry/histogram.ts";
import { type Role, ROLES } from "../../telemetry/counters.ts";
import type { LatencyHistogram, Pipeline, Ring, Stage } from "../contract/system.ts";
import type { SessionTap } from "../tap/session_tap.ts";
import { stateName } from "./status_view.ts";

/** Followers of the frame ring in their order; the control plane and others come behind. */
const FRAME_FOLLOWERS = ["features", "inference", "trading"];
/** Stages that record their latency; the others have none before them. */
const TIMED: readonly Role[] = ["book", "features", "inference", "trading"];

export function pipelineView(tap: SessionTap, control: Pipeline["control"]): Pipeline {
  const { view } = tap;
  return {
    placement: view.topology.placement,
    policy: view.topology.policy,
    places: placesView(tap),
    stages: stagesView(tap),
    rings: ringsView(view),
    control,
  };
}

export function placesView({ view }: SessionTap): Pipeline["places"] {
  return view.places().map((place) => ({
    ...place,
    roles: [...place.roles],
    edge: view.topology.places.find(({ name }) => name === place.name)?.edge ?? false,
    state: stateName(place.state),
  }));
}

export function stagesView(tap: SessionTap): Stage[] {
  return ROLES.filter((role) => placeOf(tap.view.topology, role) >= 0)
    .map((role) => stageView(tap, role));
}

function stageView(tap: SessionTap, role: Role): Stage {
  const { board, topology } = tap.view;
  const part = board.role(role);
  const timed = TIMED.includes(role);
  return {
    role,
    place: topology.places[placeOf(topology, role)].name,
    state: stateName(part.state),
    heartbeat: part.heartbeat,
    hash: part.hash,
    counters: part.toRecord(),
    rates: { ...tap.rates.of(role) },
    hop: timed ? histogramView(part.hopLatency) : null,
    total: timed ? histogramView(part.totalLatency) : null,
  };
}

/** Empty buckets at both ends are left out. */
export function histogramView(histogram: Histogram): LatencyHistogram {
  const counts = histogram.octaves();
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  const buckets = counts.map((count, i) => ({ belowNanos: octaveNanos(i), count }));
  return {
    summary: histogram.summary(),
    buckets: first < 0 ? [] : buckets.slice(Math.max(0, first - 1), last + 1),
  };
}

export function ringsView(view: SessionView): Ring[] {
  const trades = placeOf(view.topology, "trading") >= 0;
  const rings = [
    ringView("frames", view.frames, trades ? FRAME_FOLLOWERS : FRAME_FOLLOWERS.slice(0, 2)),
  ];
  if (view.market !== undefined) {
    rings.unshift(ringView("market", view.market, view.marketFollowers ?? []));
  }
  if (trades) rings.push(ringView("journal", view.journal, []));
  return rings;
}

function ringView(name: string, buffer: SharedArrayBuffer, names: readonly string[]): Ring {
  const { header, capacity, wordsPerSlot } = mapRing(buffer);
  const published = Atomics.load(header, AT_PUBLISHED);
  const followers = names.map((follower, i) => ({
    name: follower,
    lag: (published - Atomics.load(header, followerCursorAt(i))) | 0,
  }));
  return {
    name,
    slotBytes: wordsPerSlot * 4,
    capacity,
    depth: Math.max(0, ...followers.map(({ lag }) => lag)),
    closed: Atomics.load(header, AT_CLOSED) === 1,
    followers,
  };
}
