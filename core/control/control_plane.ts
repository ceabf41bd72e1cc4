/**
 * The parts of the control plane, made once a session: what routes and streams work with.
 */
import { wallMillis } from "../base/clock.ts";
import { ACTOR_API, ACTOR_CLI } from "../wire/control.ts";
import type { ControlRequest } from "../supervisor/session_view.ts";
import { GcCycles } from "../telemetry/gc_cycles.ts";
import { LoopLag } from "../telemetry/loop_lag.ts";
import type { Pipeline } from "./contract/system.ts";
import type { CommandResult } from "./contract/trading.ts";
import { type ControlOptions, DEFAULT_STREAMS, DEFAULT_STREAMS_OF_ONE } from "./control_options.ts";
import { ProblemError } from "./http/problem.ts";
import { AuditLog } from "./security/audit_log.ts";
import { LogTail } from "./stream/log_tail.ts";
import { StreamFeed } from "./stream/stream_feed.ts";
import { StreamHub } from "./stream/stream_hub.ts";
import { SessionTap } from "./tap/session_tap.ts";
import { CONTROL_NAMES } from "../wire/control.ts";
import { pipelineView } from "./views/pipeline_view.ts";

/** How long an answer waits for trading to have applied a command. */
const APPLY_MILLIS = 250;
const LOOK_MILLIS = 4;

export class ControlPlane {
  readonly options: ControlOptions;
  readonly tap: SessionTap;
  readonly audit: AuditLog;
  readonly lines: LogTail;
  readonly hub: StreamHub;
  readonly lag = new LoopLag();
  readonly gc = new GcCycles();
  /** Requests by the status of their answer. */
  readonly requests = new Map<number, number>();

  readonly #closers: (() => void)[] = [];

  constructor(options: ControlOptions) {
    const { view } = options;
    this.options = options;
    this.tap = new SessionTap(view);
    this.audit = new AuditLog(
      view.folder === undefined ? undefined : `${view.folder}/audit.jsonl`,
      this.tap.faults,
    );
    this.lines = new LogTail(view);
    const feed = new StreamFeed(this.tap, () => this.pipeline());
    this.hub = new StreamHub(this.tap, feed, this.lines, {
      most: options.mostStreams ?? DEFAULT_STREAMS,
      mostOfOne: options.mostStreamsOfOne ?? DEFAULT_STREAMS_OF_ONE,
    });
  }

  pipeline(): Pipeline {
    return pipelineView(this.tap, this.#state());
  }

  /** First message of every stream. */
  hello(): string {
    const { id, mode, trading } = this.tap.view;
    const data = JSON.stringify({ protocol: "millrace.v1", sessionId: id, mode, trading });
    return `{"topic":"hello","at":${wallMillis()},"lost":0,"data":${data}}`;
  }

  /**
   * Hands a command to trading and waits a moment for it to be applied.
   * @throws ProblemError when nobody trades
   */
  async command(request: Omit<ControlRequest, "actor">, fromCli: boolean): Promise<CommandResult> {
    const { view } = this.tap;
    if (view.trading === "none") {
      throw new ProblemError(503, "nobody trades in this session: start it with a strategy");
    }
    const controlId = view.send({ ...request, actor: fromCli ? ACTOR_CLI : ACTOR_API });
    const until = wallMillis() + APPLY_MILLIS;
    let outcome = this.#outcomeOf(controlId);
    while (outcome === undefined && wallMillis() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
      outcome = this.#outcomeOf(controlId);
    }
    const command = CONTROL_NAMES[request.kind] ?? "unknown";
    return { controlId, command, outcome: outcome ?? "pending" };
  }

  #outcomeOf(controlId: number): "applied" | "refused" | undefined {
    this.tap.orders.poll();
    return this.tap.orders.outcomeOf(controlId);
  }

  /** What else is to end with the session. */
  onClose(close: () => void): void {
    this.#closers.push(close);
  }

  close(): void {
    for (const close of this.#closers) close();
    this.hub.close();
    this.tap.close();
    this.lag.stop();
    this.gc.stop();
    this.audit.close();
  }

  #state(): Pipeline["control"] {
    const { heapUsed, heapTotal, rss } = Deno.memoryUsage();
    const { p50, p99, max } = this.lag.histogram.summary();
    return {
      framesLost: this.tap.frames.lost,
      journalLost: this.tap.orders.lost,
      streamClients: this.hub.clients,
      heapUsedBytes: heapUsed,
      heapTotalBytes: heapTotal,
      rssBytes: rss,
      gcCycles: this.gc.count,
      loopLag: { p50, p99, max },
    };
  }
}
