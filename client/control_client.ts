/**
 * The control API as TypeScript, made by tools/control_client.ts from its OpenAPI document; changes
 * belong there.
 */
import { type ChangeOptions, ControlTransport } from "./control_transport.ts";

export interface Alarm {
  readonly name: string;
  readonly severity: "warning" | "critical";
  readonly since: string;
  readonly detail: string;
}

export interface Alarms {
  readonly items: readonly (Alarm)[];
}

export interface AliasChange {
  readonly alias: ModelAlias | null;
  readonly servedNow: string | null;
  /** A running session goes on with its model; the next one that is started with `--model @alias` takes this one */
  readonly effect: "next-session";
}

export interface Book {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly frameSequence: number;
  readonly recvTime: EventTime;
  /** Best first, at most ten */
  readonly bids: readonly (Level)[];
  readonly asks: readonly (Level)[];
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly predictions: number;
  readonly correct: number;
}

export interface CommandResult {
  /** The journal repeats it when it was applied */
  readonly controlId: number;
  readonly command: string;
  /** What trading has journalled by the time of the answer */
  readonly outcome: "applied" | "refused" | "pending";
}

export interface CommandResults {
  /** One a control that was sent */
  readonly results: readonly (CommandResult)[];
}

export interface CommandScope {
  readonly strategyId?: number;
  readonly instrumentId?: number;
  /** For the audit log */
  readonly because?: string;
}

/** As the session runs with it; secrets are masked */
export interface Configuration {
  readonly values: Readonly<Record<string, unknown>>;
}

export interface EventTime {
  /** ns since the session's epoch, see status.epoch */
  readonly nanos: number;
  /** UTC */
  readonly iso: string;
}

export interface FeatureVector {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly frameSequence: number;
  readonly recvTime: EventTime;
  readonly names: readonly (string)[];
  /** 0 where the mask is false */
  readonly values: readonly (number)[];
  /** Warm and valid */
  readonly mask: readonly (boolean)[];
}

export interface Fill {
  readonly sequence: number;
  readonly orderId: number;
  readonly strategyId: number;
  readonly strategy: string | null;
  readonly instrumentId: number;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly price: number;
  readonly priceTicks: number;
  readonly qty: number;
  readonly qtyLots: number;
  readonly fee: number;
  readonly maker: boolean;
  readonly time: EventTime;
  /** Worse than the mid that the control plane knew when the order was sent */
  readonly slippageBps: number | null;
}

export interface FillPage {
  readonly items: readonly (Fill)[];
  readonly next: string | null;
}

export interface Frame {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly frameSequence: number;
  readonly marketSequence: number;
  readonly events: readonly ("book" | "trade" | "snapshot" | "bar")[];
  readonly exchTime: EventTime;
  readonly recvTime: EventTime;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidTicks: number | null;
  readonly askTicks: number | null;
  readonly bidQty: number;
  readonly askQty: number;
  readonly bidLots: number;
  readonly askLots: number;
  readonly mid: number | null;
  readonly spread: number | null;
  /** (bidQty·ask + askQty·bid) / (bidQty + askQty) */
  readonly weightedMid: number | null;
  /** Stoikov's; null where its table is not calibrated */
  readonly microPrice: number | null;
  readonly lastPrice: number | null;
  /** Taken by buyers since the frame before */
  readonly buyQty: number;
  readonly sellQty: number;
  readonly buyTrades: number;
  readonly sellTrades: number;
  readonly prediction: Prediction | null;
  readonly latencyNanos: FrameLatency;
}

/** ns from the stage before; total: ingest → inference */
export interface FrameLatency {
  readonly book: number;
  readonly features: number;
  readonly inference: number;
  readonly total: number;
}

export interface Frames {
  readonly items: readonly (Frame)[];
}

export interface Headroom {
  readonly limit: string;
  readonly value: number;
  readonly most: number;
  /** What is left, as a share of the limit: 1 = all */
  readonly headroom: number;
}

export interface Health {
  readonly status: "ok" | "ended";
}

export interface Instrument {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly venue: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly priceDecimals: number;
  readonly qtyDecimals: number;
  /** Frames of it that the control plane has seen */
  readonly frames: number;
  /** Since its newest frame; null = none */
  readonly silentMillis: number | null;
  /** No frame for longer than 10 s */
  readonly stale: boolean;
}

export interface InstrumentPrediction {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly time: EventTime;
  readonly frameSequence: number;
  readonly probabilities: readonly (number)[];
  /** The likeliest class */
  readonly said: string;
  readonly confidence: number;
}

export interface Instruments {
  readonly items: readonly (Instrument)[];
}

