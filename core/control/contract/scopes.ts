/** Who may call which route: one table, by operation. What is not in it is public on loopback. */
import type { Scope } from "../security/tokens.ts";

export const ROUTE_SCOPES: Readonly<Record<string, Scope>> = {
  listOrders: "read",
  listFills: "read",
  listPositions: "read",
  showPnl: "read",
  showRisk: "read",
  listLogLines: "read",
  showConfiguration: "read",
  kill: "trade",
  pause: "trade",
  resume: "trade",
  flatten: "trade",
  cancelAll: "trade",
  reduceOnly: "trade",
  full: "trade",
  rearm: "admin",
  listStrategies: "read",
  startStrategy: "trade",
  stopStrategy: "trade",
  changeStrategy: "trade",
  promoteModel: "admin",
  rollBackModel: "admin",
  predict: "read",
  listSessions: "read",
  showSession: "read",
  startJob: "trade",
  cancelJob: "trade",
};

/** Paths that stop trading: never refused for their rate. */
export const STOPPING_PATHS: ReadonlySet<string> = new Set([
  "/v1/risk/kill",
  "/v1/risk/pause",
  "/v1/risk/flatten",
  "/v1/risk/cancel-all",
  "/v1/risk/reduce-only",
]);
