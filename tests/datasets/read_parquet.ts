/** Reads back what datasets/ wrote, with a reader that is not its own. */
import { decompress } from "fzstd";
import { type FileMetaData, parquetMetadata, parquetReadObjects } from "hyparquet";

export type Row = Readonly<Record<string, unknown>>;

export interface Read {
  readonly rows: readonly Row[];
  readonly metadata: FileMetaData;
}

export async function readParquet(path: string): Promise<Read> {
  const file = Deno.readFileSync(path).buffer;
  const compressors = { ZSTD: (bytes: Uint8Array) => decompress(bytes) };
  const rows = await parquetReadObjects({ file, compressors });
  return { rows, metadata: parquetMetadata(file) };
}

/** Every Parquet file below a folder, in order, as paths from it. */
export function parquetPaths(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(`${folder}/${below}`)]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, isDirectory }) =>
      isDirectory ? parquetPaths(folder, `${below}${name}/`) : [below + name]
    );
}

/** A folder that is gone after the test. */
export async function inFolder(body: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "millrace-datasets-" });
  try {
    await body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
