/**
 * A live session: the same stages as a replay's, kept alive, recorded, and spoken to.
 *
 * ```text
 *   API · CLI · signals ─▶ send(), kill(), stop() ─▶ control ring ─▶ trading
 *   crew keeper: replaces workers · kill switch: file, no answer · log · record
 * ```
 *
 * It lives in the supervisor's thread and only looks at shared memory.
 */
import { assert } from "../base/assert.ts";
import { Clock, WallClock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { Board } from "../telemetry/board.ts";
import { SessionLog } from "../telemetry/log.ts";
import type { RiskLimits } from "../trading/risk/limits.ts";
import type { TradingReport } from "../trading/trading_report.ts";
import {
  ACTOR_FILE,
  ACTOR_NAMES,
  ACTOR_SUPERVISOR,
  CONTROL_CANCEL_ALL,
  CONTROL_HOLD,
  CONTROL_KILL,
  CONTROL_NAMES,
  CONTROL_PAUSE,
  CONTROL_REARM,
  CONTROL_RELEASE,
} from "../wire/control.ts";
import type { InstrumentDirectory } from "../wire/directory.ts";
import type { Bootstrap } from "./bootstrap.ts";
import { ControlSender } from "./control_sender.ts";
import { CrewKeeper } from "./crew_keeper.ts";
import { GatewayWatch } from "./gateway_watch.ts";
import type { SessionJob } from "./job.ts";
import type { KeptPlace } from "./kept_place.ts";
import { KillSwitch } from "./kill_switch.ts";
import {
  type LiveOutcome,
  type LiveSessionOptions,
  liveTopology,
  recordedIn,
} from "./live_options.ts";
import { RESTART_POLICY, type RestartPolicy } from "./restart_policy.ts";
import { delay, WorkerDied } from "./session.ts";
import type { SessionFolder } from "./session_folder.ts";
import { newSessionId } from "./session_folder.ts";
import type { ControlRequest, PlaceView, SessionView, StrategyView } from "./session_view.ts";
import { strategyViews } from "./strategy_views.ts";
import type { Topology } from "./topology.ts";
import {
  createSharedSession,
  framesWatcher,
  JOURNAL_WATCHER,
  marketFollowers,
  Wiring,
} from "./wiring.ts";

const WATCH_MILLIS = 50;
/** How long open orders may take to be cancelled, and stages to end, once that was asked. */
const CANCEL_MILLIS = 1_000;
const END_MILLIS = 6_000;

export class LiveSession implements SessionView {
  readonly id: string;
  readonly mode = "live";
  readonly trading: SessionView["trading"];
  readonly startedMillis = new WallClock().nowMillis();
  readonly source: string;
  readonly folder: string | undefined;
  readonly topology: Topology;
  readonly board: Board;
  readonly directory: InstrumentDirectory;
  readonly frames: SharedArrayBuffer;
  readonly framesFollower: number;
  readonly journal: SharedArrayBuffer;
  readonly journalFollower = JOURNAL_WATCHER;
  readonly market: SharedArrayBuffer;
  readonly marketFollowers: readonly string[];
  readonly accounts: SharedArrayBuffer;
  readonly strategies: readonly StrategyView[];
  readonly modelName: string | undefined;
  readonly limits: RiskLimits | undefined;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly log: SessionLog;
  /** The job as the workers have it. */
  readonly job: SessionJob;
  /** Resolves once all stages have ended; never rejects. */
  readonly ended: Promise<LiveOutcome>;
  readonly #folder: SessionFolder | undefined;
  readonly #wiring: Wiring;
  readonly #clock = new Clock();
  readonly #controls: ControlSender;
  readonly #kill: KillSwitch;
  readonly #gateway: GatewayWatch;
  readonly #keeper: CrewKeeper;
  readonly #policy: RestartPolicy;
  readonly #startedNanos = this.#clock.nowNanos();
  #failure: Error | undefined;
  #wasKilled = false;
  #stopping: Promise<void> | undefined;

  /** @throws UserError when a strategy cannot be used */
  static async start(options: LiveSessionOptions): Promise<LiveSession> {
    const views = await strategyViews(options.job.trading?.strategies ?? [], options.strategies);
    return new LiveSession(options, views);
  }

  private constructor(options: LiveSessionOptions, views: readonly StrategyView[]) {
    const { folder, job, mode, source, modelName, configuration = {}, policy } = options;
    const topology = liveTopology(options);
    assert(topology.placement !== "inline", "a live session has a supervisor of its own");
    const shared = createSharedSession(topology, true);
    const { outside } = shared;
    assert(outside !== undefined, "a live session has its ends towards the world");
    this.id = folder?.id ?? newSessionId();
    this.trading = mode;
    this.source = source;
    this.folder = folder?.path;
    this.#folder = folder;
    this.topology = topology;
    this.board = new Board(shared.board);
    this.#wiring = new Wiring(shared, topology);
    this.directory = this.#wiring.directory();
    this.frames = shared.frames;
    this.framesFollower = framesWatcher(topology);
    this.journal = outside.journal;
    this.market = shared.market;
    this.marketFollowers = marketFollowers(topology);
    this.accounts = outside.accounts;
    this.strategies = views;
    this.modelName = modelName;
    this.limits = job.trading?.limits;
    this.configuration = configuration;
    this.#policy = { ...RESTART_POLICY, ...policy };
    this.job = { ...job, ...recordedIn(folder, job) };
    this.log = new SessionLog({ path: folder?.log });
    const controls = this.#wiring.controlProducer();
    assert(controls !== undefined, "a live session has a control ring");
    this.#controls = new ControlSender(controls, this.#clock);
    this.#gateway = new GatewayWatch(this.board, this.#controls);
    this.#kill = new KillSwitch({
      controls: this.#controls,
      accounts: outside.accounts,
      clock: this.#clock,
      file: folder?.killFile,
      onNoAnswer: () => this.#onNoAnswer(),
    });
    this.log.write("info", "started", { id: this.id, source, mode, placement: topology.placement });
    this.#keeper = new CrewKeeper({
      bootstraps: topology.places.map((_, place): Bootstrap => ({
        shared,
        topology,
        place,
        job: this.job,
        originMillis: performance.timeOrigin,
      })),
      board: this.board,
      clock: this.#clock,
      policy: this.#policy,
      jobAfter: (place) => ({ ...this.job, ...recordedIn(folder, job, place.restarts + 1) }),
      events: {
        onReplacing: (place, reason, role) => this.#onReplacing(place, reason, role),
        onFresh: () => this.#onFresh(),
        onGivingUp: (place, reason, badInput) => this.#onGivingUp(place, reason, badInput),
      },
    });
    this.ended = this.#run();
  }

  places(): readonly PlaceView[] {
    return this.#keeper.views();
  }

  logLines(): readonly string[] {
    return this.log.lines();
  }

  /** Trading is held, while a stage is being replaced. */
  get isHeld(): boolean {
    return this.#keeper.isHeld;
  }

  get restarts(): number {
    return this.#keeper.restarts;
  }

  send(request: ControlRequest): number {
    const { kind, actor } = request;
    this.log.write("info", "control", {
      control: CONTROL_NAMES[kind],
      actor: ACTOR_NAMES[actor],
      ...(request.strategyId === undefined ? {} : { strategyId: request.strategyId }),
      ...(request.value === undefined ? {} : { value: request.value }),
    });
    if (kind === CONTROL_KILL) {
      this.#wasKilled = true;
      return this.#kill.throw(actor);
    }
    if (kind === CONTROL_REARM) this.#kill.rearmed();
    return this.#controls.send(request);
  }

  /** Stops new orders, cancels, and ends the input; what was read is finished and written. */
  stop(actor = ACTOR_SUPERVISOR): Promise<void> {
    return this.#stopping ??= this.#stop(actor);
  }

  /** Ends everything where it stands. */
  abort(): void {
    this.board.requestCancelAll();
    this.board.requestStop();
    this.#wake();
    this.#keeper.terminate();
  }

  async #stop(actor: number): Promise<void> {
    this.log.write("info", "stopping", { actor: ACTOR_NAMES[actor] });
    if (this.trading !== "none") {
      this.#controls.send({ kind: CONTROL_PAUSE, actor });
      this.#controls.send({ kind: CONTROL_CANCEL_ALL, actor });
      await this.#until(() => this.#openOrders === 0, CANCEL_MILLIS);
    }
    this.#keeper.stopping();
    this.board.requestEnd();
    this.#wake();
    const isOver = await Promise.race([this.ended.then(() => true), delay(END_MILLIS)]);
    if (isOver === true) return;
    this.#failure ??= new WorkerDied(`not all workers ended within ${END_MILLIS / 1_000} s`);
    this.abort();
    this.#cut();
  }

  async #run(): Promise<LiveOutcome> {
    const watch = setInterval(() => this.#watch(), WATCH_MILLIS);
    const cut = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      this.#cut = () => resolve({});
    });
    const reports = await Promise.race([this.#keeper.ended, cut]);
    clearInterval(watch);
    this.#keeper.terminate();
    const { restarts } = this;
    const endedNanos = this.#clock.nowNanos();
    const killed = (reports.trading as TradingReport | undefined)?.killed ?? null;
    const isKilled = this.#wasKilled || killed !== null;
    this.log.write(this.#failure === undefined ? "info" : "error", "ended", {
      restarts,
      ...(isKilled ? { killed } : {}),
      ...(this.#failure === undefined ? {} : { reason: this.#failure.message }),
    });
    this.log.close();
    return {
      reports,
      failure: this.#failure,
      isKilled,
      restarts,
      wallNanos: endedNanos - this.#startedNanos,
      endedNanos,
    };
  }

  #cut: () => void = () => {};

  #watch(): void {
    this.#controls.flush();
    this.#keeper.watch();
    if (this.trading === "trade") this.#gateway.watch(this.#keeper, this.#kill.isThrown);
    if (this.#kill.watch()) {
      this.log.write("warn", "kill file", { path: this.#folder?.killFile });
      this.#wasKilled = true;
      this.#kill.throw(ACTOR_FILE);
    }
  }

  /** At a venue the gateway knows, on paper trading does; a trading stage that is gone has none. */
  get #openOrders(): number {
    if (this.trading === "trade") return this.board.role("gateway").counter("openOrders");
    return this.#keeper.isGone("trading") ? 0 : this.board.role("trading").counter("openOrders");
  }

  #onNoAnswer(): void {
    this.log.write("error", "trading does not answer the kill: its worker is ended");
    this.board.requestCancelAll();
    this.#keeper.abandon("trading");
    this.#failure ??= new WorkerDied("trading did not answer the kill switch and was ended");
    this.#endSoon();
  }

  #onReplacing({ place, restarts }: KeptPlace, reason: string, role: number): void {
    this.log.trouble(`worker ${place.name} is replaced`, { reason, restarts: restarts + 1 });
    const actor = ACTOR_SUPERVISOR;
    this.#controls.send({ kind: CONTROL_HOLD, actor, parameter: role + 1 });
    const cancels = this.#policy.orders === "cancel" || this.#kill.isThrown;
    if (cancels) this.#controls.send({ kind: CONTROL_CANCEL_ALL, actor });
    if (cancels && place.roles.includes("gateway")) this.#gateway.replaced();
  }

  #onFresh(): void {
    this.log.write("info", "all workers run, books are fresh: trading goes on");
    this.#controls.send({ kind: CONTROL_RELEASE, actor: ACTOR_SUPERVISOR });
  }

  #onGivingUp({ place }: KeptPlace, reason: string, badInput: boolean): void {
    const died = new WorkerDied(`worker ${place.name} died: ${reason}`);
    this.#failure ??= badInput ? new UserError(reason) : died;
    this.log.write("error", "giving up", { worker: place.name, reason });
    if (this.#stopping !== undefined && !badInput) return;
    if (place.roles.includes("trading")) this.board.requestCancelAll();
    else if (this.trading !== "none") {
      this.#wasKilled = true;
      this.#kill.throw(ACTOR_SUPERVISOR);
    }
    this.#endSoon();
  }

  /** A session that lost a stage for good cannot drain: what is left is ended after the cancels. */
  async #endSoon(): Promise<void> {
    this.#keeper.stopping();
    if (this.trading !== "none") {
      await this.#until(() => this.#openOrders === 0, CANCEL_MILLIS);
    }
    this.board.requestEnd();
    this.#wake();
    await Promise.race([this.#keeper.ended, delay(CANCEL_MILLIS)]);
    if (this.trading === "trade") {
      this.board.requestCancelAll();
      await this.#until(() => this.#openOrders === 0, END_MILLIS);
    }
    this.abort();
    this.#cut();
  }

  #wake(): void {
    this.topology.places.forEach((_, place) => this.#wiring.doorbell(place).ring());
  }

  async #until(isDone: () => boolean, millis: number): Promise<void> {
    const untilNanos = this.#clock.nowNanos() + millis * 1e6;
    while (!isDone() && this.#clock.nowNanos() < untilNanos) await delay(WATCH_MILLIS / 5);
  }
}
