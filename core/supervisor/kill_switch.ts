/**
 * The kill switch from outside: whoever throws it, and whatever state trading is in. Trading is asked
 * first, because it can cancel and close in good order; if it does not answer, its worker is ended and
 * the gateway cancels everything by itself.
 *
 * ```text
 *   API · signal · file ─▶ throw() ─▶ CONTROL_KILL ─▶ trading: cancels, closes     answer: account board
 *                             ╰─ no answer within 0.4 s ─▶ end trading, gateway cancels all
 * ```
 */
import type { Clock } from "../base/clock.ts";
import { NANOS_PER_MILLI } from "../base/units.ts";
import { readAccountBoard } from "../trading/account_board.ts";
import { CONTROL_KILL } from "../wire/control.ts";
import type { ControlSender } from "./control_sender.ts";

const ANSWER_NANOS = 400 * NANOS_PER_MILLI;

export interface KillSwitchOptions {
  readonly controls: ControlSender;
  readonly accounts: SharedArrayBuffer;
  readonly clock: Clock;
  /** A file that throws the switch by being there; undefined = none is looked for. */
  readonly file: string | undefined;
  /** Trading does not answer. */
  readonly onNoAnswer: () => void;
}

export class KillSwitch {
  readonly #options: KillSwitchOptions;
  /** When it was thrown; undefined = it was not. */
  #thrownNanos: number | undefined;
  #isSettled = false;

  constructor(options: KillSwitchOptions) {
    this.#options = options;
  }

  get isThrown(): boolean {
    return this.#thrownNanos !== undefined;
  }

  /** @param actor ACTOR_* @returns the control's id */
  throw(actor: number): number {
    const { controls, clock } = this.#options;
    if (this.#thrownNanos === undefined || this.#isSettled) {
      this.#thrownNanos = clock.nowNanos();
      this.#isSettled = false;
    }
    return controls.send({ kind: CONTROL_KILL, actor });
  }

  /** A person has ended the kill. */
  rearmed(): void {
    this.#thrownNanos = undefined;
    this.#isSettled = false;
  }

  /** Looks for the file and for trading's answer; called several times a second. @returns file found */
  watch(): boolean {
    const { accounts, clock, file, onNoAnswer } = this.#options;
    if (this.#thrownNanos === undefined) return file !== undefined && isThere(file);
    if (this.#isSettled) return false;
    if (readAccountBoard(accounts).killedFor !== 0) this.#isSettled = true;
    else if (clock.nowNanos() - this.#thrownNanos > ANSWER_NANOS) {
      this.#isSettled = true;
      onNoAnswer();
    }
    return false;
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    // Not there, or nothing that we could see: nobody has thrown it this way.
    return false;
  }
}
