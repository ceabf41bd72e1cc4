/**
 * Opens a file as a stream of its content, decompressed if need be. What a file is gets decided by
 * its first bytes, never by its name.
 */
import { UserError } from "../../base/errors.ts";
import type { ByteStream } from "./byte_stream.ts";
import { FileChunks, fileNameOf, openForReading, readAt } from "./file_chunks.ts";
import { InflateStream } from "./inflate_stream.ts";
import { ZstdStream } from "./zstd_stream.ts";

/** How a file is packed. */
export type Packing = "plain" | "gzip" | "zstd" | "zip" | "bzip2" | "xz";

const MAGIC: readonly (readonly [Packing, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
];
const LONGEST_MAGIC = 5;

/** @throws UserError when the file cannot be opened */
export async function packingOf(path: string): Promise<Packing> {
  const { file } = await openForReading(path);
  try {
    return packingOfBytes(await readAt(file, 0, new Uint8Array(LONGEST_MAGIC)));
  } finally {
    file.close();
  }
}

/**
 * Streams a plain, gzip or zstd file. Archives hold several files: see zip.ts.
 * @throws UserError when the file is missing, empty, a directory, not readable or an archive
 */
export async function openFile(path: string): Promise<ByteStream> {
  const opened = await openForReading(path);
  const name = fileNameOf(path);
  const packing = packingOfBytes(await readAt(opened.file, 0, new Uint8Array(LONGEST_MAGIC)));
  const source = new FileChunks(opened, name);
  if (packing === "plain") return source;
  if (packing === "gzip") return new InflateStream(source, "gzip");
  if (packing === "zstd") return new ZstdStream(source);
  await source.close();
  throw new UserError(
    packing === "zip"
      ? `${name}: is a zip archive without the files expected in it`
      : `${name}: is ${packing}, which is not read; unpack it, or pack it as .gz or .zst`,
  );
}

function packingOfBytes(head: Uint8Array): Packing {
  const known = MAGIC.find(([, magic]) => magic.every((byte, i) => head[i] === byte));
  return known === undefined ? "plain" : known[0];
}
