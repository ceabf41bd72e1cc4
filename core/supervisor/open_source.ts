/**
 * From a session's input to one source: files of one venue become a chain, sources of different
 * venues are merged by time of receipt.
 */
import { assert } from "../base/assert.ts";
import { SimulatedMarketSource } from "../exchange/simulated_market.ts";
import { TapeSource } from "../tape/tape_source.ts";
import { binanceChains } from "../venues/binance/chains.ts";
import { barChains } from "../venues/bars/bar_chains.ts";
import { CaptureSource } from "../venues/captures/capture_source.ts";
import type { Format } from "../venues/files/formats.ts";
import { InstrumentRegistry } from "../venues/instruments.ts";
import { ItchSource } from "../venues/itch/itch_source.ts";
import { findLobsterFiles, type LobsterFiles } from "../venues/lobster/lobster_files.ts";
import { LobsterSource } from "../venues/lobster/lobster_source.ts";
import { MergedSource } from "../venues/merged_source.ts";
import { ShfeSource } from "../venues/shfe/shfe_source.ts";
import type { MarketSource } from "../venues/source.ts";
import { LiveSource } from "../venues/live/live_source.ts";
import type { FileInput, MarketInput } from "./job.ts";

/** Makes the sources of one format from all its files, in the order given. */
const OPENERS: Record<
  Format,
  (paths: readonly string[], input: FileInput) => Promise<MarketSource[]>
> = {
  lobster: lobsterDays,
  binance: binanceChains,
  capture: (paths) => Promise.resolve(paths.map((path) => new CaptureSource(path))),
  itch: (paths) => Promise.resolve(paths.map((path) => new ItchSource(path))),
  parquet: (paths) => Promise.resolve(paths.map((path) => new ShfeSource(path))),
  bars: barFiles,
  tape: (paths) => Promise.resolve(paths.map((path) => new TapeSource(path))),
};

/** The instruments that an input lets through, with the scales that it was told. */
export function instrumentsOf(input: MarketInput): InstrumentRegistry {
  if (input.kind === "simulated") return new InstrumentRegistry();
  if (input.kind === "live") {
    const symbols = input.venues.flatMap((venue) => venue.symbols);
    return new InstrumentRegistry(new Set(symbols.map((symbol) => symbol.toUpperCase())));
  }
  const wanted = input.symbols?.map((symbol) => symbol.toUpperCase());
  return new InstrumentRegistry(wanted && new Set(wanted), new Map(input.scales));
}

/**
 * @param budgets what live venues may be asked, shared with others who ask them
 * @throws UserError when a file cannot be used
 */
export async function openSource(
  input: MarketInput,
  budgets?: SharedArrayBuffer,
): Promise<MarketSource> {
  if (input.kind === "simulated") return new SimulatedMarketSource(input);
  if (input.kind === "live") return new LiveSource(input, { budgets });
  const sources: MarketSource[] = [];
  for (const [format, files] of Map.groupBy(input.files, (file) => file.format)) {
    sources.push(...await OPENERS[format](files.map(({ path }) => path), input));
  }
  assert(sources.length > 0, "a file input names files");
  return sources.length === 1 ? sources[0] : new MergedSource(sources);
}

/** A single symbol that is asked for names a single file whose name does not. */
function barFiles(
  paths: readonly string[],
  { bars, symbols }: FileInput,
): Promise<MarketSource[]> {
  return barChains(paths, bars, symbols?.length === 1 ? symbols[0] : undefined);
}

/** Either file of a pair stands for both, and naming both is naming one. */
async function lobsterDays(paths: readonly string[]): Promise<MarketSource[]> {
  const days = new Map<string, LobsterFiles>();
  for (const path of paths) {
    for (const files of await findLobsterFiles(path)) {
      days.set(`${files.symbol} ${files.date}`, files);
    }
  }
  return [...days.values()].map((files) => new LobsterSource(files));
}
