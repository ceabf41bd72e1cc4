/**
 * Heap growth of the simulated exchange in steady state, with resting orders and without; run by
 * allocation_test.ts in a process of its own, with --expose-gc. Prints bytes per message.
 */
import { BUY, SELL, VenueRig } from "./venue_rig.ts";

const MESSAGES = 300_000;
declare const gc: () => void;

function run(rig: VenueRig): void {
  for (let i = 0; i < MESSAGES; i += 3) {
    rig.level(BUY, 100 - (i & 7), 1_000 + (i & 255));
    rig.level(SELL, 101 + (i & 7), 1_000 + (i & 127));
    rig.trade(SELL, 100, 1);
  }
}

function growth(orders: number): number {
  const rig = new VenueRig({ queue: { kind: "power", n: 2, form: "back-over-sum" } });
  rig.book([100, 1_000_000_000], [101, 1_000]);
  for (let id = 1; id <= orders; id++) rig.limit(id, BUY, 90 + (id & 7), 1);
  rig.reports();
  run(rig);
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    gc();
    const before = Deno.memoryUsage().heapUsed;
    run(rig);
    least = Math.min(least, Deno.memoryUsage().heapUsed - before);
  }
  return least / MESSAGES;
}

console.log(JSON.stringify({ idle: growth(0), resting: growth(20) }));
