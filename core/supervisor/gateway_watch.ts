/**
 * Looks after the gateway while orders have to be cancelled: one that is stuck is not waited for, and
 * cancels that a dead one left in its ring, where they come too early for the next, are asked again.
 */
import type { Board, RoleBoard } from "../telemetry/board.ts";
import { counterIndex } from "../telemetry/counters.ts";
import { ACTOR_SUPERVISOR, CONTROL_CANCEL_ALL } from "../wire/control.ts";
import type { ControlSender } from "./control_sender.ts";
import type { CrewKeeper } from "./crew_keeper.ts";

/** A gateway that is silent for so long while everything is to be cancelled is stuck. */
const SILENT_NANOS = 300e6;
const IS_READY = counterIndex("gateway", "isReady");

export class GatewayWatch {
  readonly #gateway: RoleBoard<"gateway">;
  readonly #controls: ControlSender;
  #cancelsWhenReady = false;

  constructor(board: Board, controls: ControlSender) {
    this.#gateway = board.role("gateway");
    this.#controls = controls;
  }

  /** Another one takes the gateway's place, and what is open is to be cancelled. */
  replaced(): void {
    this.#gateway.counters[IS_READY] = 0;
    this.#cancelsWhenReady = true;
  }

  /** Called several times a second. */
  watch(keeper: CrewKeeper, isKilled: boolean): void {
    if (isKilled) keeper.hurry("gateway", SILENT_NANOS);
    if (!this.#cancelsWhenReady || this.#gateway.counters[IS_READY] !== 1) return;
    this.#cancelsWhenReady = false;
    this.#controls.send({ kind: CONTROL_CANCEL_ALL, actor: ACTOR_SUPERVISOR });
  }
}
