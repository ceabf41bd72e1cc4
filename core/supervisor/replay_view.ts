/**
 * A replay as the control plane sees it, from its shared memory. Nobody commands a replay: what it
 * does is settled by its input.
 */
import { wallMillis } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { randomWord } from "../base/secret.ts";
import { createRing } from "../ring/layout.ts";
import { Board } from "../telemetry/board.ts";
import { createAccountBoard } from "../trading/account_board.ts";
import { InstrumentDirectory } from "../wire/directory.ts";
import { JOURNAL_SLOT_BYTES } from "../wire/journal.ts";
import type { SessionJob } from "./job.ts";
import type { PlaceView, SessionView, StrategyView } from "./session_view.ts";
import type { Topology } from "./topology.ts";
import { framesWatcher, JOURNAL_WATCHER, marketFollowers, type SharedSession } from "./wiring.ts";

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
  const limits = job.trading?.limits;
  const hearts = topology.places.map(() => ({ beat: -1, atMillis: startedMillis }));
  return {
    id: `${new Date(startedMillis).toISOString().slice(0, 19).replaceAll(":", "-")}Z-${
      randomWord(3)
    }`,
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
    logLines: () => [],
    send: () => {
      throw new UserError("a replay takes no commands: what it does is settled by its input");
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
