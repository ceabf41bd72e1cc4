/** What can be followed: topics, what each needs, and how its messages are made. */
import type { Scope } from "../security/tokens.ts";

export const TOPICS = [
  "status",
  "pipeline",
  "frames",
  "book",
  "trades",
  "predictions",
  "orders",
  "fills",
  "positions",
  "pnl",
  "log",
] as const;
export type Topic = typeof TOPICS[number];

/** Topics that show positions or may, so they need a token. */
export const TOPIC_SCOPES: Readonly<Partial<Record<Topic, Scope>>> = {
  orders: "read",
  fills: "read",
  positions: "read",
  pnl: "read",
  log: "read",
};

/** Those that repeat a state: sent at most so often, ms; the others as often as the client likes. */
export const SLOW_TOPICS: Readonly<Partial<Record<Topic, number>>> = {
  status: 1_000,
  pipeline: 1_000,
  positions: 250,
  pnl: 1_000,
};

export function isTopic(text: string): text is Topic {
  return TOPICS.some((topic) => topic === text);
}
