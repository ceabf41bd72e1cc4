/**
 * Watches what positions have come to, and has the gate act: stop loss and take profit of a
 * position, loss of a day, drawdown from the highest equity.
 *
 * A position is valued at what it could be closed at, a long one at the bid. Days are of UTC.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import type { EventTime } from "../event_time.ts";
import type { TradingObserver } from "../execution_venue.ts";
import type { InstrumentTable } from "../instrument_table.ts";
import type { Portfolio } from "../positions/portfolio.ts";
import type { RiskLimits } from "./limits.ts";
import { RISK_DRAWDOWN, RISK_STOP_LOSS, RISK_TAKE_PROFIT } from "./reasons.ts";
import type { RiskGate } from "./risk_gate.ts";

const DAY_NANOS = 86_400 * NANOS_PER_SECOND;
const MAX_CURRENCIES = 256;

export class LossWatch {
  /** Days that were ended by their loss. */
  haltedDays = 0;
  readonly #limits: RiskLimits;
  readonly #instruments: InstrumentTable;
  readonly #portfolio: Portfolio;
  readonly #gate: RiskGate;
  readonly #time: EventTime;
  readonly #observer: TradingObserver | undefined;
  readonly #day = new Float64Array(MAX_CURRENCIES).fill(-1);
  readonly #dayEquity = new Float64Array(MAX_CURRENCIES);
  readonly #peakEquity = new Float64Array(MAX_CURRENCIES);
  readonly #halted = new Uint8Array(MAX_CURRENCIES);

  constructor(
    limits: RiskLimits,
    instruments: InstrumentTable,
    portfolio: Portfolio,
    gate: RiskGate,
    time: EventTime,
    observer?: TradingObserver,
  ) {
    this.#observer = observer;
    this.#limits = limits;
    this.#instruments = instruments;
    this.#portfolio = portfolio;
    this.#gate = gate;
    this.#time = time;
    this.#peakEquity.fill(limits.capitalQuote);
  }

  /** After a kill has been ended: from here on, the highest equity is counted anew. */
  rearm(): void {
    for (let currency = 0; currency < MAX_CURRENCIES; currency++) {
      this.#peakEquity[currency] = this.#limits.capitalQuote +
        this.#portfolio.currencyPnl[currency];
    }
  }

  /** Looks at an instrument whose price or position has changed. */
  look(instrumentId: number): void {
    const accounts = this.#portfolio.accountsIn(instrumentId);
    if (accounts === undefined || accounts.length === 0) return;
    for (let i = 0; i < accounts.length; i++) {
      const account = accounts[i];
      if (this.#portfolio.positionLots(account) !== 0) {
        this.#portfolio.mark(account);
        if (!this.#gate.exits.isExiting(account)) this.#lookAtPosition(account, instrumentId);
      }
      if (this.#gate.exits.isExiting(account)) this.#gate.pursueExit(account);
    }
    this.#lookAtEquity(this.#instruments.currencyOf(instrumentId));
  }

  #lookAtPosition(account: number, instrumentId: number): void {
    const { stopLossFraction, takeProfitFraction } = this.#limits;
    if (stopLossFraction === null && takeProfitFraction === null) return;
    if (!this.#instruments.hasMarket(instrumentId)) return;
    const position = this.#portfolio.positionLots(account);
    const average = this.#portfolio.averagePriceTicks(account);
    const gainTicks = position > 0
      ? this.#instruments.bidTicks(instrumentId) - average
      : average - this.#instruments.askTicks(instrumentId);
    if (stopLossFraction !== null && gainTicks <= -stopLossFraction * average) {
      this.#gate.exit(account, RISK_STOP_LOSS);
    } else if (takeProfitFraction !== null && gainTicks >= takeProfitFraction * average) {
      this.#gate.exit(account, RISK_TAKE_PROFIT);
    }
  }

  #lookAtEquity(currency: number): void {
    const { maxDailyLossFraction, maxDrawdownFraction } = this.#limits;
    const equity = this.#limits.capitalQuote + this.#portfolio.currencyPnl[currency];
    const day = Math.floor(this.#time.cell[0] / DAY_NANOS);
    if (day !== this.#day[currency]) {
      this.#day[currency] = day;
      this.#dayEquity[currency] = equity;
      if (this.#halted[currency] === 1) this.#gate.haltDay(currency, false);
      this.#halted[currency] = 0;
    }
    if (equity > this.#peakEquity[currency]) this.#peakEquity[currency] = equity;
    if (
      maxDailyLossFraction !== null && this.#halted[currency] === 0 &&
      equity <= this.#dayEquity[currency] * (1 - maxDailyLossFraction)
    ) {
      this.#halted[currency] = 1;
      this.haltedDays++;
      this.#gate.haltDay(currency, true);
    }
    if (
      maxDrawdownFraction !== null &&
      equity <= this.#peakEquity[currency] * (1 - maxDrawdownFraction)
    ) this.#kill();
  }

  #kill(): void {
    if (this.#gate.killedFor !== 0) return;
    this.#observer?.onKilled?.(RISK_DRAWDOWN);
    this.#gate.kill(RISK_DRAWDOWN);
  }
}