export interface Job {
  readonly id: string;
  readonly kind: "replay" | "backtest";
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly progress: number;
  readonly note: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly exitCode: number | null;
  readonly error: string | null;
  /** Path of its page, once it is done */
  readonly report: string | null;
  readonly request: JobRequest;
}

export interface JobPage {
  readonly items: readonly (Job)[];
  readonly next: string | null;
}

export interface JobRequest {
  readonly kind: "replay" | "backtest";
  /** Below the data folder; none = the simulated market */
  readonly files?: readonly (string)[];
  readonly events?: number;
  readonly seed?: number;
  readonly symbols?: readonly (string)[];
  /** Of the registry: name or name:parameter=value,… */
  readonly strategies?: readonly (string)[];
  readonly sweep?: readonly (string)[];
  readonly latency?: string;
  readonly risk?: "conservative" | "moderate" | "none";
}

export interface JobResult {
  readonly job: Job;
  readonly result?: unknown;
}

export interface LatencyHistogram {
  readonly summary: LatencySummary;
  /** Not cumulative; a bucket begins where the one before it ends */
  readonly buckets: readonly ({
    readonly belowNanos: number;
    readonly count: number;
  })[];
}

/** ns */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface Level {
  readonly price: number;
  readonly qty: number;
  readonly ticks: number;
  readonly lots: number;
}

export interface LogLines {
  readonly lines: readonly (string)[];
}

export interface Model {
  readonly name: string;
  /** Below the models' folder; shipped = comes with Millrace */
  readonly folder: string;
  /** By this session */
  readonly served: boolean;
  readonly features: number;
  readonly classes: readonly (string)[];
  readonly horizonFrames: number;
  readonly trainedOn: string;
  readonly sha256: string;
  /** Why it cannot be served; null = it can */
  readonly problem: string | null;
}

export interface ModelAlias {
  readonly alias: string;
  readonly folder: string;
  readonly at: string;
  readonly by: string;
  /** Where a rollback leads */
  readonly before: string | null;
}

export interface Models {
  readonly items: readonly (Model)[];
  readonly aliases: readonly (ModelAlias)[];
}

export interface Order {
  readonly orderId: number;
  readonly strategyId: number;
  readonly strategy: string | null;
  readonly instrumentId: number;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** null: sent before the control plane looked */
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly state: string;
  readonly open: boolean;
  readonly reason: string | null;
  readonly price: number | null;
  readonly priceTicks: number | null;
  readonly qty: number;
  readonly qtyLots: number;
  readonly filledQty: number;
  readonly filledLots: number;
  readonly averagePrice: number | null;
  readonly sentTime: EventTime | null;
  readonly changedTime: EventTime | null;
}

export interface OrderPage {
  readonly items: readonly (Order)[];
  readonly next: string | null;
}

export interface Pipeline {
  readonly placement: string;
  readonly policy: string;
  readonly places: readonly (Place)[];
  readonly stages: readonly (Stage)[];
  readonly rings: readonly (Ring)[];
  readonly control: {
    /** Frames that the control plane did not see */
    readonly framesLost: number;
    readonly journalLost: number;
    readonly streamClients: number;
    readonly heapUsedBytes: number;
    readonly heapTotalBytes: number;
    readonly rssBytes: number;
    /** Seen by a sentinel in the main thread */
    readonly gcCycles: number;
    /** ns that timers of the main thread came late */
    readonly loopLag: {
      readonly p50: number;
      readonly p99: number;
      readonly max: number;
    };
  };
}

export interface Place {
  readonly name: string;
  readonly roles: readonly (string)[];
  readonly edge: boolean;
  readonly state: "starting" | "running" | "done" | "failed";
  readonly silentMillis: number;
  readonly restarts: number;
}

export interface Pnl {
  readonly now: PnlPoint;
  /** Once a second, oldest first, at most an hour */
  readonly points: readonly (PnlPoint)[];
}

export interface PnlPoint {
  /** Wall time, ms since 1970 */
  readonly at: number;
  readonly pnl: number;
  readonly realized: number;
  readonly unrealized: number;
  readonly fees: number;
  /** Σ |notional| */
  readonly gross: number;
  /** Below the highest P&L seen, 0 or more */
  readonly drawdown: number;
}

export interface Position {
  readonly strategyId: number;
  readonly strategy: string | null;
  readonly instrumentId: number;
  readonly symbol: string;
  readonly qty: number;
  readonly qtyLots: number;
  readonly averagePrice: number | null;
  readonly markPrice: number | null;
  readonly notional: number;
  readonly realized: number;
  readonly unrealized: number;
  readonly fees: number;
  readonly pnl: number;
  readonly openBuyQty: number;
  readonly openSellQty: number;
  readonly fills: number;
}

