/**
 * The trading stage's ends towards the world: controls come in, the journal and the account board go
 * out. All of it happens between two inputs, at a place in the input that the journal names; a replay
 * has the journal's script tell the same things at the same places.
 *
 * ```text
 *   control ring ─▶ poll() ─▶ desk ─▶ journal ─▶ journal ring      live
 *   venue outside ─▶        ╰────────▶ account board
 *
 *   recorded journal ─▶ tellDue() ─▶ desk ─▶ journal ─▶ comparison  proof
 * ```
 *
 * Hot path: no allocation.
 */
import type { RingFollower } from "../../ring/follower.ts";
import { JOURNAL_CONTROL } from "../../wire/journal.ts";
import type { Journal } from "../journal/journal.ts";
import type { JournalComparison, JournalVerdict } from "../journal/journal_comparison.ts";
import type { JournalRing } from "../journal/journal_ring.ts";
import type { JournalScript } from "../journal/journal_script.ts";
import type { TradingDesk } from "../trading_desk.ts";
import type { AccountDisplay } from "./account_display.ts";
import { applyControl } from "./control_desk.ts";
import type { RecordedVenue } from "./recorded_venue.ts";

export interface OutsideOptions {
  readonly journal: Journal;
  /** Where the journal goes when the session is live. */
  readonly ring?: JournalRing | undefined;
  readonly controls?: RingFollower | undefined;
  readonly accounts?: AccountDisplay | undefined;
  /** What is told again, when a session is proved. */
  readonly script?: JournalScript | undefined;
  /** What the journal is held against then. */
  readonly comparison?: JournalComparison | undefined;
  /** Where reports are told again, when the session's venue was outside. */
  readonly recorded?: RecordedVenue | undefined;
}

export class Outside {
  readonly journal: Journal;
  readonly #options: OutsideOptions;
  readonly #script: JournalScript | undefined;
  #controls = 0;

  constructor(options: OutsideOptions) {
    this.#options = options;
    this.journal = options.journal;
    this.#script = options.script;
  }

  /** Before an input is taken. @returns false while the journal's readers are behind */
  isReady(nowNanos: number): boolean {
    const { ring } = this.#options;
    return ring === undefined || ring.flush(nowNanos);
  }

  /** Takes the controls and reports that have come. @returns how many */
  poll(desk: TradingDesk): number {
    const { controls } = this.#options;
    const reports = desk.venue.isOutside ? desk.takeReports() : 0;
    const count = controls === undefined ? 0 : controls.available();
    if (controls === undefined || count === 0) return reports;
    for (let i = 0; i < count; i++) {
      applyControl(desk, this.journal, controls.words, controls.doubles, controls.at(i));
    }
    controls.advance(count);
    this.#controls += count;
    return reports + count;
  }

  /** Messages that may be taken before the script has something to tell. */
  untilDue(): number {
    const { place } = this.journal;
    return this.#script === undefined ? Infinity : this.#script.untilDue(place[0], place[1]);
  }

  /** Tells what the script has for this place. */
  tellDue(desk: TradingDesk): void {
    const script = this.#script;
    if (script === undefined) return;
    const { place } = this.journal;
    while (script.isDue(place[0], place[1])) {
      const at = script.bodyAt;
      if (script.kind === JOURNAL_CONTROL) {
        const doubles = new Float64Array(script.words.buffer, script.words.byteOffset);
        applyControl(desk, this.journal, script.words, doubles, at);
      } else {
        this.#options.recorded?.tell(script.words, at);
        desk.takeReports();
      }
      script.pass();
    }
  }

  /** After an input was taken. */
  show(desk: TradingDesk, nowNanos: number): void {
    this.#options.ring?.flush(nowNanos);
    this.#options.accounts?.show(desk, nowNanos, this.#controls);
  }

  /**
   * What a proof came to; undefined = nothing was to be proved.
   * @param isWhole the market was replayed to its end
   */
  verdict(isWhole: boolean): JournalVerdict | undefined {
    return this.#options.comparison?.verdict(isWhole);
  }

  /** The session ended before its first message. */
  abandon(): void {
    this.#options.ring?.close();
  }

  /** Nothing will follow. @returns false while the journal's readers are behind */
  finish(desk: TradingDesk, nowNanos: number): boolean {
    const { ring, accounts } = this.#options;
    accounts?.show(desk, Infinity, this.#controls);
    if (ring === undefined) return true;
    if (!ring.flush(nowNanos)) return false;
    ring.close();
    return true;
  }
}
