/**
 * Which bar files belong together: those of one symbol are a chain, such as a month each, and share
 * one scale; other symbols run side by side.
 */
import { UserError } from "../../base/errors.ts";
import { fileNameOf } from "../files/file_chunks.ts";
import { packingOf } from "../files/open_file.ts";
import { listZip } from "../files/zip.ts";
import type { BarFile } from "./bar_lines.ts";
import { readBarName } from "./bar_names.ts";
import { type BarOptions, DEFAULT_BAR_OPTIONS } from "./bar_options.ts";
import { BarsSource } from "./bars_source.ts";

/** A file with what its name tells. */
interface NamedFile {
  readonly file: BarFile;
  readonly symbol: string;
  readonly seconds: number | undefined;
  readonly isSure: boolean;
}

/** Members of an archive that may be bars. */
export const BAR_MEMBER = /\.(csv|txt|tsv)$/i;

/**
 * @param symbol of a single file whose name does not tell one
 * @throws UserError when a file cannot be opened, or files of one symbol differ in their interval
 */
export async function barChains(
  paths: readonly string[],
  options: BarOptions = DEFAULT_BAR_OPTIONS,
  symbol?: string,
): Promise<BarsSource[]> {
  const named = (await Promise.all(paths.map(filesAt))).flat().map(nameOf);
  const [only] = named;
  const isUnsure = named.length === 1 && !only.isSure && symbol !== undefined;
  const files = isUnsure ? [{ ...only, symbol }] : named;
  const chains = [...Map.groupBy(files, ({ symbol }) => symbol)];
  return chains.map(([symbol, chain]) =>
    new BarsSource({
      symbol,
      files: chain.map(({ file }) => file),
      seconds: intervalOf(symbol, chain),
      options,
    })
  );
}

/** The file itself, or the members of an archive. */
async function filesAt(path: string): Promise<BarFile[]> {
  const name = fileNameOf(path);
  if (await packingOf(path) !== "zip") return [{ name, path, member: undefined }];
  const members = (await listZip(path)).filter((member) => BAR_MEMBER.test(member.name));
  if (members.length === 0) throw new UserError(`${name}: is a zip archive without a .csv file`);
  return members.map((member) => ({ name: `${name}/${member.name}`, path, member }));
}

function nameOf(file: BarFile): NamedFile {
  return { file, ...readBarName(fileNameOf(file.member?.name ?? file.path)) };
}

/** The interval that the names agree on. */
function intervalOf(symbol: string, chain: readonly NamedFile[]): number | undefined {
  const known = chain.map(({ seconds }) => seconds).filter((seconds) => seconds !== undefined);
  if (known.some((seconds) => seconds !== known[0])) {
    const names = chain.map(({ file }) => file.name).join(", ");
    throw new UserError(`${names}: bars of ${symbol} in two lengths; replay them one at a time`);
  }
  return known[0];
}
