/** A job as a command line. Every part was checked by its schema: nothing becomes an option. */
import type { JobRequest } from "../contract/research.ts";

export function jobArguments(
  request: JobRequest,
  folder: string,
  data: string | undefined,
): string[] {
  const { kind, files, events, seed, symbols, strategies, sweep, latency, risk } = request;
  const trades = kind === "backtest" || strategies.length > 0;
  return [
    kind,
    ...files.map((file) => `${data}/${file}`),
    "--json",
    `--out=${folder}`,
    ...given("events", events),
    ...given("seed", seed),
    ...given("symbols", symbols?.join(",")),
    ...strategies.map((strategy) => `--strategy=${strategy}`),
    ...(kind === "backtest" ? sweep.map((text) => `--sweep=${text}`) : []),
    ...(trades ? given("latency", latency) : []),
    ...(trades ? given("risk", risk) : []),
  ];
}

function given(option: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${option}=${value}`];
}
