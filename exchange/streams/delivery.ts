/**
 * What stands between a message and its client when faults are in force: nothing, or something that
 * loses, doubles, swaps, breaks or holds back messages.
 */
import type { FaultPlan } from "../practice/fault_plan.ts";
import type { FaultPlace, FaultRule } from "../practice/fault_rule.ts";
import type { SocketConnection } from "../socket/socket_connection.ts";

export class Delivery {
  readonly #connection: SocketConnection;
  readonly #faults: FaultPlan;
  /** Held back until the next message has gone out. */
  #swapped: Uint8Array | undefined;
  /** Held back until a stall is over. */
  #held: Uint8Array[] | undefined;
  #isDead = false;

  constructor(connection: SocketConnection, faults: FaultPlan) {
    this.#connection = connection;
    this.#faults = faults;
  }

  /** Sends a frame, as far as faults let it. */
  send(where: FaultPlace, name: string, frame: Uint8Array): void {
    if (this.#isDead) return;
    const rule = this.#faults.isEmpty ? undefined : this.#faults.pick(where, name);
    if (rule !== undefined) return this.#strike(rule, frame);
    this.#pass(frame);
  }

  #pass(frame: Uint8Array): void {
    if (this.#held !== undefined) {
      this.#held.push(frame);
      return;
    }
    this.#connection.sendFrame(frame);
    const swapped = this.#swapped;
    if (swapped === undefined) return;
    this.#swapped = undefined;
    this.#connection.sendFrame(swapped);
  }

  #strike(rule: FaultRule, frame: Uint8Array): void {
    switch (rule.kind) {
      case "cut":
        return this.#connection.cut();
      case "close":
        return this.#connection.close(1001, "going away");
      case "drop":
        return;
      case "duplicate":
        this.#pass(frame);
        return this.#pass(frame);
      case "reorder":
        if (this.#swapped === undefined) this.#swapped = frame;
        else this.#pass(frame);
        return;
      case "corrupt":
        return this.#pass(this.#corrupted(frame));
      case "delay":
        this.#later(rule.millis, () => this.#pass(frame));
        return;
      default:
        return this.#stall(rule.millis);
    }
  }

  /** Open, and dead: for a while, after which everything comes at once, or for good. */
  #stall(millis: number): void {
    if (millis <= 0) {
      this.#isDead = true;
      return;
    }
    if (this.#held !== undefined) return;
    this.#held = [];
    this.#later(millis, () => {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const frame of held) this.#pass(frame);
    });
  }

  #later(millis: number, then: () => void): void {
    setTimeout(() => {
      if (!this.#connection.isOpen) return;
      then();
      this.#connection.flush();
    }, millis);
  }

  /** Flips a bit of one byte of the payload; frames are shared, so of a copy. */
  #corrupted(frame: Uint8Array): Uint8Array {
    const broken = frame.slice();
    const head = broken[1] < 126 ? 2 : broken[1] === 126 ? 4 : 10;
    if (broken.length === head) return broken;
    const at = head + this.#faults.below(broken.length - head);
    broken[at] ^= 1 << this.#faults.below(8);
    return broken;
  }
}
