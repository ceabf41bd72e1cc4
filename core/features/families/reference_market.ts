/**
 * What the reference instrument does: its returns over windows that end now, its order flow and its
 * queues as of its newest frame. Not valid for the reference itself, nor while it is stale.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import { defineFamily, type FeatureRow, type Span, timeSpan } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import { COLUMN_EVENTS, COLUMN_FLOW_1, COLUMN_TOUCH } from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import type { Reference } from "../inputs/reference.ts";
import { STALE_NANOS } from "../windows/opening_mids.ts";
import { HUNDRED_MILLIS, ONE_SECOND, TEN_SECONDS } from "../windows/windows.ts";

const BPS = 1e4;
/** As STALE_NANOS says: module-local, so that the compiler knows it. */
const STALE = 10 * NANOS_PER_SECOND;

/** Where the mids at three windows' beginnings are read to: all instruments of a thread share it. */
const opening100ms = new Float64Array(1);
const opening1s = new Float64Array(1);
const opening10s = new Float64Array(1);

/** What lies within the window, and what its first mid may be as old as. */
function memoryOf(windowNanos: number): Span {
  return timeSpan(windowNanos + STALE_NANOS);
}

function returnRow(nanos: number, name: string): FeatureRow {
  return {
    name,
    unit: "bps",
    needs: "reference",
    mirrorSum: 0,
    window: timeSpan(nanos),
    memory: memoryOf(nanos),
    formula: "10⁴ · ln(mid of the reference / its mid when the window began)",
  };
}

export class ReferenceMarket implements FeatureFamily {
  static readonly definitions = defineFamily("reference_market", "this project's", [
    returnRow(HUNDRED_MILLIS, "reference_return_100ms_bps"),
    returnRow(ONE_SECOND, "reference_return_1s_bps"),
    returnRow(TEN_SECONDS, "reference_return_10s_bps"),
    {
      name: "reference_ofi_1s_depths",
      unit: "depths",
      needs: "reference",
      mirrorSum: 0,
      window: timeSpan(ONE_SECOND),
      memory: memoryOf(2 * ONE_SECOND),
      formula: "its Σe / AD over the 1 s to its newest frame; 0 if that was before the window",
      source: "cross-impact as in Cont, Cucuringu and Zhang, arXiv 2112.13213",
    },
    {
      name: "reference_queue_imbalance",
      unit: "ratio",
      needs: "reference",
      mirrorSum: 0,
      memory: memoryOf(0),
      formula: "its (qb − qa) / (qb + qa) at the best level",
    },
  ]);

  readonly #reference: Reference;
  /** The newest returns over 1 s and 10 s, in double precision. */
  readonly returnsBps = new Float64Array(2);

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const of = this.#reference.inputs;
    if (of === undefined || inputs.nowNanos - of.nowNanos > STALE) {
      for (let i = 0; i < 5; i++) vector[from + i] = NaN;
      this.returnsBps[0] = NaN;
      this.returnsBps[1] = NaN;
      return from + 5;
    }
    const { mids } = this.#reference;
    const { hundredMillis, oneSecond, tenSeconds } = inputs.windows;
    const { logMid, levels } = of;
    const bidLots = levels.bidLots[0];
    const askLots = levels.askLots[0];
    mids.hundredMillis.read(hundredMillis, opening100ms);
    mids.oneSecond.read(oneSecond, opening1s);
    mids.tenSeconds.read(tenSeconds, opening10s);
    const return1s = BPS * (logMid - opening1s[0]);
    const return10s = BPS * (logMid - opening10s[0]);
    this.returnsBps[0] = return1s;
    this.returnsBps[1] = return10s;
    vector[from] = BPS * (logMid - opening100ms[0]);
    vector[from + 1] = return1s;
    vector[from + 2] = return10s;
    this.#flow(inputs, of, vector, from + 3);
    vector[from + 4] = (bidLots - askLots) / (bidLots + askLots);
    return from + 5;
  }

  #flow(inputs: FrameInputs, of: FrameInputs, vector: Float32Array, at: number): void {
    const { oneSecond } = of.windows;
    const { totals } = oneSecond;
    this.#reference.mids.oneSecond.read(oneSecond, opening1s);
    const isSilent = oneSecond.lastBucket < inputs.windows.oneSecond.firstBucket;
    const flow = (totals[COLUMN_FLOW_1] / totals[COLUMN_TOUCH]) * totals[COLUMN_EVENTS];
    vector[at] = isSilent ? 0 : flow;
    // Only where its own window is known whole, so that earlier silence is told from a late start.
    if (Number.isNaN(opening1s[0])) vector[at] = NaN;
  }
}
