/**
 * The strategies of a session: begun when their instruments are there, in an order that depends on
 * the market alone.
 *
 * Hot path: no allocation ({@link StrategyCrew.onInstrument} is called once an instrument).
 */
import type { Clock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import type { EventTime } from "./event_time.ts";
import type { TradingObserver } from "./execution_venue.ts";
import type { InstrumentTable } from "./instrument_table.ts";
import type { OrderTable } from "./orders/order_table.ts";
import { parameterValues } from "./parameters.ts";
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
  readonly observer?: TradingObserver | undefined;
}

/** What an instance was begun with; its parameters may have been set anew since. */
interface Begun {
  readonly plan: PlannedStrategy;
  readonly traded: readonly TradedInstrument[];
}

export class StrategyCrew {
  readonly hosts: StrategyHost[] = [];
  /** Instruments that no instance could be begun for. */
  leftOut = 0;
  readonly #options: StrategyCrewOptions;
  /** Those with named symbols that are not begun yet. */
  readonly #waiting: PlannedStrategy[];
  readonly #byInstrument: StrategyHost[][] = [];
  /** By host. */
  readonly #begun: Begun[] = [];

  constructor(options: StrategyCrewOptions) {
    this.#options = options;
    this.#waiting = options.planned.filter(({ symbols }) => symbols !== undefined);
  }

  /** True when frames of before may be learnt from. */
  get learns(): boolean {
    return this.#options.planned.some(({ definition }) => definition.learns === true);
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

  /** Ends an instance. Cold. @returns false where there is none of that id */
  stop(id: number): boolean {
    const host = this.hosts[id];
    host?.stop();
    return host !== undefined;
  }

  /** Begins an instance that is not running anew. Cold. @returns false where there is none */
  start(id: number): boolean {
    const host = this.hosts[id];
    if (host === undefined) return false;
    if (!host.isRunning) this.#create(host, this.#begun[id]);
    return true;
  }

  /**
   * Gives an instance another value of a parameter; one that runs is made anew with it. Cold.
   * @param position of the parameter in the strategy's schema
   * @param value the number, or the position of the choice
   * @returns false where there is no such instance, parameter or value
   */
  setParameter(id: number, position: number, value: number): boolean {
    const host = this.hosts[id];
    if (host === undefined) return false;
    const before = this.#begun[id];
    const { definition, parameters } = before.plan;
    const [name, schema] = Object.entries(definition.parameters)[position] ?? [];
    if (name === undefined || schema === undefined) return false;
    const given = schema.kind === "choice" ? schema.choices[value] : value;
    try {
      const changed = { ...parameters, [name]: given };
      const values = parameterValues(definition.parameters, changed, definition.name);
      this.#begun[id] = { ...before, plan: { ...before.plan, parameters: values } };
    } catch (thrown) {
      if (thrown instanceof UserError) return false;
      throw thrown;
    }
    if (!host.isRunning) return true;
    host.stop();
    this.#create(host, this.#begun[id]);
    return true;
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
    const { orders, portfolio, gate, time, clock, observer, planned } = this.#options;
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
    const host = new StrategyHost({
      id,
      name: plan.definition.name,
      planned: planned.indexOf(plan),
      instruments: traded.map((instrument) => instrument.id),
      trader,
      gate,
      clock,
      observer,
    });
    this.hosts.push(host);
    this.#begun.push({ plan, traded });
    for (const instrument of traded) this.#byInstrument[instrument.id].push(host);
    this.#create(host, this.#begun[id]);
  }

  #create(host: StrategyHost, { plan, traded }: Begun): void {
    const { definition, parameters, seed } = plan;
    const { trader } = host;
    host.start(() => definition.create({ trader, parameters, instruments: traded, seed }));
  }
}
