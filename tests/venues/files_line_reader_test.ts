import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { PEEK_END, PEEK_INPUT } from "../../core/venues/source.ts";
import type { ByteStream } from "../../core/venues/files/byte_stream.ts";
import { LineReader } from "../../core/venues/files/line_reader.ts";

const SEED = 7;

/** Hands out a text in chunks of the given sizes, over and over, always from the same memory. */
function chunked(text: string, sizes: readonly number[]): ByteStream {
  const bytes = new TextEncoder().encode(text);
  const memory = new Uint8Array(Math.max(...sizes));
  let from = 0;
  let turn = 0;
  return {
    name: "test.txt",
    progress: 0,
    next() {
      if (from >= bytes.length) return Promise.resolve(undefined);
      const chunk = bytes.subarray(from, from + sizes[turn++ % sizes.length]);
      from += chunk.length;
      memory.fill(0x0a);
      memory.set(chunk);
      return Promise.resolve(memory.subarray(0, chunk.length));
    },
    close: () => Promise.resolve(),
  };
}

async function linesOf(reader: LineReader): Promise<{ lines: string[]; cut: boolean }> {
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let cut = false;
  for (;;) {
    const outcome = reader.peek();
    if (outcome === PEEK_END) return { lines, cut };
    if (outcome === PEEK_INPUT) {
      await reader.fill();
      continue;
    }
    strictEqual(reader.peek(), outcome, "peek again changes nothing");
    lines.push(decoder.decode(reader.bytes.subarray(reader.lineFrom, reader.lineTo)));
    strictEqual(reader.lineNumber, lines.length);
    cut = reader.cut;
    reader.next();
  }
}

Deno.test("LineReader gives the lines of String.split whatever the chunks", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "b", "é", ","), maxLength: 150 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 }),
      async (expected, closed, sizes) => {
        const text = expected.join("\n") + (closed && expected.length > 0 ? "\n" : "");
        const wanted = text.split("\n");
        const cut = wanted.at(-1) !== "";
        if (!cut) wanted.pop();
        const found = await linesOf(new LineReader(chunked(text, sizes)));
        deepStrictEqual(found, { lines: wanted, cut });
      },
    ),
    { seed: SEED, numRuns: 1_000 },
  );
});

Deno.test("LineReader takes off carriage returns", async () => {
  const { lines } = await linesOf(new LineReader(chunked("a\r\n\r\nb\r\nc", [3])));
  deepStrictEqual(lines, ["a", "", "b", "c"]);
});

Deno.test("LineReader has no line when the stream is empty", async () => {
  deepStrictEqual(await linesOf(new LineReader(chunked("", [1]))), { lines: [], cut: false });
});

Deno.test("LineReader refuses a line that is longer than its bound", async () => {
  const reader = new LineReader(chunked(`ok\n${"x".repeat(500)}\n`, [64]), 200);
  await rejects(linesOf(reader), {
    name: "UserError",
    message: "test.txt line 2: longer than 200 bytes; this is no text of lines",
  });
});
