/**
 * The strategies of a session: begun when their instruments are there, in an order that depends on
 * the market alone.
 *
 * Hot path: no allocation ({@link StrategyCrew.onInstrument} is called once an instrument).
 */
import type { Clock } from "../base/clock.ts";
import type { EventTime } from "./event_time.ts";
import type { InstrumentTable } from "./instrument_table.ts";
import type { OrderTable } from "./orders/order_table.ts";
import type { Portfolio } from "./positions/portfolio.ts";
import type { RiskGate } from "./risk/risk_gate.ts";
import type { TradedInstrument } from "./strategy.ts";
import { StrategyHost } from "./strategy_host.ts";
import { StrategyTrader } from "./strategy_trader.ts";
import type { PlannedStrategy } from "./trading_plan.ts";

/** Instances of all strategies; a full NASDAQ day has thousands of instruments. */
export const MOST_STRATEGIES = 256;
const NO_HOSTS: readonly StrategyHost[] = [];

export interface StrategyCrewOptions {
  readonly planned: readonly PlannedStrategy[];
  readonly instruments: InstrumentTable;
  readonly orders: OrderTable;
  readonly portfolio: Portfolio;
  readonly gate: RiskGate;
  readonly time: EventTime;
  /** Measures calls; undefined = they are not measured. */
  readonly clock: Clock | undefined;
}

export class StrategyCrew {
  readonly hosts: StrategyHost[] = [];
  /** Instruments that no instance could be begun for. */
  leftOut = 0;
  readonly #options: StrategyCrewOptions;
  /** Those with named symbols that are not begun yet. */
  readonly #waiting: PlannedStrategy[];
  readonly #byInstrument: StrategyHost[][] = [];

  constructor(options: StrategyCrewOptions) {
    this.#options = options;
    this.#waiting = options.planned.filter(({ symbols }) => symbols !== undefined);
  }

  /** Strategies that trade an instrument: the same array every time. */
  hostsOf(instrumentId: number): readonly StrategyHost[] {
    return this.#byInstrument[instrumentId] ?? NO_HOSTS;
  }

  /** Symbols that were named and never came, with their strategies' names. Cold. */
  neverBegun(): readonly string[] {
    return this.#waiting.map(({ definition, symbols }) =>
      `${definition.name} on ${symbols?.join(", ")}`
    );
  }

  /** The first frame of an instrument has come. Cold. */
  onInstrument(instrumentId: number): void {
    const { instruments, planned } = this.#options;
    const instrument = instruments.get(instrumentId);
    if (instrument === undefined) return;
    while (this.#byInstrument.length <= instrumentId) this.#byInstrument.push([]);
    for (const plan of planned) {
      if (plan.symbols === undefined) this.#begin(plan, [instrument]);
    }
    for (const plan of [...this.#waiting]) this.#beginIfComplete(plan);
  }

  #beginIfComplete(plan: PlannedStrategy): void {
    const { instruments } = this.#options;
    const wanted = (plan.symbols ?? []).map((symbol) => instruments.find(symbol));
    const there = wanted.filter((instrument) =>
      instrument !== undefined && instruments.hasMarket(instrument.id)
    ) as TradedInstrument[];
    if (there.length < wanted.length) return;
    this.#waiting.splice(this.#waiting.indexOf(plan), 1);
    this.#begin(plan, there);
  }

  #begin(plan: PlannedStrategy, traded: readonly TradedInstrument[]): void {
    const { orders, portfolio, gate, time, clock } = this.#options;
    const id = this.hosts.length;
    if (id === MOST_STRATEGIES) {
      this.leftOut += traded.length;
      return;
    }
    const trader = new StrategyTrader(id, gate, orders, portfolio, time);
    gate.addStrategy();
    for (const instrument of traded) {
      trader.open(instrument.id, portfolio.open(id, instrument.id));
      gate.addAccount();
    }
    const { definition, parameters, seed } = plan;
    const ids = traded.map((instrument) => instrument.id);
    const host = new StrategyHost(id, definition.name, ids, trader, gate, clock);
    this.hosts.push(host);
    for (const instrument of traded) this.#byInstrument[instrument.id].push(host);
    host.start(() => definition.create({ trader, parameters, instruments: traded, seed }));
  }
}
