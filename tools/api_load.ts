/**
 * What watching costs the current: latency of every frame with nobody watching, and with requests
 * and followers of the stream, in turns, in one run.
 *
 *   deno run -A tools/api_load.ts                    2,000 requests/s and 20 followers
 *   deno run -A tools/api_load.ts --requests 10000
 *
 * Server, current and client share the machine's cores, so with few of them the client takes its
 * part of the pipeline's.
 */
import { parseArgs } from "node:util";
import { startControl } from "../core/control/control_server.ts";
import { replayView } from "../core/supervisor/replay_view.ts";
import { runSession } from "../core/supervisor/session.ts";
import type { SessionJob } from "../core/supervisor/job.ts";
import type { SessionView } from "../core/supervisor/session_view.ts";
import { F_INFER_STAMP, F_INGEST_STAMP } from "../core/wire/frame.ts";
import { loadModel } from "../models/model_files.ts";
import { SHIPPED_MODEL } from "../models/shipped.ts";
import { textTable } from "../cli/text_table.ts";
import { bytesText, countText, durationText } from "../cli/format.ts";

const CLIENT = new URL("./api_load_client.ts", import.meta.url).pathname;
const FAST = { perSecond: 1e7, burst: 1e7 };

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "2000" },
    followers: { type: "string", default: "20" },
    seconds: { type: "string", default: "5" },
    turns: { type: "string", default: "4" },
    speed: { type: "string", default: "40" },
  },
});
const seconds = Number(values.seconds);
const job: SessionJob = {
  input: { kind: "simulated", seed: 1, events: 50_000_000, symbols: ["MILL-USD", "RACE-USD"] },
  speed: Number(values.speed),
  model: await loadModel(SHIPPED_MODEL),
  schedule: { everyFrames: 64 },
  recordPath: undefined,
  disturbance: undefined,
};
const controller = new AbortController();
const started = Promise.withResolvers<SessionView>();
const running = runSession({
  topology: { placement: "fused", policy: "auto", cores: navigator.hardwareConcurrency },
  job,
  signal: controller.signal,
  onShared: (shared, topology) =>
    started.resolve(replayView({
      shared,
      topology,
      job,
      source: "simulated market",
      strategies: [],
      configuration: {},
      stop: () => Promise.resolve(),
    })),
});
const server = await startControl({
  view: await started.promise,
  port: 0,
  rate: FAST,
  mostStreamsOfOne: 1_000,
  mostStreams: 1_000,
});
let latencies: number[] = [];
server.plane.tap.frameWatchers.push(({ doubles }) => {
  latencies.push(doubles[F_INFER_STAMP] - doubles[F_INGEST_STAMP]);
});
await pause(2);
const quiet: number[][] = [];
const loaded: number[][] = [];
const totals = { answered: 0, bytes: 0, messages: 0, messageBytes: 0 };
for (let turn = 0; turn < Number(values.turns); turn++) {
  quiet.push(await measured(() => pause(seconds)));
  loaded.push(await measured(load));
}
report();
await server.close();
controller.abort();
await running;

async function measured(body: () => Promise<void>): Promise<number[]> {
  latencies = [];
  await body();
  return latencies;
}

async function load(): Promise<void> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      CLIENT,
      JSON.stringify({
        url: server.url,
        seconds,
        requestsPerSecond: Number(values.requests),
        followers: Number(values.followers),
      }),
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const told: typeof totals = JSON.parse(new TextDecoder().decode(stdout));
  for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += told[name];
}

/** The median of the turns: a burst of something else on the machine spoils one of them, not all. */
function report(): void {
  const row = (name: string, turns: readonly number[][]) => [
    name,
    countText(turns.flat().length),
    ...[0.5, 0.9, 0.99].map((q) => durationText(median(turns.map((turn) => quantile(turn, q))))),
    turns.map((turn) => durationText(quantile(turn, 0.99))).join(", "),
  ];
  console.log(
    textTable(["ingest → inference", "frames", "p50", "p90", "p99", "p99 of each turn"], [
      row("nobody watches", quiet),
      row("under load", loaded),
    ]),
  );
  const time = seconds * Number(values.turns);
  console.log(
    `\n${countText(totals.answered / time)} requests/s of ${
      bytesText(Math.round(totals.bytes / Math.max(1, totals.answered)))
    }, ${values.followers} followers: ${countText(totals.messages / time)} messages/s of ${
      bytesText(Math.round(totals.messageBytes / Math.max(1, totals.messages)))
    }; frames lost to the watcher ${countText(server.plane.tap.frames.lost)}`,
  );
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time * 1_000));
}
