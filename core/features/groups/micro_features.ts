/**
 * The microstructure group: how queues, spreads, trades and volume behave at the touch and in
 * the book, and what moves the price.
 *
 * Hot path: no allocation.
 */
import { calibrationOf } from "../calibration.ts";
import { FlowComponent } from "../families/flow_component.ts";
import { MicroPrice } from "../families/micro_price.ts";
import { QueueDynamics } from "../families/queue_dynamics.ts";
import { TradedSpreads } from "../families/traded_spreads.ts";
import { TradeStatistics } from "../families/trade_statistics.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../frame_inputs.ts";
import type { InstrumentContext } from "../instrument_features.ts";

export class MicroFeatures implements FeatureFamily {
  static readonly definitions = [
    ...QueueDynamics.definitions,
    ...TradedSpreads.definitions,
    ...TradeStatistics.definitions,
    ...MicroPrice.definitions,
    ...FlowComponent.definitions,
  ];

  readonly #queueDynamics = new QueueDynamics();
  readonly #tradedSpreads = new TradedSpreads();
  readonly #tradeStatistics = new TradeStatistics();
  readonly #microPrice: MicroPrice;
  readonly #flowComponent: FlowComponent;

  constructor({ settings, symbol }: InstrumentContext) {
    const calibrated = calibrationOf(settings.calibration, symbol);
    this.#microPrice = new MicroPrice(calibrated?.microPrice);
    this.#flowComponent = new FlowComponent(calibrated?.flowLoadings);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    let next = from;
    next = this.#queueDynamics.update(inputs, vector, next);
    next = this.#tradedSpreads.update(inputs, vector, next);
    next = this.#tradeStatistics.update(inputs, vector, next);
    next = this.#microPrice.update(inputs, vector, next);
    next = this.#flowComponent.update(inputs, vector, next);
    return next;
  }
}
