/**
 * A live feed: from a real loopback socket, fed by another process, to the market ring; and what
 * reading the socket alone costs with the clients there are.
 */
import { cpuUsage } from "node:process";
import { WebSocket as WsSocket } from "ws";
import { Prng } from "../core/base/prng.ts";
import { ClientSocket } from "../core/venues/sockets/client_socket.ts";
import { PlainFeed } from "./baselines/plain_feed.ts";
import { FeedRun } from "./feed_run.ts";
import { type Bench, type Contender, opsFor, type Reading } from "./harness.ts";

const FULL_FRAMES = 200_000;
const STEADY_RATE = 100_000;
const STEADY_SECONDS = 3;
const MOST_CORES = 0.7;
const WORKLOAD = "Binance spot, one symbol: of four frames one depth update of 4 + 4 levels, two " +
  "trades, one best quote; a server process writes to a loopback socket as fast as it is read";

interface Venue {
  readonly restUrl: string;
  readonly wsUrl: string;
}

export const FEED_BENCH: Bench = {
  name: "feed",
  async prepare(size) {
    const frames = opsFor(size, FULL_FRAMES, 400);
    const steadyFrames = opsFor(size, STEADY_RATE * STEADY_SECONDS, 400);
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-net",
        "--no-check",
        new URL("./feed_server.ts", import.meta.url).pathname,
        String(Math.max(frames, steadyFrames)),
      ],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const port = await portOf(server.stdout);
    const venue = { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` };
    return {
      matches: [
        {
          unit: "frames",
          contenders: [
            ownReader(venue, frames),
            nativeClient(venue, frames),
            wsClient(venue, frames),
          ],
          comparisons: ["native WebSocket", "ws"].map((baseline) => ({
            name: "WebSocket frames, read only",
            ours: "millrace",
            baseline,
            workload: `${WORKLOAD}; only the lengths are looked at`,
          })),
          mostRuns: 7,
        },
        {
          unit: "frames",
          contenders: [feed(venue, frames), plainFeed(venue, frames)],
          comparisons: [{
            name: "live feed, socket to market ring",
            ours: "millrace",
            baseline: "ws + JSON.parse + Map of objects",
            targetRate: 100_000,
            workload:
              `${WORKLOAD}; ours parses, checks sequences, hashes and writes every message ` +
              `to the ring, the baseline has neither ring nor checks`,
          }],
          mostRuns: 7,
        },
      ],
      readings: [steadyFeed(venue, steadyFrames), steadyPlain(venue, steadyFrames)],
      async close() {
        server.kill();
        await server.status;
      },
    };
  },
};

async function portOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) return text.trim();
  }
  throw new Error("the venue did not start");
}

async function go({ restUrl }: Venue, frames: number, rate = 0): Promise<void> {
  await (await fetch(`${restUrl}/go?frames=${frames}&rate=${rate}`)).body?.cancel();
}

function feed(venue: Venue, frames: number): Contender {
  let run: FeedRun | undefined;
  return {
    name: "millrace",
    ops: frames,
    async before() {
      await run?.close();
      run = new FeedRun(venue);
      await run.synced();
    },
    async run() {
      await go(venue, frames);
      await run!.until(frames + 1);
      const { sum } = run!;
      await run!.close();
      run = undefined;
      return sum;
    },
  };
}

function plainFeed(venue: Venue, frames: number): Contender {
  let run: PlainFeed | undefined;
  return {
    name: "ws + JSON.parse + Map of objects",
    ops: frames,
    async before() {
      run = new PlainFeed(venue.wsUrl);
      await run.until(1);
    },
    async run() {
      await go(venue, frames);
      await run!.until(frames + 1);
      run!.close();
      return run!.sum;
    },
  };
}

/** The sum of all lengths; frame 0 comes with the connection. */
function ownReader(venue: Venue, frames: number): Contender {
  let socket: ClientSocket;
  let wake: () => void = () => {};
  let seen = 0;
  let sum = 0;
  const take = async (wanted: number) => {
    for (;;) {
      while (socket.next()) {
        seen++;
        sum += socket.to - socket.from;
      }
      if (seen >= wanted) return;
      const input = new Promise<void>((resolve) => wake = resolve);
      socket.read();
      await input;
    }
  };
  return {
    name: "millrace",
    ops: frames,
    async before() {
      seen = 0;
      sum = 0;
      const random = new Prng(1);
      socket = await ClientSocket.open({ url: venue.wsUrl, random, onInput: () => wake() });
      await take(1);
    },
    async run() {
      await go(venue, frames);
      await take(frames + 1);
      await socket.close();
      return sum;
    },
  };
}

function nativeClient(venue: Venue, frames: number): Contender {
  return counting("native WebSocket", venue, frames, (onLength) => {
    const socket = new WebSocket(venue.wsUrl);
    socket.onmessage = ({ data }) => onLength(data.length);
    return () => socket.close();
  });
}

function wsClient(venue: Venue, frames: number): Contender {
  return counting("ws", venue, frames, (onLength) => {
    const socket = new WsSocket(venue.wsUrl, { perMessageDeflate: false });
    socket.on("message", (data: { readonly length: number }) => onLength(data.length));
    return () => socket.terminate();
  });
}

function counting(
  name: string,
  venue: Venue,
  frames: number,
  open: (onLength: (length: number) => void) => () => void,
): Contender {
  let seen = 0;
  let sum = 0;
  let wanted = 0;
  let connection = 0;
  let done: () => void = () => {};
  let close: () => void = () => {};
  return {
    name,
    ops: frames,
    async before() {
      seen = 0;
      sum = 0;
      wanted = 1;
      const first = new Promise<void>((resolve) => done = resolve);
      const mine = ++connection;
      close = open((length) => {
        // One that is closing may still say something.
        if (mine !== connection) return;
        sum += length;
        if (++seen === wanted) done();
      });
      await first;
    },
    async run() {
      wanted = frames + 1;
      const all = new Promise<void>((resolve) => done = resolve);
      await go(venue, frames);
      await all;
      close();
      return sum;
    },
  };
}

function steadyFeed(venue: Venue, frames: number): Reading {
  return {
    name: `live feed at ${STEADY_RATE / 1_000}k frames/s`,
    workload:
      `${frames} frames at a steady rate, socket to market ring; CPU time of the whole process`,
    target: `≤ ${MOST_CORES} core, none lost`,
    async read() {
      const run = new FeedRun(venue);
      await run.synced();
      const cores = await coresFor(venue, frames, () => run.until(frames + 1));
      const lost = run.gaps;
      await run.close();
      return {
        text: `${cores.toFixed(2)} core, ${lost} lost`,
        value: cores,
        met: cores <= MOST_CORES && lost === 0,
      };
    },
  };
}

function steadyPlain(venue: Venue, frames: number): Reading {
  return {
    name: `ws + JSON.parse + Map of objects at ${STEADY_RATE / 1_000}k frames/s`,
    workload: `the same frames, for comparison`,
    target: "",
    async read() {
      const run = new PlainFeed(venue.wsUrl);
      await run.until(1);
      const cores = await coresFor(venue, frames, () => run.until(frames + 1));
      run.close();
      return { text: `${cores.toFixed(2)} core`, value: cores, met: undefined };
    },
  };
}

/** CPU time over the time that so many frames take at their rate. */
async function coresFor(
  venue: Venue,
  frames: number,
  until: () => Promise<void>,
): Promise<number> {
  const before = cpuUsage();
  await go(venue, frames, STEADY_RATE);
  await until();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1e6 / (frames / STEADY_RATE);
}
