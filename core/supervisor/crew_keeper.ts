/**
 * Keeps the workers of a live session alive: a dead, stuck or leaking one is replaced while the others
 * go on, as often as the policy allows.
 *
 * ```text
 *   farewell "failed" ─╮
 *   no heartbeat ──────┼─▶ hold trading ─▶ another worker ─▶ running, warm, frames ─▶ release
 *   heap too large ────╯                        ╰▶ once too often: give up, the session stops
 * ```
 *
 * Books are made of what ingest has sent since it began. Who replaces a stage that had books, replaces
 * ingest as well: it begins with a gap and a fresh snapshot of every instrument, under its old number.
 */
import type { Clock } from "../base/clock.ts";
import { NANOS_PER_SECOND } from "../base/units.ts";
import type { Board } from "../telemetry/board.ts";
import { type Role, ROLES } from "../telemetry/counters.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { KeptPlace } from "./kept_place.ts";
import type { RestartPolicy } from "./restart_policy.ts";
import type { PlaceView } from "./session_view.ts";

/** Stages that know what the books are. */
const KNOW_BOOKS: readonly Role[] = ["book", "trading"];

export interface KeeperEvents {
  /** A place is about to get another worker. @param role position in ROLES of its first stage */
  onReplacing(place: KeptPlace, reason: string, role: number): void;
  /** All are running and warm again. */
  onFresh(): void;
  /** Nobody is replaced any more: the session has to stop. */
  onGivingUp(place: KeptPlace, reason: string, badInput: boolean): void;
}

export interface CrewKeeperOptions {
  readonly bootstraps: readonly Bootstrap[];
  readonly board: Board;
  readonly clock: Clock;
  readonly policy: RestartPolicy;
  readonly events: KeeperEvents;
  /** The job of a worker that follows another one; a recorder begins another tape. */
  readonly jobAfter: (place: KeptPlace) => Bootstrap["job"];
}

export class CrewKeeper {
  readonly #options: CrewKeeperOptions;
  readonly #places: readonly KeptPlace[];
  readonly #reports: Record<string, unknown> = {};
  /** Times of replacements, by place. */
  readonly #replaced: number[][];
  /** Since when all are running again and frames may come; undefined = nobody was replaced. */
  #freshFrom: { nanos: number; frames: number } | undefined;
  #isHeld = false;
  #isStopping = false;
  #resolve: (reports: Readonly<Record<string, unknown>>) => void = () => {};
  /** Resolves with what the stages told, once all have ended. */
  readonly ended: Promise<Readonly<Record<string, unknown>>>;

  constructor(options: CrewKeeperOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => this.#resolve = resolve);
    const { bootstraps, board, clock } = options;
    this.#replaced = bootstraps.map(() => []);
    this.#places = bootstraps.map((bootstrap) =>
      new KeptPlace(bootstrap, board, clock.nowNanos(), (place) => this.#onEnd(place))
    );
  }

  get restarts(): number {
    return this.#places.reduce((sum, { restarts }) => sum + restarts, 0);
  }

