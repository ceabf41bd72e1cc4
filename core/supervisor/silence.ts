/**
 * Notices a core worker that has stopped without a word: one that runs and whose heart does not
 * beat, or one that never comes to run. Edge workers may wait for a disk as long as it takes.
 */
import { Clock } from "../base/clock.ts";
import { NANOS_PER_SECOND } from "../base/units.ts";
import { type Board, STATE_RUNNING, STATE_STARTING } from "../telemetry/board.ts";
import type { Topology } from "./topology.ts";

const WATCH_MILLIS = 100;

export interface SilenceLimits {
  /** Without a heartbeat, once running; a parked worker beats twenty times a second. */
  readonly silentSeconds: number;
  /** Until it runs; loading modules and a model takes half a second. */
  readonly startingSeconds: number;
}

const LIMITS: SilenceLimits = { silentSeconds: 15, startingSeconds: 60 };

export interface SilenceWatch {
  /** Resolves with the reason once a worker is taken for dead. */
  readonly noticed: Promise<string>;
  cancel(): void;
}

export function watchSilence(
  board: Board,
  topology: Topology,
  { silentSeconds, startingSeconds }: SilenceLimits = LIMITS,
): SilenceWatch {
  const clock = new Clock();
  const doubt = (name: string) =>
    topology.places.some((place) => place.name === name && place.roles.includes("trading"))
      ? "; a strategy may not return from a call"
      : "";
  const watched = topology.places.filter((place) => !place.edge).map(({ name, roles }) => ({
    name,
    role: board.role(roles[0]),
    beat: 0,
    sinceNanos: clock.nowNanos(),
  }));
  let timer: ReturnType<typeof setInterval> | undefined;
  const noticed = new Promise<string>((resolve) => {
    timer = setInterval(() => {
      const nowNanos = clock.nowNanos();
      for (const worker of watched) {
        const { state, heartbeat } = worker.role;
        const alive = heartbeat !== worker.beat ||
          (state !== STATE_RUNNING && state !== STATE_STARTING);
        if (alive) {
          worker.beat = heartbeat;
          worker.sinceNanos = nowNanos;
          continue;
        }
        const seconds = (nowNanos - worker.sinceNanos) / NANOS_PER_SECOND;
        if (state === STATE_STARTING && seconds > startingSeconds) {
          resolve(`worker ${worker.name} died: it did not start within ${startingSeconds} s`);
        } else if (state === STATE_RUNNING && seconds > silentSeconds) {
          resolve(
            `worker ${worker.name} died: no heartbeat for ${silentSeconds} s${doubt(worker.name)}`,
          );
        }
      }
    }, WATCH_MILLIS);
  });
  return { noticed, cancel: () => clearInterval(timer) };
}
