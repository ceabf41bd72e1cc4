/** The whole text of a recording, unpacked. */
import { openFile } from "../../core/venues/files/open_file.ts";

export async function readFully(path: string): Promise<string> {
  const stream = await openFile(path);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const part = await stream.next();
      if (part === undefined) return text + decoder.decode();
      text += decoder.decode(part, { stream: true });
    }
  } finally {
    await stream.close();
  }
}
