/** The parts of a feed, each alone. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../core/base/prng.ts";
import { CaptureLine } from "../../core/venues/captures/capture_line.ts";
import { CaptureWriter } from "../../core/venues/captures/capture_writer.ts";
import { Backoff } from "../../core/venues/live/backoff.ts";
import { ClockOffset } from "../../core/venues/live/clock_offset.ts";
import { createRateBudgets, RateBudget } from "../../core/venues/live/rate_budget.ts";
import {
  CUT_FAULT,
  CUT_MORE,
  CUT_PING,
  FrameCutter,
} from "../../core/venues/sockets/frame_cutter.ts";
import { clientFrame } from "../../core/venues/sockets/frame_writer.ts";
import { VENUE_BINANCE, VENUE_KRAKEN } from "../../core/wire/market.ts";
import { frame } from "./bare_server.ts";

const SEED = 20_261_201;
const MINUTE = 60_000;

/** Everything that a cutter finds in bytes that come in pieces of these sizes. */
function cutAll(bytes: Uint8Array, sizes: readonly number[], maxBytes = 1e6): string[] {
  const cutter = new FrameCutter(maxBytes);
  const found: string[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]);
    const piece = bytes.subarray(at, at + size);
    const room = cutter.room();
    const count = Math.min(piece.length, room.length);
    room.set(piece.subarray(0, count));
    cutter.filled(count);
    at += count;
    for (;;) {
      const kind = cutter.next();
      if (kind === CUT_MORE) break;
      if (kind === CUT_FAULT) return [...found, cutter.fault];
      found.push(`${kind} ${new TextDecoder().decode(cutter.bytes.slice(cutter.from, cutter.to))}`);
    }
  }
  return found;
}

Deno.test("FrameCutter finds the same messages however the bytes are cut and messages fragmented", () => {
  const message = fc.record({
    length: fc.oneof(fc.nat(130), fc.integer({ min: 65_530, max: 65_540 }), fc.nat(3_000)),
    parts: fc.integer({ min: 1, max: 4 }),
    ping: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 8 }),
      (messages, sizes) => {
        const frames: Uint8Array[] = [];
        const expected: string[] = [];
        messages.forEach(({ length, parts, ping }, i) => {
          const text = String(i).repeat(length).slice(0, length);
          const size = Math.ceil(length / parts);
          for (let p = 0; p < parts; p++) {
            const isLast = p === parts - 1;
            const part = text.slice(p * size, isLast ? undefined : (p + 1) * size);
            frames.push(frame(part, (isLast ? 0x80 : 0) | (p === 0 ? 1 : 0)));
            if (ping && !isLast) {
              frames.push(frame("hm", 0x89));
              expected.push(`${CUT_PING} hm`);
            }
          }
          expected.push(`1 ${text}`);
        });
        const bytes = new Uint8Array(frames.reduce((sum, each) => sum + each.length, 0));
        let at = 0;
        for (const each of frames) {
          bytes.set(each, at);
          at += each.length;
        }
        assert.deepEqual(cutAll(bytes, sizes), expected);
      },
    ),
    { seed: SEED, numRuns: 60 },
  );
});

