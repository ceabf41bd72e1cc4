/**
 * Signal threshold: long while the model's probability of a rise reaches one threshold, short when it
 * falls to the other, and as before in between. What counts as the probability of a three-way
 * forecast (down, flat, up) is chosen:
 *
 *     given_move   P(up) / (P(up) + P(down)): which way, if the mid moves at all
 *     up           P(up): falls to 0.35 whenever "flat" is likely, so thresholds mean something else
 *
 * Hot path: no allocation.
 */
import { CLASS_DOWN, CLASS_UP, MOVE_CLASSES } from "../core/inference/manifest.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { choiceOf, numberOf, type ParameterValues, wholeOf } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import {
  DIRECTION_PARAMETERS,
  type DirectionModel,
  followDirection,
  LONG,
  SHORT,
} from "./direction_trader.ts";

const PARAMETERS = {
  ...DIRECTION_PARAMETERS,
  signal: choiceOf(
    ["given_move", "up"],
    "the probability that is compared, of a three-way forecast",
  ),
  buy: numberOf(0.65, 0, 1, "buys at or above this probability"),
  sell: numberOf(0.35, 0, 1, "sells at or below this probability, where it is not a buy"),
  least_move: numberOf(0, 0, 1, "P(up) + P(down) below which a forecast is passed over"),
  most_age_frames: wholeOf(10_000, 0, 1e9, "frames after which a prediction is passed over"),
} as const;

export class ThresholdDirection implements DirectionModel {
  readonly #isGivenMove: boolean;
  readonly #buy: number;
  readonly #sell: number;
  readonly #leastMove: number;
  readonly #mostAgeFrames: number;

  constructor(parameters: ParameterValues<typeof PARAMETERS>) {
    this.#isGivenMove = parameters.signal === "given_move";
    this.#buy = parameters.buy;
    this.#sell = parameters.sell;
    this.#leastMove = parameters.least_move;
    this.#mostAgeFrames = parameters.most_age_frames;
  }

  directionOf(frame: FrameView, current: number): number {
    if (frame.classes !== MOVE_CLASSES.length) return current;
    if (frame.frameSequence - frame.predictedSequence > this.#mostAgeFrames) return current;
    const up = frame.probability(CLASS_UP);
    const move = up + frame.probability(CLASS_DOWN);
    if (!(move > 0 && move >= this.#leastMove)) return current;
    const probability = this.#isGivenMove ? up / move : up;
    if (probability >= this.#buy) return LONG;
    return probability <= this.#sell ? SHORT : current;
  }
}

export const strategy = defineStrategy({
  name: "signal_threshold",
  summary: "Trades the model's forecast when it is sure enough.",
  source:
    "the usual rule of forecasting studies, such as Zhang, Zohren and Roberts (2019), DeepLOB",
  parameters: PARAMETERS,
  create: (setup) => followDirection(setup, () => new ThresholdDirection(setup.parameters)),
});
