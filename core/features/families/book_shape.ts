/**
 * The shape of each side of the book: how far out its quantity lies, and whether a few levels hold it.
 *
 * Hot path: no allocation.
 */
import { defineFamily, type FeatureRow } from "../feature_definition.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

function sideRows(side: "bid" | "ask"): FeatureRow[] {
  return [
    {
      name: `${side}_depth_centre_ticks`,
      unit: "ticks",
      formula: "Σ qᵢ·|Pᵢ − mid| / Σ qᵢ over up to 10 levels: the centre of mass",
    },
    {
      name: `${side}_depth_concentration`,
      unit: "ratio",
      formula: "Σ qᵢ² / (Σ qᵢ)²: 1/n = evenly, 1 = all on one level",
      source: "Herfindahl 1950, Hirschman 1945, over levels",
    },
  ];
}

export class BookShape implements FeatureFamily {
  static readonly definitions = defineFamily(
    "book_shape",
    "the book's shape as in Bouchaud, Mézard and Potters 2002; these figures are this project's",
    [...sideRows("bid"), ...sideRows("ask")],
  );

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    const { hasNewMid, levels, bidLevels, askLevels } = inputs;
    if (hasNewMid || levels.hasNewBids) {
      fillSide(inputs, levels.bidTicks, levels.bidLots, bidLevels, vector, from);
    }
    if (hasNewMid || levels.hasNewAsks) {
      fillSide(inputs, levels.askTicks, levels.askLots, askLevels, vector, from + 2);
    }
    return from + 4;
  }
}

/** A side without quantity has no shape: 0/0. */
function fillSide(
  inputs: FrameInputs,
  priceTicks: Int32Array,
  lots: Float64Array,
  levels: number,
  vector: Float32Array,
  at: number,
): void {
  const { doubleMidTicks } = inputs;
  let depthLots = 0;
  let squares = 0;
  let moments = 0;
  for (let i = 0; i < levels; i++) {
    const qty = lots[i];
    depthLots += qty;
    squares += qty * qty;
    moments += qty * Math.abs(2 * priceTicks[i] - doubleMidTicks);
  }
  vector[at] = moments / (2 * depthLots);
  vector[at + 1] = squares / (depthLots * depthLots);
}
