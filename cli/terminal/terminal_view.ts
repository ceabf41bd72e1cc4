/**
 * The terminal view of a running session (`--tui`): the essentials of the dashboard for people on a
 * terminal far away. It reads what the control plane reads, and asks the same way.
 *
 * ```text
 *   shared memory ─▶ tap ─▶ screen, five times a second
 *   keys ─▶ p pause · r resume · f flatten · K K kill · q quit
 * ```
 */
import { Clock } from "../../core/base/clock.ts";
import { EXIT_INTERRUPTED } from "../../core/base/errors.ts";
import type { SessionView } from "../../core/supervisor/session_view.ts";
import { SessionTap } from "../../core/control/tap/session_tap.ts";
import {
  ACTOR_CLI,
  CONTROL_FLATTEN,
  CONTROL_KILL,
  CONTROL_PAUSE,
  CONTROL_RESUME,
} from "../../core/wire/control.ts";
import { NANOS_PER_MILLI } from "../../core/base/units.ts";
import { KillKey } from "./kill_key.ts";
import { screenLines } from "./screen.ts";
import { shownOf } from "./shown.ts";

const EVERY_MILLIS = 200;
/** How long what was done stays in the last line. */
const NOTE_MILLIS = 3_000;
/** The other screen, no cursor; and back. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J";
const LEAVE = "\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
const CLEAR_LINE_END = "\x1b[K";
const CTRL_C = "\x03";
const TRADING_KEYS = "p pause   r resume   f flatten   K K kill   ";

const COMMANDS: Readonly<Record<string, readonly [kind: number, told: string]>> = {
  p: [CONTROL_PAUSE, "paused: only what reduces a position is let out"],
  r: [CONTROL_RESUME, "resumed"],
  f: [CONTROL_FLATTEN, "flattening: orders are cancelled, positions closed"],
};

export class TerminalView {
  readonly #view: SessionView;
  readonly #tap: SessionTap;
  readonly #onQuit: () => void;
  readonly #where: string;
  #isQuitting = false;
  readonly #kill = new KillKey();
  readonly #clock = new Clock();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #encoder = new TextEncoder();
  readonly #isColoured = Deno.env.get("NO_COLOR") === undefined;
  #note = "";
  #noteUntilMillis = 0;
  #isOpen = true;

  /**
   * Takes the terminal over.
   * @param onQuit asks for a clean end of the session
   * @param where it can be watched as well; empty = nowhere
   */
  constructor(view: SessionView, onQuit: () => void, where = "") {
    this.#view = view;
    this.#where = where;
    this.#tap = new SessionTap(view);
    this.#onQuit = onQuit;
    Deno.stdin.setRaw(true);
    this.#write(ENTER);
    this.#timer = setInterval(() => this.#draw(), EVERY_MILLIS);
    this.#readKeys();
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#timer);
    this.#tap.close();
    Deno.stdin.setRaw(false);
    this.#write(LEAVE);
  }

  async #readKeys(): Promise<void> {
    const keys = new Uint8Array(16);
    while (this.#isOpen) {
      const count = await Deno.stdin.read(keys);
      if (count === null) return;
      for (const key of new TextDecoder().decode(keys.subarray(0, count))) this.#press(key);
    }
  }

  #press(key: string): void {
    if (!this.#isOpen) return;
    if (key === "q" || key === CTRL_C) return this.#quit();
    if (this.#view.trading === "none") return;
    const nowMillis = this.#nowMillis;
    if (key === "K") {
      if (!this.#kill.press(nowMillis)) return this.#tell("press K again to kill");
      this.#view.send({ kind: CONTROL_KILL, actor: ACTOR_CLI });
      return this.#tell("killed: everything is cancelled, nothing is let out");
    }
    const command = COMMANDS[key];
    if (command === undefined) return;
    this.#view.send({ kind: command[0], actor: ACTOR_CLI });
    this.#tell(command[1]);
  }

  /** As with Ctrl-C elsewhere: the first asks for a clean end, the second ends the program. */
  #quit(): void {
    if (this.#isQuitting) {
      this.close();
      Deno.exit(EXIT_INTERRUPTED);
    }
    this.#isQuitting = true;
    this.#tell("ending in good order; once more to end at once");
    this.#onQuit();
  }

  get #nowMillis(): number {
    return this.#clock.nowNanos() / NANOS_PER_MILLI;
  }

  #tell(text: string): void {
    this.#note = text;
    this.#noteUntilMillis = this.#nowMillis + NOTE_MILLIS;
    this.#draw();
  }

  #draw(): void {
    const keys = `${this.#view.trading === "none" ? "" : TRADING_KEYS}q quit   ${this.#where}`;
    const note = this.#nowMillis < this.#noteUntilMillis ? this.#note : keys;
    const lines = screenLines(shownOf(this.#tap, note), {
      ...Deno.consoleSize(),
      isColoured: this.#isColoured,
    });
    this.#write(HOME + lines.map((line) => line + CLEAR_LINE_END).join("\r\n"));
  }

  #write(text: string): void {
    Deno.stdout.writeSync(this.#encoder.encode(text));
  }
}