export interface Positions {
  readonly items: readonly (Position)[];
}

export interface Prediction {
  /** Frame whose features were used */
  readonly frameSequence: number;
  readonly modelHash: string;
  readonly probabilities: readonly (number)[];
}

export interface PredictionAnswer {
  readonly model: string;
  readonly classes: readonly (string)[];
  readonly probabilities: readonly (number)[];
  readonly said: string;
  readonly confidence: number;
  readonly frameSequence: number | null;
  readonly runtime: string;
}

export interface PredictionQuestion {
  /** Take the newest features of this instrument */
  readonly instrumentId?: number;
  /** Unscaled, by name: those of the model, or those that differ */
  readonly features?: Readonly<Record<string, number>>;
}

export interface Predictions {
  readonly model: string | null;
  readonly classes: readonly (string)[];
  readonly runs: number;
  readonly predictions: number;
  readonly resolved: number;
  readonly correct: number;
  readonly accuracy: number | null;
  /** Of the most frequent class */
  readonly baselineAccuracy: number | null;
  /** How often the likeliest class came true, by the confidence it was given */
  readonly calibration: readonly (CalibrationBin)[];
  readonly newest: readonly (InstrumentPrediction)[];
}

export interface Problem {
  /** What kind of problem: a stable address */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path that was asked for */
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly ({
    readonly field: string;
    readonly message: string;
  })[];
}

export interface Promotion {
  readonly folder: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

export interface Reason {
  /** For the audit log */
  readonly because?: string;
}

export interface Ring {
  readonly name: string;
  readonly slotBytes: number;
  readonly capacity: number;
  /** Slots that the slowest stage has yet to read */
  readonly depth: number;
  readonly closed: boolean;
  readonly followers: readonly ({
    readonly name: string;
    readonly lag: number;
  })[];
}

export interface Risk {
  readonly state: "none" | "open" | "paused" | "reduce-only" | "held" | "killed";
  readonly paused: boolean;
  readonly reduceOnly: boolean;
  readonly held: boolean;
  readonly killed: boolean;
  readonly killedFor: string | null;
  /** The same as a sentence */
  readonly killedBecause: string | null;
  readonly limits: Readonly<Record<string, number | boolean | null>> | null;
  readonly headroom: readonly (Headroom)[];
  /** By reason */
  readonly refused: Readonly<Record<string, number>>;
  readonly eventTime: EventTime | null;
}

export interface SessionDetail {
  readonly record: Readonly<Record<string, unknown>>;
}

export interface SessionEntry {
  readonly id: string;
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly source: string;
  readonly mode: string;
  readonly messages: number;
  readonly frames: number;
  /** It is this one */
  readonly running: boolean;
}

export interface SessionPage {
  readonly items: readonly (SessionEntry)[];
  readonly next: string | null;
}

export interface Stage {
  readonly role: string;
  readonly place: string;
  readonly state: "starting" | "running" | "done" | "failed";
  readonly heartbeat: number;
  readonly hash: string;
  readonly counters: Readonly<Record<string, number>>;
  /** Counters a second */
  readonly rates: Readonly<Record<string, number>>;
  /** From the stage before */
  readonly hop: LatencyHistogram | null;
  /** From ingest */
  readonly total: LatencyHistogram | null;
}

export interface Status {
  readonly sessionId: string;
  readonly mode: "live" | "replay";
  readonly trading: "none" | "paper" | "trade";
  readonly source: string;
  readonly state: "starting" | "running" | "done" | "failed";
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  /** What nanos of event times count from */
  readonly epoch: string | null;
  readonly eventTime: EventTime | null;
  /** Share of the input read, 0 to 1; live: 0 */
  readonly progress: number;
  readonly placement: string;
  readonly policy: string;
  readonly model: string | null;
  readonly strategies: number;
  readonly risk: "none" | "open" | "paused" | "reduce-only" | "held" | "killed";
  readonly counts: {
    readonly messages: number;
    readonly frames: number;
    readonly predictions: number;
    readonly orders: number;
    readonly fills: number;
    readonly gaps: number;
  };
  /** A second, over the newest second */
  readonly rates: {
    readonly messages: number;
    readonly frames: number;
    readonly predictions: number;
    readonly orders: number;
    readonly fills: number;
  };
  /** Ingest → last stage */
  readonly latency: LatencySummary | null;
  readonly alarms: number;
}

export interface Strategies {
  readonly items: readonly (Strategy)[];
}

export interface Strategy {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly (StrategyParameter)[];
  /** Begun as their instruments come */
  readonly instances: readonly ({
    readonly strategyId: number;
    readonly symbols: readonly (string)[];
  })[];
}

export interface StrategyChange {
  /** New values; the others stay */
  readonly parameters: Readonly<Record<string, number | string>>;
}

export interface StrategyParameter {
  readonly name: string;
  readonly kind: "number" | "choice";
  /** Now, as far as it was set here */
  readonly value: number | string;
  readonly default: number | string;
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  readonly choices?: readonly (string)[];
  readonly help: string;
}

export interface StreamMessage {
  readonly topic:
    | "status"
    | "pipeline"
    | "frames"
    | "book"
    | "trades"
    | "predictions"
    | "orders"
    | "fills"
    | "positions"
    | "pnl"
    | "log"
    | "hello"
    | "heartbeat"
    | "pong"
    | "problem";
  /** Wall time, ms since 1970 */
  readonly at: number;
  /** Events that this client was too slow for */
  readonly lost: number;
  /** frames, book, trades, predictions, orders, fills, positions: a list of what is new; status, pipeline, pnl: the object; log: a list of lines */
  readonly data?: unknown;
}

export interface Trade {
  /** Counted by the control plane */
  readonly sequence: number;
  readonly instrumentId: number;
  readonly symbol: string;
  readonly time: EventTime;
  /** Who took */
  readonly side: "buy" | "sell" | "none";
  /** Mean of the trades of one side of one frame */
  readonly price: number;
  readonly qty: number;
  readonly trades: number;
}

export interface Trades {
  readonly items: readonly (Trade)[];
}

/** Every route of the API that is not a stream; streams: {@link ControlTransport.follow}. */
export class ControlClient extends ControlTransport {
  /** The newest frame of every instrument */
  listFrames(): Promise<Frames> {
    return this.json("GET", "/v1/frames");
  }

