/** Rows made from a seed, with as much signal as asked for. */
import { Prng } from "../../core/base/prng.ts";
import { type Rows, RowTable } from "../../models/dataset.ts";
import { STREAM_FEATURES } from "../inference/frame_stream.ts";

export const MADE_SYMBOLS = ["ONE", "TWO"];

/**
 * @param signal 0 = the features know nothing of the moves; 1 = the first one knows much
 * @param span frames from a row to its label
 */
export function makeRows(seed: number, count: number, signal: number, span = 5): Rows {
  const prng = new Prng(seed);
  const table = new RowTable(STREAM_FEATURES, MADE_SYMBOLS);
  const values = new Float64Array(STREAM_FEATURES.length);
  for (let row = 0; row < count; row++) {
    const lean = prng.nextUnit() * 2 - 1;
    values[0] = 100 + 20 * lean;
    values[1] = prng.nextUnit();
    values[2] = 7;
    const move = Math.round(4 * (signal * lean + prng.nextUnit() * 2 - 1));
    table.add(values, 0, row % 2, row + 1, row + 1 + span, move, prng.nextUnit() * 2 - 1);
  }
  return table.rows();
}
