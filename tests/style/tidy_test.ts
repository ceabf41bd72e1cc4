/**
 * House style as ordinary tests. Every rule carries a sample that breaks it, so that a rule which
 * has gone blind is noticed.
 */
import assert from "node:assert/strict";
import { type ProjectFile, projectFileBytes, projectFiles, projectPaths } from "./project_files.ts";

/** Comments and empty lines are free: nobody should save on those. */
const MAX_CORE_LINES = 300;
const MAX_FILE_BYTES = 1 << 20;
/** This file spells out what others may not say. */
const SELF = "tests/style/tidy_test.ts";
/** May read clocks and make random numbers: those that give them to all others, and the workshop. */
const KEEPERS = /^(core\/base\/(clock|prng|secret)\.ts|bench\/.*|tests\/.*|tools\/.*)$/;

interface Rule {
  readonly name: string;
  /** Paths that it is for. */
  readonly where: RegExp;
  /** What is wrong with a file; empty = nothing. */
  readonly find: (file: ProjectFile) => readonly string[];
  /** A file that breaks the rule. */
  readonly broken: ProjectFile;
}

const RULES: readonly Rule[] = [
  {
    name: "every module starts by saying what it is",
    where: /(?<!_test)\.ts$/,
    find: ({ text }) => text.startsWith("/**") ? [] : ["no header comment"],
    broken: { path: "core/a.ts", text: "export const A = 1;" },
  },
  {
    name: `a module of core/ has at most ${MAX_CORE_LINES} lines of code`,
    where: /^core\/.*\.ts$/,
    find: ({ text }) => {
      const lines = codeOf(text).split("\n").filter((line) => line.trim() !== "").length;
      return lines > MAX_CORE_LINES ? [`${lines} lines; which second idea can move out?`] : [];
    },
    broken: { path: "core/a.ts", text: "let a;\n".repeat(MAX_CORE_LINES + 1) },
  },
  {
    name: "only core/base reads a clock or makes random numbers",
    where: /\.ts$/,
    find: ({ path, text }) =>
      KEEPERS.test(path) ? [] : matches(
        codeOf(text),
        /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b|\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b/g,
      ),
    broken: { path: "core/a.ts", text: "const a = Date.now();" },
  },
  {
    name: "hot path modules neither count with BigInt nor log",
    where: /^core\/.*\.ts$/,
    find: ({ text }) =>
      /Hot path/.test(headerOf(text))
        ? matches(codeOf(text), /\bBigInt\b|\bbigint\b|\b\d[\d_]*n\b|\bconsole\./g)
        : [],
    broken: { path: "core/a.ts", text: "/** Hot path: no allocation. */\nlet a = 1n;" },
  },
  {
    name: "types are never any",
    where: /\.ts$/,
    find: ({ text }) => matches(codeOf(text), /(:|<|\bas|\|) *any\b/g),
    broken: { path: "core/a.ts", text: "let a: any;" },
  },
  {
    name: "nothing is left for later in a comment",
    where: /\.(ts|md|sh|json)$|^\.ci\/run$/,
    find: ({ text }) => matches(text, /\b(TODO|FIXME|XXX|HACK)\b/g),
    broken: { path: "a.md", text: "TODO" },
  },
  {
    name: "no file knows the machine it was written on",
    where: /\.(ts|md|sh|json|toml|ya?ml)$|^\.ci\/run$/,
    find: ({ text }) => matches(text, /(?<![\w.$}])\/(work|root|home)\/\w+/g),
    broken: { path: "a.md", text: "see /root/notes" },
  },
];

for (const { name, where, find, broken } of RULES) {
  Deno.test(`tidy: ${name}`, () => {
    assert.ok(where.test(broken.path) && find(broken).length > 0, "the rule finds what it is for");
    const complaints = projectFiles(where).filter(({ path }) => path !== SELF)
      .flatMap((file) => find(file).map((complaint) => `${file.path}: ${complaint}`));
    assert.deepEqual(complaints, []);
  });
}

Deno.test("tidy: file names are snake_case nouns of the domain", () => {
  const odd = /(^|\/)([^/]*[A-Z-][^/]*\.(ts|sh)|(utils?|helpers?|misc|common)\.ts)$/;
  assert.ok(odd.test("core/utils.ts") && odd.test("core/orderBook.ts") && odd.test("a/b-c.ts"));
  assert.deepEqual(projectPaths().filter((path) => odd.test(path)), []);
});

Deno.test("tidy: no file outside models/ is larger than a mebibyte", () => {
  const large = projectPaths().filter((path) => !path.startsWith("models/"))
    .filter((path) => projectFileBytes(path) > MAX_FILE_BYTES);
  assert.deepEqual(large, []);
});

/** The comment that a module starts with. */
function headerOf(text: string): string {
  return text.slice(0, text.indexOf("*/"));
}

/** A module's text without its comments. */
function codeOf(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<!["':\w])\/\/.*/g, "");
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([found]) => `says ${found.trim()}`);
}
