/** Every benchmark, in the order in which the current flows. */
import { BINANCE_BENCH } from "./binance.ts";
import { DATASET_BENCH } from "./dataset.ts";
import { FEATURES_BENCH } from "./features.ts";
import { FEED_BENCH } from "./feed.ts";
import { FRAMES_BENCH } from "./frames.ts";
import { GATEWAY_BENCH } from "./gateway.ts";
import type { Bench } from "./harness.ts";
import { ITCH_BENCH } from "./itch.ts";
import { LEVEL_BOOKS_BENCH } from "./level_books.ts";
import { LOBSTER_BENCH } from "./lobster.ts";
import { MATCHING_BENCH } from "./matching.ts";
import { MEMORY_BENCH } from "./memory.ts";
import { REPLAY_BENCH } from "./replay.ts";
import { RING_BENCH } from "./ring.ts";
import { SWEEP_BENCH } from "./sweep.ts";

export const BENCHES: readonly Bench[] = [
  RING_BENCH,
  FRAMES_BENCH,
  BINANCE_BENCH,
  FEED_BENCH,
  LOBSTER_BENCH,
  ITCH_BENCH,
  LEVEL_BOOKS_BENCH,
  FEATURES_BENCH,
  MATCHING_BENCH,
  GATEWAY_BENCH,
  REPLAY_BENCH,
  SWEEP_BENCH,
  DATASET_BENCH,
  MEMORY_BENCH,
];
