/**
 * A stream of bytes from a file, already decompressed. Memory is bounded by a few chunks.
 */
export interface ByteStream {
  /** The file's name, or "archive.zip/member" inside an archive. */
  readonly name: string;
  /**
   * The next chunk, valid until the next call; undefined at the end.
   * @throws UserError naming the file and the byte when compressed data is damaged or cut off
   */
  next(): Promise<Uint8Array | undefined>;
  /** Share of the (compressed) file read, 0 to 1. */
  readonly progress: number;
  close(): Promise<void>;
}
