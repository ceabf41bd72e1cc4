/**
 * Quotes around the micro-price, the mid that is expected given spread and queues, leaning against
 * the inventory. Where the market has no calibration, which the micro-price needs, it is the weighted
 * mid instead.
 *
 * Hot path: no allocation.
 */
import { SIDE_ASK, SIDE_BID } from "../core/base/units.ts";
import { featureIndex } from "../core/features/table.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { choiceOf, numberOf, type ParameterValues } from "../core/trading/parameters.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import { makeMarket, MAKER_PARAMETERS, type QuoteModel } from "./maker.ts";

const MICRO_PRICE = "micro_price_offset_ticks";

const PARAMETERS = {
  ...MAKER_PARAMETERS,
  fair: choiceOf(["micro_price", "weighted_mid", "mid"], "the price that is quoted around"),
  half_spread_ticks: numberOf(1, 0, 1e6, "ticks from that price to each quote"),
  skew_ticks: numberOf(1, 0, 1e6, "ticks that both quotes move by at the full position"),
} as const;

class MicroPriceQuotes implements QuoteModel {
  bidTicks = 0;
  askTicks = 0;
  readonly #feature = featureIndex(MICRO_PRICE);
  readonly #fair: string;
  readonly #halfSpreadTicks: number;
  readonly #skewTicks: number;
  readonly #maxLots: number;
  #fairTicks = 0;

  constructor(parameters: ParameterValues<typeof PARAMETERS>) {
    this.#fair = parameters.fair;
    this.#halfSpreadTicks = parameters.half_spread_ticks;
    this.#skewTicks = parameters.skew_ticks;
    this.#maxLots = parameters.max_position_lots;
  }

  update(frame: FrameView, positionLots: number): boolean {
    if (!frame.isTwoSided) return false;
    this.#findFair(frame);
    const price = this.#fairTicks - this.#skewTicks * positionLots / this.#maxLots;
    this.bidTicks = price - this.#halfSpreadTicks;
    this.askTicks = price + this.#halfSpreadTicks;
    return true;
  }

  #findFair(frame: FrameView): void {
    const midTicks = (frame.bidTicks + frame.askTicks) / 2;
    this.#fairTicks = midTicks;
    if (this.#fair === "mid") return;
    if (this.#fair === "micro_price" && frame.isValid(this.#feature)) {
      this.#fairTicks = midTicks + frame.feature(this.#feature);
      return;
    }
    const bidLots = frame.levelLots(SIDE_BID, 0);
    const askLots = frame.levelLots(SIDE_ASK, 0);
    if (!(bidLots + askLots > 0)) return;
    this.#fairTicks = (bidLots * frame.askTicks + askLots * frame.bidTicks) / (bidLots + askLots);
  }
}

export const strategy = defineStrategy({
  name: "micro_price_maker",
  summary: "Makes a market around the micro-price, leaning against the inventory.",
  source: "Stoikov (2018), The Micro-price: A High-frequency Estimator of Future Prices",
  parameters: PARAMETERS,
  features: [MICRO_PRICE],
  create: (setup) => makeMarket(setup, () => new MicroPriceQuotes(setup.parameters)),
});
