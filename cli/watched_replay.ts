/** A replay with its control plane: started before the first stage, closed when the replay is over. */
import { UserError } from "../core/base/errors.ts";
import type { ControlOptions } from "../core/control/control_options.ts";
import type { ControlServer } from "../core/control/control_server.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import { replayView } from "../core/supervisor/replay_view.ts";
import { strategyViews } from "../core/supervisor/strategy_views.ts";
import type { Topology } from "../core/supervisor/topology.ts";
import type { SharedSession } from "../core/supervisor/wiring.ts";
import { STRATEGIES } from "../strategies/registry.ts";
import { serveSession, servingText } from "./serve_options.ts";
import type { TerminalView } from "./terminal/terminal_view.ts";

/** How a replay is watched. */
export interface WatchOptions {
  /** undefined = no API. */
  readonly control: Omit<ControlOptions, "view"> | undefined;
  /** On the terminal that it was started from. */
  readonly isOnTerminal: boolean;
  /** Somebody at the terminal wants it to end. */
  readonly onQuit: () => void;
}

export class WatchedReplay {
  readonly #options: WatchOptions;
  readonly #job: SessionJob;
  readonly #files: readonly string[];
  #server: ControlServer | undefined;
  #terminal: TerminalView | undefined;

  constructor(
    options: WatchOptions,
    job: SessionJob,
    files: readonly string[],
  ) {
    this.#options = options;
    this.#job = job;
    this.#files = files;
  }

  /** For SessionOptions.onShared. */
  readonly start = async (shared: SharedSession, topology: Topology): Promise<void> => {
    const job = this.#job;
    if (topology.placement === "inline") {
      throw new UserError(
        "--serve, --tui: with all stages in the main thread nothing could be shown; " +
          "add --placement fused",
      );
    }
    const { input, speed, schedule, runtime } = job;
    const view = replayView({
      shared,
      topology,
      job,
      source: this.#files.length === 0 ? "simulated market" : this.#files.join(", "),
      strategies: await strategyViews(job.trading?.strategies ?? [], STRATEGIES),
      configuration: { input, speed, schedule, runtime, trading: job.trading },
      stop: () => Promise.reject(new UserError("a replay is stopped where it was started")),
    });
    const { control, isOnTerminal, onQuit } = this.#options;
    if (control !== undefined) {
      this.#server = await serveSession(control, view, job);
      console.error(servingText(this.#server));
    }
    if (!isOnTerminal) return;
    const { TerminalView } = await import("./terminal/terminal_view.ts");
    this.#terminal = new TerminalView(view, onQuit, this.#server?.url);
  };

  async close(): Promise<void> {
    this.#terminal?.close();
    await this.#server?.close();
  }
}