  /** A place is being replaced, or not warm yet. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  views(): readonly PlaceView[] {
    const nowNanos = this.#options.clock.nowNanos();
    return this.#places.map((place) => place.view(nowNanos));
  }

  /** Looks after everybody; called several times a second. */
  watch(): void {
    const nowNanos = this.#options.clock.nowNanos();
    for (const place of this.#places) {
      const wrong = this.#wrongWith(place, nowNanos);
      if (wrong !== undefined) this.#replace(place, wrong);
    }
    if (this.#isHeld) this.#lookWhetherFresh(nowNanos);
  }

  /** The worker that runs a stage has ended, and nobody follows. */
  isGone(role: Role): boolean {
    const place = this.#places.find(({ place }) => place.roles.includes(role));
    return place === undefined || place.isGivenUp;
  }

  /** Does not wait as long as usual for a worker that has to cancel: it is replaced if it is silent. */
  hurry(role: Role, silentNanos: number): void {
    const place = this.#places.find(({ place }) => place.roles.includes(role));
    if (place === undefined || !place.isRunning) return;
    if (place.silentNanos(this.#options.clock.nowNanos()) <= silentNanos) return;
    this.#replace(place, "it is silent, and orders have to be cancelled");
  }

  /** From now on workers end in good order, and nobody is replaced. */
  stopping(): void {
    this.#isStopping = true;
  }

  /** Ends the worker that runs a stage, and leaves its place empty. */
  abandon(role: Role): void {
    const place = this.#places.find(({ place }) => place.roles.includes(role));
    if (place === undefined) return;
    place.isGivenUp = true;
    place.terminate();
    place.farewell = { kind: "failed", message: "ended by the supervisor", badInput: false };
    this.#resolveIfOver();
  }

  terminate(): void {
    for (const place of this.#places) place.terminate();
  }

  #onEnd(place: KeptPlace): void {
    const { farewell } = place;
    if (farewell?.kind === "done") Object.assign(this.#reports, farewell.reports);
    else if (farewell !== undefined) {
      if (farewell.badInput || this.#isStopping) {
        this.#giveUp(place, farewell.message, farewell.badInput);
      } else this.#replace(place, farewell.message);
    }
    this.#resolveIfOver();
  }

  #resolveIfOver(): void {
    if (this.#places.every(({ farewell }) => farewell !== undefined)) this.#resolve(this.#reports);
  }

  #wrongWith(place: KeptPlace, nowNanos: number): string | undefined {
    const { policy } = this.#options;
    const seconds = place.silentNanos(nowNanos) / NANOS_PER_SECOND;
    const limit = place.place.edge ? policy.edgeSilentSeconds : policy.silentSeconds;
    if (place.isRunning && seconds > limit) return `no heartbeat for ${limit} s`;
    if (place.isStarting && seconds > policy.startingSeconds) {
      return `not running after ${policy.startingSeconds} s`;
    }
    if (!place.isRunning || place.heapBytes <= policy.maxHeapBytes) return undefined;
    return `its heap is above ${Math.round(policy.maxHeapBytes / 1_024 ** 2)} MiB`;
  }

  #replace(place: KeptPlace, reason: string): void {
    if (place.isGivenUp) return;
    const { bootstraps, clock, events } = this.#options;
    if (this.#isStopping || !this.#mayReplace(place)) return this.#giveUp(place, reason, false);
    events.onReplacing(place, reason, ROLES.indexOf(place.place.roles[0]));
    this.#isHeld = true;
    this.#freshFrom = undefined;
    this.#follow(place);
    const lostBooks = place.place.roles.some((role) => KNOW_BOOKS.includes(role));
    const ingest = this.#places.find((each) => each.place.roles.includes("ingest"));
    if (!lostBooks || ingest === undefined || ingest === place || ingest.isGivenUp) return;
    if (ingest.farewell === undefined) {
      ingest.replace(this.#bootstrapAfter(ingest, bootstraps[ingest.index]), clock.nowNanos());
    }
  }

  #follow(place: KeptPlace): void {
    const { bootstraps, clock } = this.#options;
    const nowNanos = clock.nowNanos();
    this.#replaced[place.index].push(nowNanos);
    place.replace(this.#bootstrapAfter(place, bootstraps[place.index]), nowNanos);
  }

  #bootstrapAfter(place: KeptPlace, bootstrap: Bootstrap): Bootstrap {
    return { ...bootstrap, job: this.#options.jobAfter(place) };
  }

  #mayReplace(place: KeptPlace): boolean {
    const { policy, clock, bootstraps } = this.#options;
    // A recording cannot be begun in its middle.
    if (bootstraps[place.index].job.input.kind !== "live") return false;
    const from = clock.nowNanos() - policy.windowSeconds * NANOS_PER_SECOND;
    const recent = this.#replaced[place.index].filter((nanos) => nanos > from);
    return recent.length < policy.mostRestarts;
  }

  #giveUp(place: KeptPlace, reason: string, badInput: boolean): void {
    if (place.isGivenUp) return;
    place.isGivenUp = true;
    place.terminate();
    place.farewell ??= { kind: "failed", message: reason, badInput };
    this.#options.events.onGivingUp(place, reason, badInput);
    this.#resolveIfOver();
  }

  #lookWhetherFresh(nowNanos: number): void {
    const { board, policy, events } = this.#options;
    if (this.#isStopping || !this.#places.every(({ isRunning }) => isRunning)) return;
    const frames = board.role("inference").counter("frames");
    const from = this.#freshFrom ??= { nanos: nowNanos, frames };
    const isWarm = nowNanos - from.nanos >= policy.warmUpSeconds * NANOS_PER_SECOND;
    const hasFrames = this.#places.some(({ place }) => place.roles.includes("inference"));
    if (!isWarm || (hasFrames && frames === from.frames)) return;
    this.#isHeld = false;
    this.#freshFrom = undefined;
    events.onFresh();
  }
}
