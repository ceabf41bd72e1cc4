/**
 * Which raw recordings belong together: files of the same market and symbols follow each other and
 * are one chain; others run side by side.
 */
import { readRawPrologue } from "./raw_prologue.ts";
import { RawBinanceSource } from "./raw_source.ts";
import { ScaleSurvey } from "./scale_survey.ts";

/** @throws UserError when one of the files is no raw recording */
export async function binanceChains(paths: readonly string[]): Promise<RawBinanceSource[]> {
  const chains = new Map<string, string[]>();
  for (const path of paths) {
    const survey = new ScaleSurvey();
    const { market } = await readRawPrologue(path, survey);
    const key = [market ?? "unknown", ...survey.symbols().toSorted()].join(" ");
    chains.set(key, [...chains.get(key) ?? [], path]);
  }
  return [...chains.values()].map((chain) => new RawBinanceSource(chain));
}
