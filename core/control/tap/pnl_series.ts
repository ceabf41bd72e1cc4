/** What trading has earned, a point a second, at most an hour of them. */
import type { PnlPoint, Position } from "../contract/trading.ts";
import { EventLog } from "./event_log.ts";

const POINTS = 3_600;

export class PnlSeries {
  readonly points = new EventLog<PnlPoint>(POINTS);
  #highest = 0;

  /** Adds up what positions say. @param atMillis wall time */
  sample(atMillis: number, positions: readonly Position[]): void {
    this.points.push(this.measure(atMillis, positions));
  }

  measure(atMillis: number, positions: readonly Position[]): PnlPoint {
    const sum = { pnl: 0, realized: 0, unrealized: 0, fees: 0, gross: 0 };
    for (const { pnl, realized, unrealized, fees, notional } of positions) {
      sum.pnl += pnl;
      sum.realized += realized;
      sum.unrealized += unrealized;
      sum.fees += fees;
      sum.gross += Math.abs(notional);
    }
    this.#highest = Math.max(this.#highest, sum.pnl);
    return { at: atMillis, ...sum, drawdown: this.#highest - sum.pnl };
  }
}
