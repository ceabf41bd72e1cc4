/** What the hot path leaves behind: bytes allocated a million records, and the peak of a process. */
import { getHeapStatistics } from "node:v8";
import type { ModelBytes } from "../core/inference/loaded_model.ts";
import { loadModel } from "../models/model_files.ts";
import { SHIPPED_MODEL } from "../models/shipped.ts";
import { type Bench, opsFor, type Reading } from "./harness.ts";
import { fileInput, recordsOf, replay, simulatedInput } from "./sessions.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const PROBE = new URL("../tests/parity/heap_probe.ts", import.meta.url).pathname;
/** A record that keeps one number would come to sixteen times this. */
const MOST_BYTES_A_MILLION = 1_000_000;
/** Four times the input may cost this much more memory. */
const MOST_GROWTH = 1.15;
const LONGER = 4;

export const MEMORY_BENCH: Bench = {
  name: "memory",
  async prepare(size) {
    const folder = await Deno.makeTempDir({ prefix: "millrace-bench-" });
    const events = opsFor(size, 200_000, 2_000);
    const short = `${folder}/short.tape`;
    const long = `${folder}/long.tape`;
    await replay(simulatedInput(events), "inline", undefined, short);
    await replay(simulatedInput(LONGER * events), "inline", undefined, long);
    const model = await loadModel(SHIPPED_MODEL);
    const workload = `simulated market from a tape, inline, ${events} and ${LONGER * events} ` +
      "events: the difference, so that what a session costs once does not count";
    return {
      matches: [],
      readings: [
        growth(),
        allocation(
          "allocated a million records, without a model",
          workload,
          short,
          long,
          undefined,
        ),
        allocation(
          "allocated a million records, with the model",
          `${workload}; every 64 frames onnxruntime makes its own objects`,
          short,
          long,
          model,
        ),
        peak(events),
      ],
      close: () => Deno.remove(folder, { recursive: true }),
    };
  },
};

/** What is still in use after collection, between 40 % and 95 % of one session. */
function growth(): Reading {
  return {
    name: "heap growth a million messages",
    workload: "simulated market, inline, with the model, 1,500,000 events; after a collection each",
    target: `≤ ${bytesText(MOST_BYTES_A_MILLION)}`,
    async read() {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--v8-flags=--expose-gc", PROBE],
      }).output();
      const bytes = Number(new TextDecoder().decode(stdout));
      return { text: bytesText(bytes), value: bytes, met: bytes <= MOST_BYTES_A_MILLION };
    },
  };
}

function allocation(
  name: string,
  workload: string,
  short: string,
  long: string,
  model: ModelBytes | undefined,
): Reading {
  return {
    name,
    workload,
    target: "",
    async read() {
      // Once before it counts: compiled code lies on the heap, too.
      await allocatedBy(long, model);
      const some = await allocatedBy(short, model);
      const more = await allocatedBy(long, model);
      const bytes = ((more.bytes - some.bytes) / (more.records - some.records)) * 1e6;
      return { text: bytesText(bytes), value: bytes, met: true };
    },
  };
}

/** Bytes that V8 allocated while a tape was replayed, collected since or not. */
async function allocatedBy(
  tape: string,
  model: ModelBytes | undefined,
): Promise<{ bytes: number; records: number }> {
  const before = allocatedBytes();
  const outcome = await replay(fileInput("tape", [tape]), "inline", model);
  return { bytes: allocatedBytes() - before, records: recordsOf(outcome) };
}

function allocatedBytes(): number {
  // Deno reports it; the declarations of Node's API do not have it yet.
  const statistics: Record<string, number | undefined> = { ...getHeapStatistics() };
  const bytes = statistics.total_allocated_bytes;
  if (bytes === undefined) throw new Error("this Deno does not tell what V8 has allocated");
  return bytes;
}

function peak(events: number): Reading {
  return {
    name: "peak memory of a process",
    workload: `millrace replay, fused, ${events} and ${LONGER * events} simulated events`,
    target: `≤ ${MOST_GROWTH}× for ${LONGER}× the input`,
    async read() {
      const some = await peakOfReplay(events);
      const more = await peakOfReplay(LONGER * events);
      return {
        text: `${bytesText(some)} / ${bytesText(more)}`,
        value: more,
        met: more <= some * MOST_GROWTH,
      };
    },
  };
}

/** A shell in between, because Linux counts the peak of whoever starts a process as that process's. */
async function peakOfReplay(events: number): Promise<number> {
  const replayArgs = ["replay", "--events", `${events}`, "--placement", "fused", "--json"];
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", '"$@"; exit $?', "sh", Deno.execPath(), "run", "-A", MAIN, ...replayArgs],
  }).output();
  if (!success) throw new Error(`replay failed: ${new TextDecoder().decode(stderr)}`);
  const summary = JSON.parse(new TextDecoder().decode(stdout)) as { peakRssBytes: number };
  return summary.peakRssBytes;
}

function bytesText(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
