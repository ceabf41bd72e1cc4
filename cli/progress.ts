/**
 * Progress of long work on standard error: one line that redraws itself on a terminal, a plain line
 * for every tenth of the way when piped, nothing when asked to be quiet.
 */
import { Clock } from "../core/base/clock.ts";

const BAR_CELLS = 28;

export class Progress {
  readonly #terminal: boolean;
  readonly #quiet: boolean;
  readonly #clock = new Clock();
  readonly #startedNanos = this.#clock.nowNanos();
  readonly #encoder = new TextEncoder();
  #tenths = 0;
  #drawn = false;

  constructor(options: { readonly quiet: boolean }) {
    this.#quiet = options.quiet;
    this.#terminal = Deno.stderr.isTerminal();
  }

  /** @param fraction 0 to 1 @param note what to show beside the bar */
  show(fraction: number, note: string): void {
    if (this.#quiet) return;
    if (this.#terminal) {
      this.#drawn = true;
      this.#write(`\r\x1b[K${bar(fraction)} ${percent(fraction)}  ${note}${this.#left(fraction)}`);
      return;
    }
    const tenths = Math.floor(fraction * 10);
    if (tenths <= this.#tenths) return;
    this.#tenths = tenths;
    this.#write(`${percent(fraction)}  ${note}\n`);
  }

  /** Clears the bar, so that the summary starts on a clean line. */
  end(): void {
    if (this.#drawn) this.#write("\r\x1b[K");
    this.#drawn = false;
  }

  /** Time left at the pace so far, once there is a pace. */
  #left(fraction: number): string {
    const elapsedSeconds = (this.#clock.nowNanos() - this.#startedNanos) / 1e9;
    if (fraction < 0.02 || elapsedSeconds < 1) return "";
    return `  ${Math.ceil(elapsedSeconds * (1 - fraction) / fraction)} s left`;
  }

  #write(text: string): void {
    Deno.stderr.writeSync(this.#encoder.encode(text));
  }
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_CELLS);
  return `[${"█".repeat(full)}${"·".repeat(BAR_CELLS - full)}]`;
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100).toString().padStart(3)} %`;
}