  /** Instruments of the session */
  listInstruments(): Promise<Instruments> {
    return this.json("GET", "/v1/instruments");
  }

  /** The served model's newest predictions, and how they have done */
  listPredictions(): Promise<Predictions> {
    return this.json("GET", "/v1/predictions");
  }

  /** Recent trades of an instrument, newest first */
  listTrades(instrumentId: string | number): Promise<Trades> {
    return this.json("GET", `/v1/instruments/${encodeURIComponent(instrumentId)}/trades`);
  }

  /** The newest book of an instrument */
  showBook(instrumentId: string | number): Promise<Book> {
    return this.json("GET", `/v1/instruments/${encodeURIComponent(instrumentId)}/book`);
  }

  /** The newest feature vector of an instrument */
  showFeatures(instrumentId: string | number): Promise<FeatureVector> {
    return this.json("GET", `/v1/instruments/${encodeURIComponent(instrumentId)}/features`);
  }

  /** Whether the process is alive */
  health(): Promise<Health> {
    return this.json("GET", "/healthz");
  }

  /** What is wrong at the moment */
  listAlarms(): Promise<Alarms> {
    return this.json("GET", "/v1/alarms");
  }

  /** The newest lines of the log */
  listLogLines(query: { readonly limit?: number } = {}): Promise<LogLines> {
    return this.json("GET", "/v1/logs", { query: { ...query } });
  }

  /** Whether the session runs and shows a market */
  ready(): Promise<Readiness> {
    return this.json("GET", "/readyz");
  }

  /** What the session runs with */
  showConfiguration(): Promise<Configuration> {
    return this.json("GET", "/v1/config");
  }

  /** Metrics in Prometheus' text format; those of positions and P&L with a token only */
  showMetrics(): Promise<string> {
    return this.text("GET", "/metrics");
  }

  /** Workers, rings, counters and latency of every hop */
  showPipeline(): Promise<Pipeline> {
    return this.json("GET", "/v1/pipeline");
  }

  /** The session in a few numbers */
  showStatus(): Promise<Status> {
    return this.json("GET", "/v1/status");
  }

  /** Cancel what is open */
  cancelAll(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/cancel-all", { body, ...options });
  }

  /** Cancel what is open and close positions */
  flatten(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/flatten", { body, ...options });
  }

  /** End reduce-only */
  full(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/full", { body, ...options });
  }

  /** Cancel everything and let nothing out any more */
  kill(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/kill", { body, ...options });
  }

  /** Recent fills, newest first */
  listFills(query: { readonly limit?: number; readonly cursor?: string } = {}): Promise<FillPage> {
    return this.json("GET", "/v1/fills", { query: { ...query } });
  }

