/** Rows of a LOBSTER message file. */
import { LobsterMessage } from "../core/venues/lobster/lobster_message.ts";
import { type Bench, type Contender, opsFor } from "./harness.ts";
import { makeLobsterRows } from "./inputs/lobster_rows.ts";

const SEED = 5;

export const LOBSTER_BENCH: Bench = {
  name: "lobster",
  prepare(size) {
    const count = opsFor(size, 100_000);
    const bytes = new TextEncoder().encode(makeLobsterRows(count, SEED));
    return {
      matches: [{
        unit: "rows",
        contenders: [scanned(bytes, count), splitUp(bytes, count)],
        comparisons: [{
          name: "LOBSTER message row",
          ours: "millrace",
          baseline: "decode + split + Number",
          targetRatio: 12,
          workload:
            `six fields to numbers, time to nanoseconds, seed ${SEED}; both start from the ` +
            "file's bytes, the baseline decodes them at one go",
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

function splitUp(bytes: Uint8Array, count: number): Contender {
  const decoder = new TextDecoder();
  return {
    name: "decode + split + Number",
    ops: count,
    run() {
      let sum = 0;
      for (const row of decoder.decode(bytes).split("\n")) {
        if (row === "") continue;
        const [time, type, orderId, size, price, direction] = row.split(",");
        sum += Math.round(Number(time) * 1e9) + Number(type) + Number(orderId) + Number(size) +
          Number(price) + Number(direction);
      }
      return sum;
    },
  };
}
