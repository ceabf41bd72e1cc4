/**
 * From a session's input to one source: files of one venue become a chain, sources of different
 * venues are merged by time of receipt.
 */
import { assert } from "../base/assert.ts";
import { SimulatedMarketSource } from "../exchange/simulated_market.ts";
import { TapeSource } from "../tape/tape_source.ts";
import { RawBinanceSource } from "../venues/binance/raw_binance_source.ts";
import { CaptureSource } from "../venues/captures/capture_source.ts";
import type { Format } from "../venues/files/recognise.ts";
import { ItchSource } from "../venues/itch/itch_source.ts";
import { LobsterSource } from "../venues/lobster/lobster_source.ts";
import { MergedSource } from "../venues/merged_source.ts";
import { ShfeSource } from "../venues/shfe/shfe_source.ts";
import type { MarketSource } from "../venues/source.ts";
import type { FileInput, SimulatedInput } from "./job.ts";

/** Makes the sources of one format from all its files, in the order given. */
const OPENERS: Record<Format, (paths: readonly string[]) => readonly MarketSource[]> = {
  lobster: (paths) => LobsterSource.fromPaths(paths),
  binance: (paths) => [new RawBinanceSource(paths)],
  capture: (paths) => paths.map((path) => new CaptureSource(path)),
  itch: (paths) => paths.map((path) => new ItchSource(path)),
  parquet: (paths) => [new ShfeSource(paths)],
  tape: (paths) => paths.map((path) => new TapeSource(path)),
};

export function openSource(input: SimulatedInput | FileInput): MarketSource {
  if (input.kind === "simulated") return new SimulatedMarketSource(input);
  const byFormat = Map.groupBy(input.files, ({ format }) => format);
  const sources = [...byFormat].flatMap(([format, files]) =>
    OPENERS[format](files.map(({ path }) => path))
  );
  assert(sources.length > 0, "a file input names files");
  return sources.length === 1 ? sources[0] : new MergedSource(sources);
}
