/** One place of a live session and the worker that runs it now: whoever dies is followed by another. */
import { STATE_RUNNING, STATE_STARTING } from "../telemetry/board.ts";
import type { Board, RoleBoard } from "../telemetry/board.ts";
import type { Bootstrap, Farewell } from "./bootstrap.ts";
import { CrewMember } from "./crew.ts";
import type { PlaceView } from "./session_view.ts";
import type { Place } from "./topology.ts";

/** Term of a place whose worker has ended for good. */
const NOBODY = -1;

export class KeptPlace {
  readonly index: number;
  readonly place: Place;
  readonly boards: readonly RoleBoard[];
  /** What the worker said at its end; undefined = it runs. */
  farewell: Farewell | undefined;
  /** Workers that followed another one. */
  restarts = 0;
  /** The place is of no use any more: nobody follows. */
  isGivenUp = false;
  #member: CrewMember;
  #beat = 0;
  #beatNanos: number;
  #onEnd: (place: KeptPlace) => void;

  constructor(bootstrap: Bootstrap, board: Board, nowNanos: number, onEnd: (p: KeptPlace) => void) {
    this.index = bootstrap.place;
    this.place = bootstrap.topology.places[bootstrap.place];
    this.boards = this.place.roles.map((role) => board.role(role));
    this.#beatNanos = nowNanos;
    this.#onEnd = onEnd;
    this.#member = this.#spawn(bootstrap);
  }

  /** Starts another worker where one was; what is left of the old one is ended. */
  replace(bootstrap: Bootstrap, nowNanos: number): void {
    this.#member.terminate();
    this.restarts++;
    this.farewell = undefined;
    this.#beatNanos = nowNanos;
    for (const board of this.boards) {
      board.term = this.restarts;
      board.state = STATE_STARTING;
    }
    this.#member = this.#spawn({ ...bootstrap, attempt: this.restarts });
  }

  get isRunning(): boolean {
    return this.farewell === undefined &&
      this.boards.every(({ state }) => state === STATE_RUNNING);
  }

  get isStarting(): boolean {
    return this.farewell === undefined &&
      this.boards.some(({ state }) => state === STATE_STARTING);
  }

  get heapBytes(): number {
    return this.boards[0].heapBytes;
  }

  /** Looks at the worker's heart. @returns ns since it was seen to beat */
  silentNanos(nowNanos: number): number {
    const { heartbeat } = this.boards[0];
    if (heartbeat !== this.#beat || this.farewell !== undefined) {
      this.#beat = heartbeat;
      this.#beatNanos = nowNanos;
    }
    return nowNanos - this.#beatNanos;
  }

  view(nowNanos: number): PlaceView {
    return {
      name: this.place.name,
      roles: this.place.roles,
      state: this.boards[0].state,
      silentMillis: this.silentNanos(nowNanos) / 1e6,
      restarts: this.restarts,
    };
  }

  /** Ends the worker where it stands; what it was may not write any more. */
  terminate(): void {
    for (const board of this.boards) board.term = NOBODY;
    this.#member.terminate();
  }

  #spawn(bootstrap: Bootstrap): CrewMember {
    const member = new CrewMember(this.place, bootstrap);
    member.ended.then(({ farewell }) => {
      // A worker that was replaced has nothing to say any more.
      if (member !== this.#member) return;
      this.farewell = farewell;
      this.#onEnd(this);
    });
    return member;
  }
}