  /** Open or recent orders, newest first */
  listOrders(
    query: { readonly limit?: number; readonly cursor?: string; readonly state?: "open" | "all" } =
      {},
  ): Promise<OrderPage> {
    return this.json("GET", "/v1/orders", { query: { ...query } });
  }

  /** Positions and what they have earned */
  listPositions(): Promise<Positions> {
    return this.json("GET", "/v1/positions");
  }

  /** Send nothing new; reductions are let out */
  pause(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/pause", { body, ...options });
  }

  /** End a kill */
  rearm(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/rearm", { body, ...options });
  }

  /** Let out only what reduces */
  reduceOnly(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/reduce-only", { body, ...options });
  }

  /** End a pause */
  resume(body: CommandScope = {}, options: ChangeOptions = {}): Promise<CommandResult> {
    return this.json("POST", "/v1/risk/resume", { body, ...options });
  }

  /** P&L over time */
  showPnl(): Promise<Pnl> {
    return this.json("GET", "/v1/pnl");
  }

  /** Limits, what is left of them, and the gate's state */
  showRisk(): Promise<Risk> {
    return this.json("GET", "/v1/risk");
  }

  /** Other parameters; the strategy is made anew with them */
  changeStrategy(
    name: string | number,
    body: StrategyChange,
    options: ChangeOptions = {},
  ): Promise<CommandResults> {
    return this.json("PATCH", `/v1/strategies/${encodeURIComponent(name)}`, { body, ...options });
  }

  /** Strategies of the session, with parameters and instances */
  listStrategies(): Promise<Strategies> {
    return this.json("GET", "/v1/strategies");
  }

  /** Begin a strategy that was stopped anew */
  startStrategy(
    name: string | number,
    body: Reason = {},
    options: ChangeOptions = {},
  ): Promise<CommandResults> {
    return this.json("POST", `/v1/strategies/${encodeURIComponent(name)}/start`, {
      body,
      ...options,
    });
  }

  /** End a strategy: its orders are cancelled, its positions stay */
  stopStrategy(
    name: string | number,
    body: Reason = {},
    options: ChangeOptions = {},
  ): Promise<CommandResults> {
    return this.json("POST", `/v1/strategies/${encodeURIComponent(name)}/stop`, {
      body,
      ...options,
    });
  }

  /** End a job */
  cancelJob(jobId: string | number, options: ChangeOptions = {}): Promise<Job> {
    return this.json("POST", `/v1/jobs/${encodeURIComponent(jobId)}/cancel`, { ...options });
  }

  /** Jobs, newest first */
  listJobs(query: { readonly limit?: number; readonly cursor?: string } = {}): Promise<JobPage> {
    return this.json("GET", "/v1/jobs", { query: { ...query } });
  }

  /** Queue a replay or a backtest */
  startJob(body: JobRequest, options: ChangeOptions = {}): Promise<Job> {
    return this.json("POST", "/v1/jobs", { body, ...options });
  }

  /** Models that could be served, and their aliases */
  listModels(): Promise<Models> {
    return this.json("GET", "/v1/models");
  }

  /** Recorded sessions, newest first */
  listSessions(
    query: { readonly limit?: number; readonly cursor?: string } = {},
  ): Promise<SessionPage> {
    return this.json("GET", "/v1/sessions", { query: { ...query } });
  }

  /** What the served model says of a vector */
  predict(body: PredictionQuestion): Promise<PredictionAnswer> {
    return this.json("POST", "/v1/predict", { body });
  }

  /** Give an alias to a model that can be served */
  promoteModel(
    alias: string | number,
    body: Promotion,
    options: ChangeOptions = {},
  ): Promise<AliasChange> {
    return this.json("PUT", `/v1/models/aliases/${encodeURIComponent(alias)}`, {
      body,
      ...options,
    });
  }

  /** Give an alias back to the model that had it before */
  rollBackModel(alias: string | number, options: ChangeOptions = {}): Promise<AliasChange> {
    return this.json("POST", `/v1/models/aliases/${encodeURIComponent(alias)}/rollback`, {
      ...options,
    });
  }

  /** A job and, once it is done, its result */
  showJob(jobId: string | number): Promise<JobResult> {
    return this.json("GET", `/v1/jobs/${encodeURIComponent(jobId)}`);
  }

  /** The page of a finished backtest */
  showJobReport(jobId: string | number): Promise<string> {
    return this.text("GET", `/v1/jobs/${encodeURIComponent(jobId)}/report`);
  }

  /** What was recorded of a session */
  showSession(sessionId: string | number): Promise<SessionDetail> {
    return this.json("GET", `/v1/sessions/${encodeURIComponent(sessionId)}`);
  }
}
