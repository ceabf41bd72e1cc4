/**
 * A replay as the control plane sees it, from its shared memory. Where strategies trade, it takes the
 * same commands as a live session; a replay that was commanded comes to other hashes, of course.
 */
import { Clock, wallMillis } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { createRing } from "../ring/layout.ts";
import { Board } from "../telemetry/board.ts";
import { createAccountBoard } from "../trading/account_board.ts";
import { InstrumentDirectory } from "../wire/directory.ts";
import { JOURNAL_SLOT_BYTES } from "../wire/journal.ts";
import { ControlSender } from "./control_sender.ts";
import type { SessionJob } from "./job.ts";
import type { PlaceView, SessionView, StrategyView } from "./session_view.ts";
import { newSessionId } from "./session_folder.ts";
import type { Topology } from "./topology.ts";
import {
  framesWatcher,
  JOURNAL_WATCHER,
  marketFollowers,
  type SharedSession,
  Wiring,
} from "./wiring.ts";

export interface ReplayViewOptions {
  readonly shared: SharedSession;
  readonly topology: Topology;
  readonly job: SessionJob;
  /** What the market comes from, as a person would say it. */
  readonly source: string;
  readonly strategies: readonly StrategyView[];
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

export function replayView(options: ReplayViewOptions): SessionView {
  const { shared, topology, job, source, strategies, configuration, stop } = options;
  const board = new Board(shared.board);
  const startedMillis = wallMillis();
  const { outside } = shared;
  const at = new Date(startedMillis).toISOString();
  const log = [JSON.stringify({ at, level: "info", event: "watched session began", source })];
  const ring = new Wiring(shared, topology).controlProducer();
  const controls = ring && new ControlSender(ring, new Clock());
  const limits = job.trading?.limits;
  const hearts = topology.places.map(() => ({ beat: -1, atMillis: startedMillis }));
  return {
    id: newSessionId(),
    mode: "replay",
    trading: job.trading === undefined ? "none" : "paper",
    startedMillis,
    source,
    folder: undefined,
    topology,
    board,
    directory: new InstrumentDirectory(shared.directory),
    frames: shared.frames,
    framesFollower: framesWatcher(topology),
    market: shared.market,
    marketFollowers: marketFollowers(topology),
    journal: outside?.journal ?? emptyJournal(),
    journalFollower: JOURNAL_WATCHER,
    accounts: outside?.accounts ?? createAccountBoard(),
    strategies,
    modelName: job.model?.manifest.name,
    ...(limits === undefined ? {} : { limits }),
    configuration,
    places: () => topology.places.map((place, i) => placeView(board, place, hearts[i])),
    logLines: () => log,
    send: (request) => {
      if (controls !== undefined) return controls.send(request);
      throw new UserError("nobody trades in this replay");
    },
    stop,
  };
}

/** Of a session without trading. */
function emptyJournal(): SharedArrayBuffer {
  return createRing({
    slotBytes: JOURNAL_SLOT_BYTES,
    capacity: 2,
    followers: JOURNAL_WATCHER + 1,
  });
}

function placeView(
  board: Board,
  { name, roles }: Topology["places"][number],
  heart: { beat: number; atMillis: number },
): PlaceView {
  const { state, heartbeat } = board.role(roles[0]);
  if (heartbeat !== heart.beat) {
    heart.beat = heartbeat;
    heart.atMillis = wallMillis();
  }
  return { name, roles, state, silentMillis: wallMillis() - heart.atMillis, restarts: 0 };
}
