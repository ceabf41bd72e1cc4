/**
 * What the simulated markets are like. The rates are chosen so that their books and flows show what
 * is known of real ones (tests/exchange/stylised_facts_test.ts measures it); no market in
 * particular is imitated.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../base/units.ts";
import type { Scale } from "../venues/instruments.ts";

/** 2026-01-05T00:00:00Z, a Monday. Fixed: one seed gives the same bytes everywhere and for ever. */
export const SIMULATED_EPOCH_MILLIS = 1_767_571_200_000;
/** The opening bell: 14:30 UTC. */
export const OPENING_NANOS = 52_200 * NANOS_PER_SECOND;
export const DEFAULT_SYMBOLS: readonly string[] = [
  "MILL-USD",
  "RACE-USD",
  "WHEEL-USD",
  "FLUME-USD",
];
/** Order ids stay below 2^31. */
export const MAX_SIMULATED_EVENTS = 2_000_000_000;
/** The next event is found by looking at every symbol's next one. */
export const MAX_SIMULATED_SYMBOLS = 256;
/** Events of an instrument between two of the engine's own quotes. */
export const QUOTE_INTERVAL = 64;

export const SIMULATED_SCALE: Scale = {
  priceDecimals: 2,
  tickUnits: 1,
  lotDecimals: 0,
  lotUnits: 1,
};

/** From the exchange's door to ours: a fixed way and some queueing. */
export const LATENCY_MIN_NANOS = 18_000;
export const LATENCY_QUEUEING_NANOS = 6_000;

/** What differs between instruments. */
export interface MarketProfile {
  readonly openingTicks: number;
  /** Mean order events a second, over calm and busy times. */
  readonly eventsPerSecond: number;
  /** All order sizes are multiplied by this. */
  readonly sizeFactor: number;
}

/** Symbols take these in turn. */
export const PROFILES: readonly MarketProfile[] = [
  { openingTicks: 10_000, eventsPerSecond: 400, sizeFactor: 1 },
  { openingTicks: 4_250, eventsPerSecond: 250, sizeFactor: 2 },
  { openingTicks: 23_700, eventsPerSecond: 180, sizeFactor: 1 },
  { openingTicks: 1_825, eventsPerSecond: 120, sizeFactor: 4 },
];

/**
 * Arrivals excite each other: a Hawkes process with an exponential kernel (Bacry, Mastromatteo and
 * Muzy, "Hawkes processes in finance", 2015), whose base rate moves between regimes.
 */
export const ARRIVALS = {
  /** Events that one event brings about, on average; below 1. */
  branching: 0.7,
  /** How fast the excitement goes, per second. */
  decayPerSecond: 80,
  /** Base rate by regime, with mean 1: calm, usual, busy. */
  regimes: [0.5, 0.9, 1.6],
  /** Mean length of a regime. */
  regimeNanos: 20 * NANOS_PER_SECOND,
  /** Two events of one instrument are at least this far apart. */
  minGapNanos: NANOS_PER_MILLI / 1_000,
} as const;

/**
 * Which event comes: limit orders at a constant rate, cancels at a rate for each order that stands
 * (Cont, Stoikov and Talreja, "A stochastic model for order book dynamics", 2010).
 */
export const EVENT_WEIGHTS = {
  limit: 0.52,
  take: 0.12,
  /** Per standing order: with the two above this lets about 400 orders stand. */
  cancelPerOrder: 0.001_1,
  /** Of the takers, those who use a limit at the opposite best and leave the rest standing. */
  limitedTake: 0.2,
} as const;

/**
 * Where limit orders go: the distance from the best price has a power-law tail (Zovko and Farmer,
 * "The power of patience", 2002), and an open spread attracts orders into it.
 */
export const PLACEMENT = {
  tailExponent: 1.7,
  tailOffset: 6,
  maxDistanceTicks: 80,
  /** Chance to improve on the best price, by spread in ticks from 2 on. */
  insideSpread: [0.2, 0.45, 0.7],
  /** Orders further away than this are twice as large: depth grows away from the touch. */
  patientDistanceTicks: 4,
} as const;

/** Orders near the touch are cancelled sooner: chance that a cancel picked at random goes ahead. */
export const CANCELLATION = {
  floor: 0.12,
  distanceScaleTicks: 4,
  tries: 6,
} as const;

/** Order sizes in lots, with weights: mostly round, some odd. */
export const ORDER_SIZES: readonly (readonly [lots: number, weight: number])[] = [
  [10, 0.04],
  [25, 0.05],
  [40, 0.04],
  [50, 0.08],
  [100, 0.45],
  [200, 0.14],
  [300, 0.08],
  [500, 0.07],
  [800, 0.03],
  [1_000, 0.02],
];

/** Who takes, when and how much. */
export const TAKING = {
  /**
   * Large orders are worked in pieces, so that signs of trades persist (Lillo, Mike and Farmer,
   * "Theory for long memory in supply and demand", 2005): the share of takers that are such pieces.
   */
  workedShare: 0.7,
  /** Pieces of a worked order have a power law with this exponent, up to a longest one. */
  piecesExponent: 1.2,
  maxPieces: 100,
  /** How far the sign of the others follows the queue imbalance (Gould and Bonart, 2016). */
  imbalanceTilt: 0.22,
  /** Chance that a piece waits when the queue it would take is the longer one by far. */
  patience: 0.35,
  patienceImbalance: 0.5,
  /** Chance to ask for no more than the best price holds (Farmer et al., 2004). */
  withinTouch: 0.85,
} as const;

/** What keeps the book filled. */
export const LIQUIDITY = {
  /** The shorter queue's owners leave sooner: how far cancels follow the imbalance. */
  cancelTilt: 0.2,
  /** A side with fewer levels than this gets a limit order instead of losing one. */
  minLevels: 12,
  /** Where others trade too: a side with fewer levels is filled up before anything else happens. */
  refillLevels: 6,
} as const;

/** The value that everybody has in mind: a slow walk that is drawn back to the opening price. */
export const FUNDAMENTAL = {
  /** Largest step per event, in ticks. */
  stepTicks: 0.12,
  reversion: 2e-7,
  /** How much of a side's chance moves per tick between value and mid, and at most. */
  takeTiltPerTick: 0.04,
  maxTakeTilt: 0.35,
  limitTiltPerTick: 0.01,
  maxLimitTilt: 0.1,
} as const;

/** The book before the opening. */
export const OPENING_BOOK = {
  levels: 60,
  ordersPerLevel: 3,
} as const;
