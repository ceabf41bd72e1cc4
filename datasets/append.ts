/**
 * Appends to a file that is not kept open: a dataset of a whole exchange has more parts than a
 * process may have open files, and one opening a row group costs nothing beside writing it.
 */

/** Makes the file where it is missing. @param body is given a function that writes all of its bytes */
export function appendTo(path: string, body: (write: (bytes: Uint8Array) => void) => void): void {
  const file = Deno.openSync(path, { append: true, create: true });
  try {
    body((bytes) => {
      let at = 0;
      while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
    });
  } finally {
    file.close();
  }
}
