/** Small tapes for tests: made-up messages, temporary files. */
import { MARKET_SLOT_BYTES } from "../../core/base/limits.ts";
import { Prng } from "../../core/base/prng.ts";
import { TapeReader } from "../../core/tape/reader.ts";
import { TapeWriter } from "../../core/tape/writer.ts";
import {
  AT_EXCH_NANOS,
  AT_INSTRUMENT,
  AT_KIND,
  AT_PRICE,
  AT_QTY,
  AT_RECV_NANOS,
  AT_SEQUENCE,
  AT_SIDE,
  FLAG_LAST,
  MARKET_DOUBLES,
  MARKET_WORDS,
  MESSAGE_LEVEL,
  packKind,
} from "../../core/wire/market.ts";

/** 2026-01-05T00:00:00Z. */
export const EPOCH_MILLIS = 1_767_571_200_000;

/** Level updates of instrument 0, one every microsecond, each a group of its own. */
export function levelSlots(count: number, seed = 1): Int32Array {
  const prng = new Prng(seed);
  const words = new Int32Array(count * MARKET_WORDS);
  const doubles = new Float64Array(words.buffer);
  for (let i = 0; i < count; i++) {
    const at = i * MARKET_WORDS;
    const d = i * MARKET_DOUBLES;
    words[at + AT_KIND] = packKind(MESSAGE_LEVEL, FLAG_LAST);
    words[at + AT_INSTRUMENT] = 0;
    doubles[d + AT_EXCH_NANOS] = 1_000 * (i + 1);
    doubles[d + AT_RECV_NANOS] = 1_000 * (i + 1) + 500;
    doubles[d + AT_SEQUENCE] = i + 1;
    words[at + AT_PRICE] = 10_000 + prng.nextBelow(100);
    words[at + AT_SIDE] = prng.nextBelow(2);
    doubles[d + AT_QTY] = prng.nextBelow(1_000);
  }
  return words;
}

/** Writes whole slots to a tape and closes it. */
export function writeTape(path: string, slots: Int32Array, blockSlots: number): void {
  const writer = new TapeWriter({ path, blockSlots });
  writer.begin(EPOCH_MILLIS);
  for (let at = 0; at < slots.length; at += MARKET_WORDS) writer.append(slots, at);
  writer.close();
}

/** All slots of a tape in one piece. */
export function readTape(path: string): Int32Array {
  const reader = new TapeReader(path);
  try {
    const words = new Int32Array(reader.index.slots * MARKET_WORDS);
    for (let block = 0; block < reader.index.blocks; block++) {
      const count = reader.load(block);
      const from = reader.index.firstSlot(block) * MARKET_WORDS;
      words.set(reader.words.subarray(0, count * MARKET_WORDS), from);
    }
    return words;
  } finally {
    reader.close();
  }
}

/** Bytes of a block with `slots` slots, its header included. */
export function blockBytes(slots: number): number {
  return 64 + slots * MARKET_SLOT_BYTES;
}

/** Runs `body` with a path in a folder that is gone afterwards. */
export async function withPath(body: (path: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "tape" });
  try {
    await body(`${folder}/session.tape`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
