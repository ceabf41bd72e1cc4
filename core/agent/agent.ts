/**
 * An Agent is a stage of the current; a worker is only a place (the shape is Agrona's). The same
 * agents run one to a worker, several fused into one, or all inline in one thread, and must come to
 * the same result: what they write depends on the sequence of their input alone, never on how much
 * of it happened to be there when they looked.
 */
import type { Role } from "../telemetry/counters.ts";

export interface Agent {
  readonly role: Role;
  /** Called once before the first duty cycle. */
  onStart(): void | Promise<void>;
  /**
   * One duty cycle: a bounded batch of work, never blocking.
   * @param nowNanos the session clock, read once for the cycle
   * @returns how much was done; 0 lets the worker idle. A promise only where the cycle had to wait
   *   for input (edge) or for a model (inference).
   */
  doWork(nowNanos: number): number | Promise<number>;
  /**
   * After a cycle without work: milliseconds until there may be some, when the agent knows. Below
   * 1 the worker polls on instead of sleeping.
   */
  readonly sleepMillis?: number;
  /** True once the input has ended and everything is passed on; doWork is not called again. */
  readonly done: boolean;
  /** Called once, also after a failure or a stop. Must not throw. */
  onClose(): void | Promise<void>;
  /** What the agent has to tell beyond its counters, as plain data; read when the run is over. */
  report?(): unknown;
}
