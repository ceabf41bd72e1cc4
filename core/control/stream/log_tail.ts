/** Lines of the log as numbered events: the session shows its newest lines only, this remembers. */
import type { SessionView } from "../../supervisor/session_view.ts";
import { EventLog } from "../tap/event_log.ts";

const KEPT = 2_048;

export class LogTail {
  readonly #view: SessionView;
  readonly #lines = new EventLog<string>(KEPT);
  #seen: readonly string[] = [];

  constructor(view: SessionView) {
    this.#view = view;
  }

  /** All lines that are known, with those that are new. */
  read(): EventLog<string> {
    const now = this.#view.logLines();
    for (let i = overlap(this.#seen, now); i < now.length; i++) this.#lines.push(now[i]);
    this.#seen = [...now];
    return this.#lines;
  }
}

/** How many of the first of `now` are the last of `before`. */
function overlap(before: readonly string[], now: readonly string[]): number {
  for (let length = Math.min(before.length, now.length); length > 0; length--) {
    const from = before.length - length;
    let i = 0;
    while (i < length && before[from + i] === now[i]) i++;
    if (i === length) return length;
  }
  return 0;
}
