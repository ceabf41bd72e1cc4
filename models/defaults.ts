/**
 * The numbers behind the shipped model; training with them gives that model again.
 */

/** Frames of the same instrument that a forecast looks ahead. */
export const DEFAULT_HORIZON_FRAMES = 50;
/** One row every so many frames: neighbouring frames have nearly the same label. */
export const DEFAULT_EVERY_FRAMES = 10;
/** Order events of each simulated run. */
export const DEFAULT_EVENTS = 300_000;

/**
 * Markets that the model learns from, is tuned on, and is judged on: one run each. Whoever looks at
 * the test markets while changing anything has to take fresh ones: 301 and 302 are used up.
 */
export const TRAIN_SEEDS: readonly number[] = [101, 102, 103];
export const VALIDATION_SEEDS: readonly number[] = [201];
export const TEST_SEEDS: readonly number[] = [401, 402];
