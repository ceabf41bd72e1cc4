/**
 * What a worker does when there is nothing to do.
 *
 * - `spin` polls for ever: 0.2 µs to notice, a whole core each. Only for spare cores: with five
 *   spinning workers on two cores a message takes milliseconds.
 * - `hybrid` polls a few thousand times, then parks.
 * - `park` sleeps at once: about 50 µs to wake, no core used.
 */

export const WAIT_POLICIES = ["spin", "hybrid", "park"] as const;
export type WaitPolicy = typeof WAIT_POLICIES[number];

/** Empty duty cycles that `hybrid` polls through before it parks. */
export const HYBRID_POLLS = 2_000;
/** Longest sleep: bounds how late a stop flag is seen, even if a doorbell were lost. */
export const PARK_MILLIS = 50;

/**
 * The policy for `workers` busy workers on `cores` cores. Polling needs a core to spare: on two cores
 * two polling workers made a paced replay's median latency 500 µs where parked ones had 100 µs.
 */
export function chooseWaitPolicy(workers: number, cores: number): WaitPolicy {
  return cores > workers ? "hybrid" : "park";
}

/** Empty duty cycles before a worker with this policy parks. */
export function pollsBeforePark(policy: WaitPolicy): number {
  switch (policy) {
    case "spin":
      return Number.POSITIVE_INFINITY;
    case "hybrid":
      return HYBRID_POLLS;
    case "park":
      return 0;
  }
}
