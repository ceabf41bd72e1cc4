/** What the bookkeeping of orders asks of the session: names, times, and the market of the moment. */
import type { EventTime } from "../contract/conventions.ts";
import type { InstrumentNames } from "./instrument_names.ts";

export interface OrderNames {
  readonly instruments: InstrumentNames;
  /** null where it cannot be told. */
  strategy(strategyId: number): string | null;
  time(nanos: number): EventTime;
  /** Mid of the newest frame that was seen, in ticks; null = none, or no book. */
  midTicks(instrumentId: number): number | null;
}
