/**
 * The windows of one instrument, each with the run of columns that features read from it.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND } from "../../base/units.ts";
import {
  COLUMN_DEPTH,
  COLUMN_EVENTS,
  COLUMN_FLOW_1,
  COLUMN_FLOW_2,
  COLUMN_LEVELS,
  COLUMN_SELLS,
  COLUMN_SQUARE,
  COLUMN_TOUCH,
  COLUMN_TRADED_TICK_LOTS,
} from "../inputs/columns.ts";
import { EventWindow } from "./event_window.ts";
import { TimeWindow } from "./time_window.ts";

/** The lengths of time windows, in nanoseconds. */
export const HUNDRED_MILLIS = 100 * NANOS_PER_MILLI;
export const ONE_SECOND = NANOS_PER_SECOND;
export const TEN_SECONDS = 10 * NANOS_PER_SECOND;

export class Windows {
  readonly events10 = new EventWindow(10, COLUMN_FLOW_1, COLUMN_TOUCH);
  readonly events50 = new EventWindow(50, COLUMN_FLOW_2, COLUMN_SELLS);
  readonly events200 = new EventWindow(200, COLUMN_DEPTH, COLUMN_SQUARE);
  /** Only its borders are used, for returns. */
  readonly hundredMillis = new TimeWindow(HUNDRED_MILLIS);
  readonly oneSecond = new TimeWindow(ONE_SECOND, COLUMN_LEVELS, COLUMN_EVENTS);
  readonly tenSeconds = new TimeWindow(TEN_SECONDS, COLUMN_FLOW_1, COLUMN_TRADED_TICK_LOTS);

  /** Adds the row of a frame. */
  push(row: Float64Array): void {
    this.events10.push(row);
    this.events50.push(row);
    this.events200.push(row);
    this.hundredMillis.push(row);
    this.oneSecond.push(row);
    this.tenSeconds.push(row);
  }
}
