/**
 * The microstructure group: how queues, spreads, trades and volume behave at the touch and in
 * the book, and what moves the price.
 *
 * Hot path: no allocation.
 */
import { calibrationOf } from "../calibration.ts";
import { Autocorrelation } from "../families/autocorrelation.ts";
import { Bipower } from "../families/bipower.ts";
import { BookShape } from "../families/book_shape.ts";
import { FlowComponent } from "../families/flow_component.ts";
import { FlowDecay } from "../families/flow_decay.ts";
import { Liquidity } from "../families/liquidity.ts";
import { MicroPrice } from "../families/micro_price.ts";
import { PriceImpact } from "../families/price_impact.ts";
import { QueueDynamics } from "../families/queue_dynamics.ts";
import { TimeOfDay } from "../families/time_of_day.ts";
import { TradeStatistics } from "../families/trade_statistics.ts";
import { TradedSpreads } from "../families/traded_spreads.ts";
import { VolumeProfile } from "../families/volume_profile.ts";
import { Vpin } from "../families/vpin.ts";
import type { FeatureFamily } from "../feature_family.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import type { InstrumentContext } from "../instrument_features.ts";

export class MicroFeatures implements FeatureFamily {
  static readonly definitions = [
    ...QueueDynamics.definitions,
    ...TradedSpreads.definitions,
    ...TradeStatistics.definitions,
    ...MicroPrice.definitions,
    ...FlowComponent.definitions,
    ...Liquidity.definitions,
    ...BookShape.definitions,
    ...VolumeProfile.definitions,
    ...Vpin.definitions,
    ...PriceImpact.definitions,
    ...FlowDecay.definitions,
    ...Autocorrelation.definitions,
    ...Bipower.definitions,
    ...TimeOfDay.definitions,
  ];

  readonly #queueDynamics = new QueueDynamics();
  readonly #tradedSpreads = new TradedSpreads();
  readonly #tradeStatistics = new TradeStatistics();
  readonly #microPrice: MicroPrice;
  readonly #flowComponent: FlowComponent;
  readonly #liquidity = new Liquidity();
  readonly #bookShape = new BookShape();
  readonly #volumeProfile = new VolumeProfile();
  readonly #vpin = new Vpin();
  readonly #priceImpact = new PriceImpact();
  readonly #flowDecay = new FlowDecay();
  readonly #autocorrelation = new Autocorrelation();
  readonly #bipower = new Bipower();
  readonly #timeOfDay: TimeOfDay;

  constructor({ settings, symbol, epochMillis }: InstrumentContext) {
    const calibrated = calibrationOf(settings.calibration, symbol);
    this.#microPrice = new MicroPrice(calibrated?.microPrice);
    this.#flowComponent = new FlowComponent(calibrated?.flowLoadings);
    this.#timeOfDay = new TimeOfDay(epochMillis);
  }

  update(inputs: FrameInputs, vector: Float32Array, from: number): number {
    let next = from;
    next = this.#queueDynamics.update(inputs, vector, next);
    next = this.#tradedSpreads.update(inputs, vector, next);
    next = this.#tradeStatistics.update(inputs, vector, next);
    next = this.#microPrice.update(inputs, vector, next);
    next = this.#flowComponent.update(inputs, vector, next);
    next = this.#liquidity.update(inputs, vector, next);
    next = this.#bookShape.update(inputs, vector, next);
    next = this.#volumeProfile.update(inputs, vector, next);
    next = this.#vpin.update(inputs, vector, next);
    next = this.#priceImpact.update(inputs, vector, next);
    next = this.#flowDecay.update(inputs, vector, next);
    next = this.#autocorrelation.update(inputs, vector, next);
    next = this.#bipower.update(inputs, vector, next);
    next = this.#timeOfDay.update(inputs, vector, next);
    return next;
  }
}
