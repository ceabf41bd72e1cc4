/**
 * Every command that came in, as JSON lines: who asked, from where, for what, and what it came to.
 * Written before the answer is sent; kept in memory as well, newest last.
 */
import { wallMillis } from "../../base/clock.ts";
import type { FaultLog } from "../fault_log.ts";
import { isoOf } from "../views/time_view.ts";
import { EventLog } from "../tap/event_log.ts";

const KEPT = 1_024;
const OWNER_ONLY = 0o600;

export interface AuditEntry {
  readonly requestId: string;
  /** Name of the token; null = none was presented. */
  readonly who: string | null;
  readonly from: string;
  readonly method: string;
  readonly path: string;
  /** Of the body, as sent, cut after 2,000 characters. */
  readonly body: string;
  readonly status: number;
}

export class AuditLog {
  readonly entries = new EventLog<AuditEntry & { readonly at: string }>(KEPT);
  readonly #file: Deno.FsFile | undefined;
  readonly #faults: FaultLog;

  /** @param path undefined = nothing is written */
  constructor(path: string | undefined, faults: FaultLog) {
    this.#faults = faults;
    this.#file = path === undefined
      ? undefined
      : Deno.openSync(path, { create: true, append: true, mode: OWNER_ONLY });
  }

  add(entry: AuditEntry): void {
    const line = { at: isoOf(wallMillis()), ...entry };
    this.entries.push(line);
    // A full disk must not keep anybody from stopping trading.
    this.#faults.guard("audit log", () => {
      this.#file?.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    });
  }

  close(): void {
    this.#file?.close();
  }
}
