/** How patient a supervisor is with its workers. */
export interface RestartPolicy {
  /** Without a heartbeat, once running: the worker is stuck. Edge workers may wait for a disk. */
  readonly silentSeconds: number;
  readonly edgeSilentSeconds: number;
  /** Until it runs; loading modules and a model takes half a second. */
  readonly startingSeconds: number;
  /** A thread whose heap grows beyond this leaks. */
  readonly maxHeapBytes: number;
  /** So many replacements of one place within the window; one more is a safe stop. */
  readonly mostRestarts: number;
  readonly windowSeconds: number;
  /** After a replacement, features have this long to warm up before trading goes on. */
  readonly warmUpSeconds: number;
  /** What happens to open orders meanwhile. */
  readonly orders: "cancel" | "keep";
}

export const RESTART_POLICY: RestartPolicy = {
  silentSeconds: 3,
  edgeSilentSeconds: 15,
  startingSeconds: 60,
  maxHeapBytes: 2 * 1_024 ** 3,
  mostRestarts: 5,
  windowSeconds: 600,
  warmUpSeconds: 2,
  orders: "cancel",
};
