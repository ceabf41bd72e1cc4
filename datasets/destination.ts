/**
 * Where a dataset goes, told from its name: one file, or a folder of them. Everything is written
 * beside its place, under a name ending in ".part", and put there when it is complete.
 */
import { messageOf, UserError } from "../core/base/errors.ts";

export type Destination = {
  /** As it will be named in the end. */
  readonly path: string;
  readonly part: string;
  readonly kind: "parquet" | "csv" | "folder";
};

/** Rows of a group: enough that readers of Parquet run at full speed, few enough to be kept in memory. */
const PARQUET_GROUP_ROWS = 32_768;
/** Text takes its time: the event loop gets its turn in between. */
const CSV_GROUP_ROWS = 1_024;

/** Rows that are written at a time. */
export function groupRowsOf({ kind }: Destination): number {
  return kind === "csv" ? CSV_GROUP_ROWS : PARQUET_GROUP_ROWS;
}

const ENDINGS = { ".parquet": "parquet", ".csv": "csv" } as const;

/**
 * Claims the place, so that a long run does not end at a full stop.
 * @throws UserError when nothing can be written there
 */
export function claim(out: string): Destination {
  const destination = destinationOf(out);
  const { path, part, kind } = destination;
  const there = statOf(path);
  try {
    if (kind === "folder") {
      if (there !== undefined && !isEmptyFolder(path)) {
        throw new UserError(`--out ${out}: is there already; give the name of a new folder`);
      }
      if (statOf(part) !== undefined) {
        throw new UserError(`--out ${out}: ${part} is in the way, what an export left; remove it`);
      }
      Deno.mkdirSync(part, { recursive: true });
    } else {
      if (there?.isDirectory) {
        throw new UserError(`--out ${out}: is a folder; give the name of a file in it`);
      }
      Deno.writeFileSync(part, new Uint8Array());
    }
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    throw new UserError(`--out ${out}: cannot write there (${messageOf(thrown)})`);
  }
  return destination;
}

/** Puts what was written where it belongs. */
export function settle({ path, part, kind }: Destination): void {
  if (kind === "folder" && statOf(path) !== undefined) Deno.removeSync(path);
  Deno.renameSync(part, path);
}

/** Removes what was written so far. */
export function abandon({ part }: Destination): void {
  if (statOf(part) !== undefined) Deno.removeSync(part, { recursive: true });
}

function destinationOf(out: string): Destination {
  const path = out.replace(/\/+$/, "");
  if (path === "") throw new UserError(`--out ${out}: must be a file or a folder`);
  const part = `${path}.part`;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const ending = /\.[a-z]+$/i.exec(name)?.[0].toLowerCase();
  if (out.endsWith("/") || ending === undefined) return { path, part, kind: "folder" };
  if (ending === ".parquet" || ending === ".csv") return { path, part, kind: ENDINGS[ending] };
  throw new UserError(
    `--out ${out}: must end in .parquet or .csv, or in / for a folder of Parquet files`,
  );
}

function isEmptyFolder(path: string): boolean {
  return Deno.statSync(path).isDirectory &&
    Deno.readDirSync(path)[Symbol.iterator]().next().done === true;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return undefined;
    throw thrown;
  }
}
