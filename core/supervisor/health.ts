/**
 * Looks after a live session's health and writes it into the log every few seconds: hearts, lag of
 * every ring, staleness, memory. What is wrong is trouble, which is counted instead of repeated.
 */
import { AT_PUBLISHED, followerCursorAt, mapRing } from "../ring/layout.ts";
import { STATE_RUNNING } from "../telemetry/board.ts";
import type { SessionLog } from "../telemetry/log.ts";
import type { LiveSession } from "./live_session.ts";

const EVERY_MILLIS = 5_000;
/** A heart that did not beat for so long is worth a word. */
const SILENT_MILLIS = 1_000;

/** A session's health at one moment. */
export interface HealthReport {
  readonly isWell: boolean;
  /** What is wrong, in words; empty = nothing. */
  readonly troubles: readonly string[];
  /** Slots that the slowest reader of the market ring is behind. */
  readonly marketLag: number;
  readonly staleInstruments: number;
  readonly heapBytes: number;
  readonly places: readonly {
    readonly name: string;
    readonly silentMillis: number;
    readonly restarts: number;
  }[];
}

export class Health {
  readonly #session: LiveSession;
  readonly #log: SessionLog;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(session: LiveSession, log: SessionLog) {
    this.#session = session;
    this.#log = log;
    this.#timer = setInterval(() => this.#look(), EVERY_MILLIS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const report = healthOf(this.#session);
    for (const text of report.troubles) this.#log.trouble(text);
    this.#log.write(report.isWell ? "info" : "warn", "health", { ...report });
  }
}

export function healthOf(session: LiveSession): HealthReport {
  const { board } = session;
  const places = session.places();
  const silent = places.filter(({ state, silentMillis }) =>
    state === STATE_RUNNING && silentMillis > SILENT_MILLIS
  );
  const staleInstruments = board.role("ingest").counter("staleInstruments");
  const marketLag = lagOf(session.market);
  const troubles = [
    ...silent.map(({ name }) => `worker ${name} is silent`),
    ...(staleInstruments > 0 ? ["instruments without a known book"] : []),
    ...(session.isHeld ? ["trading is held"] : []),
  ];
  return {
    isWell: troubles.length === 0,
    troubles,
    marketLag,
    staleInstruments,
    heapBytes: session.topology.places
      .reduce((sum, { roles }) => sum + board.role(roles[0]).heapBytes, 0),
    places: places.map(({ name, silentMillis, restarts }) => ({
      name,
      silentMillis: Math.round(silentMillis),
      restarts,
    })),
  };
}

function lagOf(ring: SharedArrayBuffer): number {
  const { header, followers } = mapRing(ring);
  const published = Atomics.load(header, AT_PUBLISHED);
  let lag = 0;
  for (let i = 0; i < followers; i++) {
    lag = Math.max(lag, (published - Atomics.load(header, followerCursorAt(i))) | 0);
  }
  return lag;
}
