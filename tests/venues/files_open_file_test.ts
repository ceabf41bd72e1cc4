import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { ByteStream } from "../../core/venues/files/byte_stream.ts";
import { openFile, packingOf } from "../../core/venues/files/open_file.ts";
import { listZip, openZipMember } from "../../core/venues/files/zip.ts";
import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { Prng } from "../../core/base/prng.ts";

/** Text that compresses badly enough to need many chunks. */
const TEXT = (() => {
  const prng = new Prng(11);
  let text = "";
  while (text.length < 600_000) text += `${prng.nextUint32()},${prng.nextBelow(100)}\n`;
  return text;
})();
const BYTES = new TextEncoder().encode(TEXT);

async function withFile(
  name: string,
  content: Uint8Array,
  body: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/${name}`, content);
    await body(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Reads to the end or to the error, and gives what came before it. */
async function drain(stream: ByteStream): Promise<{ bytes: Uint8Array; error: Error | undefined }> {
  const parts: Uint8Array[] = [];
  let error: Error | undefined;
  try {
    for (;;) {
      const chunk = await stream.next();
      if (chunk === undefined) break;
      parts.push(chunk.slice());
    }
  } catch (thrown) {
    error = thrown as Error;
  }
  await stream.close();
  return { bytes: new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer()), error };
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

async function zipped(members: Record<string, string>, level = 6): Promise<Uint8Array> {
  const writer = new ZipWriter(new BlobWriter(), { level });
  for (const [name, text] of Object.entries(members)) await writer.add(name, new TextReader(text));
  return new Uint8Array(await (await writer.close()).arrayBuffer());
}

for (
  const [name, packing, content, expected] of [
    ["plain.txt", "plain", BYTES, BYTES],
    ["named.gz", "plain", BYTES, BYTES],
    ["one.gz", "gzip", gzipSync(BYTES), BYTES],
    ["two.gz", "gzip", joined(gzipSync(BYTES), gzipSync(BYTES)), joined(BYTES, BYTES)],
    ["one.zst", "zstd", zstdCompressSync(BYTES), BYTES],
    [
      "two.zst",
      "zstd",
      joined(zstdCompressSync(BYTES), zstdCompressSync(BYTES)),
      joined(BYTES, BYTES),
    ],
  ] as const
) {
  Deno.test(`openFile() streams the content of ${name}`, () =>
    withFile(name, content, async (path) => {
      strictEqual(await packingOf(path), packing);
      const stream = await openFile(path);
      strictEqual(stream.name, name);
      const { bytes, error } = await drain(stream);
      strictEqual(error, undefined);
      deepStrictEqual(bytes, expected);
      strictEqual(stream.progress, 1);
    }));
}

for (
  const [name, content] of [["cut.gz", gzipSync(BYTES)], [
    "cut.zst",
    zstdCompressSync(BYTES),
  ]] as const
) {
  const cut = content.subarray(0, content.length >> 1);
  Deno.test(`openFile() hands out what precedes the cut, then names the byte, when ${name} is cut`, () =>
    withFile(name, cut, async (path) => {
      const { bytes, error } = await drain(await openFile(path));
      strictEqual(error?.name, "UserError");
      strictEqual(
        error?.message,
        `${name}: compressed data ends early at byte ${cut.length}; the file was cut off`,
      );
      strictEqual(bytes.length > 150_000, true, `${bytes.length} bytes before the cut`);
      deepStrictEqual(bytes, BYTES.subarray(0, bytes.length));
    }));
}

Deno.test("openFile() says so when gzip data is damaged", () => {
  const damaged = Uint8Array.from(gzipSync(BYTES));
  damaged.fill(0xff, 100_000, 100_100);
  return withFile("bad.gz", damaged, async (path) => {
    const { error } = await drain(await openFile(path));
    match(error?.message ?? "", /^bad\.gz: compressed data is damaged before byte \d+ \(/);
  });
});

Deno.test("openFile() says so when the structure of zstd data is damaged", () => {
  const damaged = Uint8Array.from(zstdCompressSync(BYTES));
  // The frame's header: a reserved bit is set.
  damaged.fill(0xff, 4, 20);
  return withFile("bad.zst", damaged, async (path) => {
    const { error } = await drain(await openFile(path));
    match(error?.message ?? "", /^bad\.zst: compressed data is damaged before byte \d+ \(/);
  });
});

Deno.test("openFile() refuses what is missing, empty, a directory, or packed otherwise", async () => {
  await rejects(openFile("/no/such/file"), {
    name: "UserError",
    message: "/no/such/file: no such file",
  });
  await rejects(openFile("/tmp"), {
    name: "UserError",
    message: "/tmp: is a directory; name the files in it",
  });
  await withFile(
    "empty.csv",
    new Uint8Array(0),
    (path) => rejects(openFile(path), { name: "UserError", message: `${path}: is empty` }),
  );
  await withFile("x.bz2", new TextEncoder().encode("BZh91AY"), (path) =>
    rejects(openFile(path), {
      name: "UserError",
      message: "x.bz2: is bzip2, which is not read; unpack it, or pack it as .gz or .zst",
    }));
  const zip = await zipped({ "a.csv": "1" });
  await withFile("x.zip", zip, (path) => rejects(openFile(path), /is a zip archive/));
});

for (const level of [0, 6]) {
  Deno.test(`openZipMember() reads two members in lock-step at level ${level}`, async () => {
    const zip = await zipped({ "a.csv": TEXT, "folder/b.csv": TEXT + "end" }, level);
    await withFile("pair.zip", zip, async (path) => {
      const members = await listZip(path);
      deepStrictEqual(members.map((member) => member.name), ["a.csv", "folder/b.csv"]);
      const [a, b] = await Promise.all(members.map((member) => openZipMember(path, member)));
      strictEqual(b.name, "pair.zip/folder/b.csv");
      const [first, second] = await Promise.all([drain(a), drain(b)]);
      strictEqual(first.error ?? second.error, undefined);
      deepStrictEqual(first.bytes, BYTES);
      strictEqual(second.bytes.length, BYTES.length + 3);
    });
  });
}

Deno.test("openZipMember() says so when a member does not match its checksum", async () => {
  const zip = await zipped({ "a.csv": TEXT }, 0);
  zip[1_000] ^= 1;
  await withFile("bad.zip", zip, async (path) => {
    const [member] = await listZip(path);
    const { error } = await drain(await openZipMember(path, member));
    match(error?.message ?? "", /^bad\.zip\/a\.csv: is damaged: its \d+ bytes do not match/);
  });
});

Deno.test("listZip() says so when the archive is cut", async () => {
  const zip = await zipped({ "a.csv": TEXT });
  await withFile(
    "cut.zip",
    zip.subarray(0, zip.length >> 1),
    (path) =>
      rejects(listZip(path), /^UserError: cut\.zip: no readable zip directory in its \d+ bytes/),
  );
});