Deno.test("FrameCutter never throws and never passes a limit, whatever comes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
      for (const text of cutAll(bytes, [3, 50, 7], 200)) assert.ok(text.length <= 260);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

Deno.test("clientFrame() masks what a server unmasks to the same", () => {
  const random = new Prng(3);
  for (const length of [0, 1, 125, 126, 65_535, 65_536]) {
    const payload = new Uint8Array(length).map((_, i) => i * 7);
    const bytes = clientFrame(1, payload, random);
    assert.equal(bytes[0], 0x81);
    assert.ok((bytes[1] & 0x80) !== 0, "masked");
    const head = { 126: 8, 127: 14 }[bytes[1] & 0x7f] ?? 6;
    const mask = bytes.subarray(head - 4, head);
    const unmasked = bytes.slice(head).map((byte, i) => byte ^ mask[i & 3]);
    assert.deepEqual(unmasked, payload);
  }
});

Deno.test("RateBudget gives out a minute's weight, once for all who share it", () => {
  const memory = createRateBudgets();
  const feed = new RateBudget(memory, VENUE_BINANCE, 100);
  const gateway = new RateBudget(memory, VENUE_BINANCE, 100);
  const other = new RateBudget(memory, VENUE_KRAKEN, 100);
  const now = 1_700_000_040_000 - 1_700_000_040_000 % MINUTE + 15_000;
  assert.equal(feed.take(60, now), 0);
  assert.equal(gateway.take(40, now), 0);
  assert.equal(gateway.take(1, now), 45_000, "until the minute is over");
  assert.equal(other.take(60, now), 0);
  assert.equal(feed.used(now), 100);
  assert.equal(feed.take(1, now + 45_000), 0);
  assert.equal(gateway.used(now + 45_000), 1);
  gateway.observe(99, now + 45_000);
  assert.ok(feed.take(2, now + 45_000) > 0, "what the venue says counts");
  gateway.observe(5, now + 45_000);
  assert.equal(feed.used(now + 45_000), 99, "and never less than was taken");
  assert.equal(feed.take(500, now + 2 * MINUTE), 0, "what is larger than all of it goes alone");
});

Deno.test("RateBudget stays away as long as it is told, and a minute when it is not told", () => {
  const budget = new RateBudget(createRateBudgets(), VENUE_BINANCE, 100);
  const now = 1_700_000_000_000;
  budget.ban("120", now);
  assert.equal(budget.take(1, now + 1_000), 119_000);
  budget.ban("1", now);
  assert.equal(budget.bannedMillis(now), 120_000, "the longer one holds");
  assert.equal(budget.take(1, now + 120_000), 0);
  const untold = new RateBudget(createRateBudgets(), VENUE_BINANCE, 100);
  untold.ban("soon", now);
  assert.equal(untold.bannedMillis(now), 60_000);
});

Deno.test("RateBudget never gives out more than there is when threads race", async () => {
  const memory = createRateBudgets();
  const worker = () => {
    const url = new URL("./rate_racer.ts", import.meta.url);
    const racer = new Worker(url, { type: "module" });
    return new Promise<number>((resolve) => {
      racer.onmessage = ({ data }) => {
        racer.terminate();
        resolve(data);
      };
      racer.postMessage(memory);
    });
  };
  const taken = await Promise.all([worker(), worker()]);
  assert.equal(taken[0] + taken[1], 50_000);
});

Deno.test("Backoff doubles up to its bound, with half of it by chance and the same from one seed", () => {
  const pauses = (seed: number) => {
    const backoff = new Backoff(100, 1_000, new Prng(seed));
    return Array.from({ length: 8 }, () => backoff.next());
  };
  const bounds = [100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000];
  pauses(5).forEach((pause, i) => assert.ok(pause >= bounds[i] / 2 && pause <= bounds[i]));
  assert.deepEqual(pauses(5), pauses(5));
  assert.notDeepEqual(pauses(5), pauses(6));
});

Deno.test("ClockOffset believes the answer with the shortest way", () => {
  const clock = new ClockOffset();
  assert.deepEqual([clock.isKnown, clock.offsetMillis], [false, 0]);
  clock.add(1_000, 1_900, 1_400);
  assert.equal(clock.offsetMillis, 700);
  clock.add(2_000, 2_510, 2_020);
  assert.deepEqual([clock.offsetMillis, clock.roundTripMillis], [500, 20]);
  clock.add(3_000, 3_900, 3_600);
  assert.equal(clock.offsetMillis, 500);
  for (let i = 0; i < 8; i++) clock.add(4_000, 4_250, 4_100);
  assert.equal(clock.offsetMillis, 200, "old answers are forgotten: clocks drift");
});

Deno.test("CaptureWriter writes what CaptureLine reads back, whatever the bytes", async () => {
  const path = await Deno.makeTempFile();
  const writer = await CaptureWriter.open(path);
  writer.epochMillis = 1_700_006_400_000;
  const name = new TextEncoder().encode("BINANCE.ws.1");
  const texts = fc.sample(fc.string({ unit: "binary", maxLength: 300 }), {
    seed: SEED,
    numRuns: 300,
  })
    .concat('"\\\n\r\t\u0000\u001f\u007f"', "é€😀");
  const times = texts.map((_, i) => i * 1_000_000_007 % 86_400e9);
  texts.forEach((text, i) => {
    const bytes = new TextEncoder().encode(text);
    writer.frame(name, times[i], bytes, 0, bytes.length);
  });
  writer.line("tick", 5, {});
  await writer.close();
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  await Deno.remove(path);
  const line = new CaptureLine();
  const read = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    assert.ok(line.parse(bytes, 0, bytes.length), text);
    return line.nanosSince(1_700_006_400_000);
  };
  texts.forEach((text, i) => {
    assert.equal(read(lines[i]), times[i]);
    const payload = new TextDecoder("utf-8", { ignoreBOM: true })
      .decode(line.payload.subarray(0, line.payloadLength));
    assert.equal(payload, text);
    assert.equal(line.kind, "recv");
  });
  assert.deepEqual([read(lines.at(-1)!), line.kind], [5, "tick"]);
});
