/** Rows of a LOBSTER message file. */
import { LobsterMessage } from "../core/venues/lobster/lobster_message.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";
import { makeLobsterRows } from "./inputs/lobster_rows.ts";

const SEED = 5;

export const LOBSTER_BENCH: Bench = {
  name: "lobster",
  prepare(size) {
    const count = opsFor(size, 100_000);
    const text = makeLobsterRows(count, SEED);
    return {
      matches: [{
        unit: "rows",
        contenders: [scanned(new TextEncoder().encode(text), count), splitUp(text, count)],
        comparisons: [{
          name: "LOBSTER message row",
          ours: "millrace",
          baseline: "split + Number",
          targetRatio: 12,
          workload: `six fields to numbers, time to nanoseconds, seed ${SEED}; ours reads bytes, ` +
            "the baseline a string that is there already",
        }],
      }],
    };
  },
};

function scanned(bytes: Uint8Array, count: number): Contender {
  const message = new LobsterMessage();
  return {
    name: "millrace",
    ops: count,
    run() {
      let sum = 0;
      for (let at = 0; at < bytes.length; at = message.end) {
        if (!message.scan(bytes, at, bytes.length)) throw new Error("a row was refused");
        sum += message.nanos + message.type + message.orderId + message.size + message.price +
          message.direction;
      }
      return sum;
    },
  };
}

function splitUp(text: string, count: number): Contender {
  return {
    name: "split + Number",
    ops: count,
    run() {
      let sum = 0;
      for (const row of text.split("\n")) {
        if (row === "") continue;
        const [time, type, orderId, size, price, direction] = row.split(",");
        sum += Math.round(Number(time) * 1e9) + Number(type) + Number(orderId) + Number(size) +
          Number(price) + Number(direction);
      }
      return sum;
    },
  };
}
