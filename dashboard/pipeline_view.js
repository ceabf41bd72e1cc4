// The current as it runs: stages, rings between them, latency of every hop, workers, counters.

import { Figures, make, panel, Table } from "./elements.js";
import { FlowDrawing } from "./flow_drawing.js";
import { countText, durationText, rateText } from "./format.js";
import { LatencyChart } from "./latency_chart.js";

const EVERY_MILLIS = 500;
const MIB = 1_048_576;

export class PipelineView {
  static topics = ["pipeline"];
  static allInstruments = true;
  static every = 500;

  #app;
  #flow = new FlowDrawing();
  #figures = new Figures();
  #latency = new LatencyChart();
  #hops = new Table(
    [
      ["hop", ({ name }) => name],
      ["frames", ({ count }) => countText(count)],
      ["p50", ({ p50 }) => durationText(p50)],
      ["p99", ({ p99 }) => durationText(p99)],
      ["p99.9", ({ p999 }) => durationText(p999)],
      ["max", ({ max }) => durationText(max)],
    ],
    "No frame yet.",
    "Latency by hop",
  );
  #workers = new Table(
    [
      ["worker", ({ name }) => name],
      ["runs", ({ roles }) => roles.join(", "), undefined, "text"],
      ["kind", ({ edge }) => edge ? "edge" : "core"],
      [
        "state",
        ({ state }) => state,
        ({ state }) => state === "running" ? "good" : state === "failed" ? "bad" : "",
      ],
      [
        "heartbeat",
        ({ silentMillis }) => `${Math.round(silentMillis)} ms ago`,
        ({ silentMillis }) => silentMillis > 2_000 ? "warn" : "",
      ],
      ["restarts", ({ restarts }) => restarts, ({ restarts }) => restarts > 0 ? "warn" : ""],
    ],
    "All stages run in the main thread.",
    "Workers",
  );
  #counters = new Table(
    [
      ["stage", ({ role }) => role],
      ["counter", ({ name }) => name, undefined, "text"],
      ["value", ({ value }) => countText(value)],
      ["a second", ({ rate }) => rate === undefined || rate === 0 ? "" : rateText(rate)],
    ],
    "Nothing counted yet.",
    "Counters",
  );
  #drawn = -Infinity;

  constructor(app) {
    this.#app = app;
    const flow = panel(
      "The current",
      "w12",
      "rings show how many slots wait for their slowest reader",
    );
    flow.body.append(this.#flow.element);
    const latency = panel(
      "Latency",
      "w7",
      "share of frames by time since the stage before, logarithmic",
    );
    latency.body.append(this.#latency.element);
    const hops = panel("By hop", "w5");
    hops.body.append(this.#hops.element);
    const workers = panel("Workers", "w7");
    workers.body.append(this.#workers.element);
    const process = panel("Process", "w5");
    process.body.append(this.#figures.element);
    const counters = panel("Counters", "w12");
    counters.body.append(this.#counters.element);
    this.element = make("div.grid");
    for (const part of [flow, latency, hops, workers, process, counters]) {
      this.element.append(part.panel);
    }
  }

  paint(now) {
    const { pipeline, status } = this.#app.state;
    if (pipeline === undefined || now - this.#drawn < EVERY_MILLIS) return;
    this.#drawn = now;
    const { stages, rings, places, control } = pipeline;
    this.#flow.show(stages, rings, status);
    const hops = stages.filter(({ hop }) => hop !== null && hop.summary.count > 0);
    this.#latency.show(hops.map(({ role, hop }) => ({ name: role, buckets: hop.buckets })));
    const rows = hops.map(({ role, hop }) => ({ name: `→ ${role}`, ...hop.summary }));
    const total = hops.at(-1)?.total;
    if (total) rows.push({ name: `ingest → ${hops.at(-1).role}`, ...total.summary });
    this.#hops.show(rows);
    this.#workers.show(places);
    this.#figures.show([
      ["placement", pipeline.placement],
      ["idle workers", pipeline.policy],
      ["memory", `${Math.round(control.rssBytes / MIB)} MiB`],
      ["heap", `${Math.round(control.heapUsedBytes / MIB)} MiB`],
      ["event loop p99", durationText(control.loopLag.p99)],
      ["frames this page missed", countText(control.framesLost)],
      ["watching", countText(control.streamClients)],
    ]);
    this.#counters.show(
      stages.flatMap(({ role, counters, rates }) =>
        Object.entries(counters).filter(([, value]) => value !== 0)
          .map(([name, value]) => ({ role, name, value, rate: rates[name] }))
      ),
    );
  }

  repaint() {
    this.#drawn = -Infinity;
  }
}
