/** A small simulated market and desks on it, for tests of runs. */
import type { DeskJob, MarketJob } from "../../backtest/run_job.ts";
import { RISK_PRESETS } from "../../core/trading/risk/presets.ts";

export const SYMBOLS = ["MILL-USD", "RACE-USD"];

/** Two symbols, ten to twenty seconds. */
export function smallMarket(events = 12_000, seed = 7): MarketJob {
  return {
    input: { kind: "simulated", seed, events, symbols: SYMBOLS },
    memory: undefined,
    settings: { groups: ["core"], calibration: undefined, referenceSymbol: undefined },
    model: undefined,
    schedule: { everyFrames: 64 },
  };
}

export function deskOf(
  strategy: string,
  parameters: Readonly<Record<string, number | string>> = {},
  label = strategy,
): DeskJob {
  const limits = RISK_PRESETS.none;
  return { label, strategy, parameters, models: {}, limits, capitalQuote: 100_000, seed: 1 };
}

/** Writes a strategy's file. @returns its address */
export function strategyFile(folder: string, name: string, onFrame: string): string {
  const path = `${folder}/${name}.ts`;
  Deno.writeTextFileSync(
    path,
    `export const strategy = {
  name: "${name}", summary: "", source: "", parameters: {},
  create: ({ trader }) => { let frames = 0; return { onFrame(frame) { frames++; ${onFrame} } }; },
};\n`,
  );
  return new URL(`file://${path}`).href;
}
