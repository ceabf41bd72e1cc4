/** Bar files made by hand, in a folder of their own, and what a source makes of them. */
import { fileNameOf } from "../../../core/venues/files/file_chunks.ts";
import { barChains } from "../../../core/venues/bars/bar_chains.ts";
import type { BarOptions } from "../../../core/venues/bars/bar_options.ts";
import { InstrumentRegistry, type ScaleOverrides } from "../../../core/venues/instruments.ts";
import { MergedSource } from "../../../core/venues/merged_source.ts";
import { type DriveResult, driveSource } from "../drive_source.ts";

export const HEADER = "datetime,open,high,low,close,volume";

export interface ReadBars {
  /** As texts: UTC time of the end, open high low close in ticks, volume in lots. */
  readonly bars: readonly string[];
  /** "name line n: text (count)", bad input first marked with "!". */
  readonly problems: readonly string[];
  readonly result: DriveResult;
}

/** The zone is UTC unless given; undefined = as a user who says nothing. */
export interface ReadOptions extends Partial<BarOptions> {
  readonly symbol?: string;
  readonly wanted?: readonly string[];
  readonly overrides?: ScaleOverrides;
}

/** Drives the named contents through a source, as if they were files. */
export async function readBars(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: ReadOptions = {},
): Promise<ReadBars> {
  const folder = await Deno.makeTempDir();
  try {
    const paths: string[] = [];
    for (const [name, content] of Object.entries(files)) {
      paths.push(`${folder}/${name}`);
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${folder}/${name}`, bytes);
    }
    return await readBarFiles(paths, options);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export async function readBarFiles(
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<ReadBars> {
  const { label = "auto", symbol, wanted, overrides } = options;
  const zone = "zone" in options ? options.zone : "UTC";
  const chains = await barChains(paths, { label, zone }, symbol);
  const source = chains.length === 1 ? chains[0] : new MergedSource(chains);
  const instruments = new InstrumentRegistry(wanted && new Set(wanted), overrides);
  const result = await driveSource(source, { instruments });
  const bars = result.messages.flatMap((message) => {
    if (message.kind !== "bar") return [];
    const time = new Date(result.epochMillis + message.recvNanos / 1e6).toISOString();
    return [`${time.replace(".000Z", "")} ${message.ohlcTicks.join(" ")} v${message.volumeLots}`];
  });
  const problems = result.problems.map(({ isNote, where, text, count }) =>
    `${isNote ? "" : "! "}${fileNameOf(where)}: ${text}${count > 1 ? ` (${count})` : ""}`
  );
  return { bars, problems, result };
}

/** One-minute rows "time,close": open, high, low and close are the same, and the volume is 1. */
export function flatRows(rows: readonly (readonly [string, number])[]): string {
  return rows.map(([time, price]) => `${time},${price},${price},${price},${price},1\n`).join("");
}
