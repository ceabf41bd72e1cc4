/**
 * Reads a file, or a part of one, chunk by chunk. It is the bottom of every {@link ByteStream}, and
 * the only place where the errors of opening and reading a file are put into words.
 */
import { messageOf, UserError } from "../../base/errors.ts";
import type { ByteStream } from "./byte_stream.ts";

export const CHUNK_BYTES = 256 * 1_024;

/** The last part of a path: how messages name a file. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A file that is open, not empty and no directory. */
export interface OpenedFile {
  readonly path: string;
  readonly file: Deno.FsFile;
  readonly bytes: number;
}

/** @throws UserError when it is missing, empty, a directory or not ours to read */
export async function openForReading(path: string): Promise<OpenedFile> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (thrown) {
    throw new UserError(`${path}: ${reasonOf(thrown)}`);
  }
  const info = await file.stat();
  if (info.isFile && info.size > 0) return { path, file, bytes: info.size };
  file.close();
  if (info.isDirectory) throw new UserError(`${path}: is a directory; name the files in it`);
  throw new UserError(`${path}: ${info.isFile ? "is empty" : "is no regular file"}`);
}

/** Reads up to `into.length` bytes from `position` on; fewer only at the end of the file. */
export async function readAt(
  file: Deno.FsFile,
  position: number,
  into: Uint8Array,
): Promise<Uint8Array> {
  await file.seek(position, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < into.length) {
    const count = await file.read(into.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return into.subarray(0, filled);
}

/** The bytes `[from, to)` of a file, as they are on disk. */
export class FileChunks implements ByteStream {
  readonly name: string;
  readonly #opened: OpenedFile;
  readonly #buffer: Uint8Array;
  readonly #from: number;
  readonly #to: number;
  #position: number;
  #closed = false;

  constructor(opened: OpenedFile, name: string, from = 0, to: number = opened.bytes) {
    this.name = name;
    this.#opened = opened;
    this.#from = from;
    this.#to = to;
    this.#position = from;
    this.#buffer = new Uint8Array(Math.min(CHUNK_BYTES, to - from));
  }

  /** Position in the file: where a decompressor found its input damaged, to within a chunk. */
  get position(): number {
    return this.#position;
  }

  get progress(): number {
    return (this.#position - this.#from) / Math.max(1, this.#to - this.#from);
  }

  async next(): Promise<Uint8Array | undefined> {
    const wanted = Math.min(this.#buffer.length, this.#to - this.#position);
    if (wanted === 0) return undefined;
    const chunk = await readAt(
      this.#opened.file,
      this.#position,
      this.#buffer.subarray(0, wanted),
    );
    this.#position += chunk.length;
    return chunk.length === 0 ? undefined : chunk;
  }

  close(): Promise<void> {
    if (!this.#closed) this.#opened.file.close();
    this.#closed = true;
    return Promise.resolve();
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Deno.errors.NotFound) return "no such file";
  if (thrown instanceof Deno.errors.PermissionDenied) return "no permission to read it";
  if (thrown instanceof Deno.errors.NotCapable) return "Deno was not given --allow-read for it";
  if (thrown instanceof Deno.errors.IsADirectory) return "is a directory; name the files in it";
  return messageOf(thrown);
}
