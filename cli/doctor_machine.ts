/** Checks of the machine itself: nothing leaves it. */
import { statfsSync } from "node:fs";
import { Clock, WallClock } from "../core/base/clock.ts";
import { messageOf } from "../core/base/errors.ts";
import { chooseWaitPolicy } from "../core/ring/wait.ts";
import { planTopology } from "../core/supervisor/topology.ts";
import { bytesText, durationText } from "./format.ts";

export const VERDICTS = ["ok", "warn", "fail"] as const;

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly verdict: typeof VERDICTS[number];
  /** What was found. */
  readonly found: string;
  /** What to do about it; undefined = nothing. */
  readonly advice?: string | undefined;
}

const LEAST_FREE_BYTES = 2 * 1_024 ** 3;
const WAKEUPS = 200;
const SLOW_WAKEUP_NANOS = 1e6;
const STALL_SECONDS = 0.5;
const LONG_STALL_NANOS = 20e6;

/** @param out where sessions are to be kept */
export async function checkMachine(out: string): Promise<Check[]> {
  return [
    runtime(),
    cores(),
    await wakeups(),
    stalls(),
    clock(),
    memory(),
    ...disk(out),
    port(),
    await permissions(),
  ];
}

function runtime(): Check {
  const found = `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, ${Deno.build.target}`;
  const [major, minor] = Deno.version.deno.split(".").map(Number);
  const isKnown = major > 2 || (major === 2 && minor >= 9);
  return isKnown
    ? { name: "runtime", verdict: "ok", found }
    : { name: "runtime", verdict: "fail", found, advice: "use Deno 2.9 or newer" };
}

function cores(): Check {
  const count = navigator.hardwareConcurrency;
  const { placement, places } = planTopology({
    placement: "auto",
    policy: "auto",
    cores: count,
    recording: true,
    trading: true,
  });
  const found = `${count}: live runs ${placement} in ${places.length} workers, idle ones ` +
    chooseWaitPolicy(places.length, count);
  if (count >= 2) return { name: "cores", verdict: "ok", found };
  return {
    name: "cores",
    verdict: "warn",
    found,
    advice: "two or more keep sockets and stages apart",
  };
}

/** Round trip of a wakeup between two threads: what a parked stage costs. */
async function wakeups(): Promise<Check> {
  const memory = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL("../workers/doctor_echo.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
  const started = new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
  });
  worker.postMessage(memory.buffer);
  try {
    await started;
    const clock = new Clock();
    const nanos: number[] = [];
    for (let i = 1; i <= WAKEUPS; i++) {
      // Long enough for the other thread to have gone to sleep.
      await new Promise((resolve) => setTimeout(resolve, 1));
      const from = clock.nowNanos();
      Atomics.store(memory, 0, i);
      Atomics.notify(memory, 0);
      const { async, value } = Atomics.waitAsync(memory, 1, i - 1, 1_000);
      if (async) await value;
      nanos.push(clock.nowNanos() - from);
    }
    nanos.sort((a, b) => a - b);
    const p50 = nanos[WAKEUPS >> 1];
    const p99 = nanos[Math.floor(WAKEUPS * 0.99)];
    const found = `round trip p50 ${durationText(p50)}, p99 ${durationText(p99)}`;
    if (p50 < SLOW_WAKEUP_NANOS) return { name: "wakeups", verdict: "ok", found };
    return {
      name: "wakeups",
      verdict: "warn",
      found,
      advice: "the machine is busy, or sleeps deeply",
    };
  } catch (thrown) {
    return {
      name: "wakeups",
      verdict: "fail",
      found: `no worker could be started (${messageOf(thrown)})`,
    };
  } finally {
    worker.terminate();
  }
}

/** How long this thread is kept from running when it never waits. */
function stalls(): Check {
  const clock = new Clock();
  const from = clock.nowNanos();
  let last = from;
  let longest = 0;
  while (last - from < STALL_SECONDS * 1e9) {
    const now = clock.nowNanos();
    if (now - last > longest) longest = now - last;
    last = now;
  }
  const found = `longest interruption in ${STALL_SECONDS} s: ${durationText(longest)}`;
  if (longest < LONG_STALL_NANOS) return { name: "interruptions", verdict: "ok", found };
  return { name: "interruptions", verdict: "warn", found, advice: "other programs take this core" };
}

/** The steady clock against the time of day: one that is being set jumps between the two. */
function clock(): Check {
  const wall = new WallClock().nowMillis();
  const year = new Date(wall).getUTCFullYear();
  const found = `${new Date(wall).toISOString()}, steps of ${durationText(clockStepNanos())}`;
  if (year >= 2024 && year < 2100) return { name: "clock", verdict: "ok", found };
  return {
    name: "clock",
    verdict: "fail",
    found,
    advice: "set the clock: signatures carry the time",
  };
}

function clockStepNanos(): number {
  const clock = new Clock();
  const from = clock.nowNanos();
  let now = from;
  while (now === from) now = clock.nowNanos();
  return now - from;
}

function memory(): Check {
  const { available, total } = Deno.systemMemoryInfo();
  const found = `${bytesText(available)} of ${bytesText(total)} free`;
  if (available > 1_024 ** 3) return { name: "memory", verdict: "ok", found };
  return { name: "memory", verdict: "warn", found, advice: "a session takes about 400 MiB" };
}

function disk(out: string): Check[] {
  let free: number | undefined;
  try {
    const isNew = !isFolder(out);
    Deno.mkdirSync(out, { recursive: true });
    const probe = `${out}/.doctor`;
    Deno.writeTextFileSync(probe, "");
    Deno.removeSync(probe);
    free = freeBytes(out);
    if (isNew) Deno.removeSync(out);
  } catch (thrown) {
    return [{
      name: "disk",
      verdict: "fail",
      found: `${out}: cannot be written (${messageOf(thrown)})`,
      advice: "choose another folder with --out",
    }];
  }
  const where = `${out} can be written`;
  if (free === undefined) return [{ name: "disk", verdict: "ok", found: where }];
  const found = `${where}, ${bytesText(free)} free`;
  if (free >= LEAST_FREE_BYTES) return [{ name: "disk", verdict: "ok", found }];
  return [{
    name: "disk",
    verdict: "warn",
    found,
    advice: "a busy day of two instruments is gigabytes",
  }];
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    // Not there, or not to be seen: it has to be made.
    return false;
  }
}

/** Undefined where the system does not say. */
function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    // Not on this system, or not for this folder: then nothing is said of it.
    return undefined;
  }
}

function port(): Check {
  try {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    return { name: "ports", verdict: "ok", found: `127.0.0.1:${port} could be listened on` };
  } catch (thrown) {
    return {
      name: "ports",
      verdict: "fail",
      found: `no port of 127.0.0.1 can be listened on (${messageOf(thrown)})`,
      advice: "the API and the practice exchange need one: --allow-net",
    };
  }
}

async function permissions(): Promise<Check> {
  const missing = await missingPermissions();
  return missing.length === 0
    ? { name: "permissions", verdict: "ok", found: "all that a live session hands to its workers" }
    : {
      name: "permissions",
      verdict: "fail",
      found: `${missing.join(", ")} not granted`,
      advice: "start it with deno task",
    };
}

async function missingPermissions(): Promise<string[]> {
  const wanted = ["net", "read", "write", "env", "sys"] as const;
  const states = await Promise.all(wanted.map((name) => Deno.permissions.query({ name })));
  return wanted.filter((_, i) => states[i].state === "denied" || states[i].state === "prompt")
    .map((name) => `--allow-${name}`);
}
