/** What the parts of a feed share: clock, chance, and where they report. */
import type { Prng } from "../../base/prng.ts";
import type { SourceContext } from "../source.ts";
import type { FeedCounters } from "./feed_counters.ts";
import type { FeedLink } from "./feed_link.ts";
import type { VenueFeed } from "./venue_feed.ts";

/** A record that is no frame; frames stay in their socket's buffer until they are decoded. */
export type ColdRecord =
  | { kind: "http"; feed: VenueFeed; url: string; body: Uint8Array; symbol: string | undefined }
  | { kind: "restart" }
  | { kind: "connect"; link: FeedLink; isHandover: boolean }
  | { kind: "disconnect"; link: FeedLink }
  | { kind: "close"; link: FeedLink }
  | { kind: "send"; link: FeedLink; text: string };

export interface FeedServices {
  readonly context: SourceContext;
  readonly counters: FeedCounters;
  readonly random: Prng;
  /** Memory of the rate budgets, shared by all who ask venues. */
  readonly budgets: SharedArrayBuffer;
  /** Milliseconds since 1970. */
  readonly nowMillis: () => number;
  /** A time of receipt, ns since the session's epoch: later than any before. */
  readonly stamp: () => number;
  /** Puts a record in line, with a time of receipt of its own. */
  readonly push: (record: ColdRecord) => void;
  /** There is something new to look at. */
  readonly wake: () => void;
}
