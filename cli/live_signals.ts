/**
 * Signals of a live session. Ctrl-C and SIGTERM stop it in good order, a second one ends it at once;
 * SIGUSR1 throws the kill switch.
 */
import { EXIT_INTERRUPTED } from "../core/base/errors.ts";
import type { LiveSession } from "../core/supervisor/live_session.ts";
import { ACTOR_SIGNAL, CONTROL_KILL } from "../core/wire/control.ts";

export class LiveSignals {
  /** Somebody asked for the end. */
  isInterrupted = false;
  readonly #session: LiveSession;
  readonly #onStop = () => this.#stop();
  readonly #onKill = () => this.#session.send({ kind: CONTROL_KILL, actor: ACTOR_SIGNAL });

  constructor(session: LiveSession) {
    this.#session = session;
    for (const signal of stopSignals()) Deno.addSignalListener(signal, this.#onStop);
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGUSR1", this.#onKill);
  }

  close(): void {
    for (const signal of stopSignals()) Deno.removeSignalListener(signal, this.#onStop);
    if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGUSR1", this.#onKill);
  }

  #stop(): void {
    if (this.isInterrupted) {
      this.#session.abort();
      Deno.exit(EXIT_INTERRUPTED);
    }
    this.isInterrupted = true;
    this.#session.stop(ACTOR_SIGNAL);
  }
}

function stopSignals(): readonly Deno.Signal[] {
  return Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
}
