/** The first rows of a LOBSTER archive's two files, as text. */
import type { ByteStream } from "../../core/venues/files/byte_stream.ts";
import { findLobsterFiles } from "../../core/venues/lobster/lobster_files.ts";

export interface LobsterRows {
  readonly messages: readonly string[];
  /** Row i is the book after message i. */
  readonly rows: readonly string[];
}

export async function readLobsterRows(path: string, count: number): Promise<LobsterRows> {
  const [files] = await findLobsterFiles(path);
  if (files.openBook === undefined) throw new Error(`${path}: has no order book file`);
  return {
    messages: await firstLines(await files.openMessages(), count),
    rows: await firstLines(await files.openBook(), count),
  };
}

async function firstLines(stream: ByteStream, count: number): Promise<string[]> {
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let rest = "";
  try {
    while (lines.length < count) {
      const chunk = await stream.next();
      if (chunk === undefined) break;
      const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
      rest = parts.pop() ?? "";
      lines.push(...parts);
    }
  } finally {
    await stream.close();
  }
  return lines.slice(0, count);
}
