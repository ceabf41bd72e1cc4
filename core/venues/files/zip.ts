/**
 * Zip archives. The library reads the directory at the end of the file; the members are then
 * streamed from their places and inflated, each with its own file handle, so that two of
 * them can be read in lock-step.
 */
import { type Entry, type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import { messageOf, UserError } from "../../base/errors.ts";
import type { ByteStream } from "./byte_stream.ts";
import { FileChunks, fileNameOf, openForReading, readAt } from "./file_chunks.ts";
import { CheckedStream } from "./checked_stream.ts";
import { InflateStream } from "./inflate_stream.ts";

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_MAGIC = 0x0403_4b50;
const AT_NAME_LENGTH = 26;
const AT_EXTRA_LENGTH = 28;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;

/** A file in an archive. */
export interface ZipMember {
  readonly name: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly crc32: number;
  readonly method: number;
  readonly encrypted: boolean;
  /** Where its local header starts. */
  readonly offset: number;
}

/** Lets the library read anywhere in an open file. */
class FileReader extends Reader<Deno.FsFile> {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile, bytes: number) {
    super(file);
    this.#file = file;
    this.size = bytes;
  }

  override readUint8Array(index: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const into = new Uint8Array(length);
    return readAt(this.#file, index, into) as Promise<Uint8Array<ArrayBuffer>>;
  }
}

/**
 * The files in an archive, in its directory's order.
 * @throws UserError when there is no readable directory: the archive is cut or damaged
 */
export async function listZip(path: string): Promise<ZipMember[]> {
  const { file, bytes } = await openForReading(path);
  try {
    const entries = await new ZipReader(new FileReader(file, bytes)).getEntries();
    return entries.filter(isFile).map(memberOf);
  } catch (thrown) {
    throw new UserError(
      `${fileNameOf(path)}: no readable zip directory in its ${bytes} bytes; ` +
        `the archive was cut off or is damaged (${messageOf(thrown)})`,
    );
  } finally {
    file.close();
  }
}

/** Streams one member, decompressed and checked against its CRC at the end. */
export async function openZipMember(path: string, member: ZipMember): Promise<ByteStream> {
  const name = `${fileNameOf(path)}/${member.name}`;
  if (member.encrypted) throw new UserError(`${name}: is encrypted; unpack it first`);
  if (member.method !== METHOD_STORED && member.method !== METHOD_DEFLATED) {
    throw new UserError(`${name}: compression method ${member.method}; readable are 0 and 8`);
  }
  if (member.bytes === 0) throw new UserError(`${name}: is empty`);
  const opened = await openForReading(path);
  const header = await readAt(opened.file, member.offset, new Uint8Array(LOCAL_HEADER_BYTES));
  const from = dataOffset(header, member.offset);
  if (from === undefined || from + member.compressedBytes > opened.bytes) {
    opened.file.close();
    throw new UserError(`${name}: damaged at byte ${member.offset}: no member starts there`);
  }
  const source = new FileChunks(opened, name, from, from + member.compressedBytes);
  const inner = member.method === METHOD_STORED ? source : new InflateStream(source, "deflate-raw");
  return new CheckedStream(inner, member);
}

function dataOffset(header: Uint8Array, offset: number): number | undefined {
  if (header.length < LOCAL_HEADER_BYTES) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (view.getUint32(0, true) !== LOCAL_HEADER_MAGIC) return undefined;
  return offset + LOCAL_HEADER_BYTES + view.getUint16(AT_NAME_LENGTH, true) +
    view.getUint16(AT_EXTRA_LENGTH, true);
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

function memberOf(entry: FileEntry): ZipMember {
  return {
    name: entry.filename,
    bytes: entry.uncompressedSize,
    compressedBytes: entry.compressedSize,
    crc32: (entry.signature ?? 0) >>> 0,
    method: entry.compressionMethod,
    encrypted: entry.encrypted,
    offset: entry.offset,
  };
}
