/** What the documentation names is there. Its code blocks are type-checked by `deno task ok`. */
import assert from "node:assert/strict";
import { type ProjectFile, projectFiles, projectPaths, projectTasks } from "./project_files.ts";

const TASK = /\bdeno(?:@[\d.]+)? task ([a-z][\w:-]*)/g;
const LINK = /\]\((?!\w+:|#)([^)#\s]+)[^)]*\)/g;
const PATH = /`((?:core|cli|strategies|models|workers|bench|tools|tests|docs)\/[\w./-]+\.\w+)`/g;

/** What a file names and the project lacks. */
function missing(
  { path, text }: ProjectFile,
  pattern: RegExp,
  isThere: (name: string) => boolean,
): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name)
    .filter((name) => !isThere(name)).map((name) => `${path}: ${name}`);
}

function assertNothingMissing(
  files: readonly ProjectFile[],
  pattern: RegExp,
  sample: string,
  isThere: (name: string, file: ProjectFile) => boolean,
): void {
  const broken = { path: "README.md", text: sample };
  const lacks = (file: ProjectFile) => missing(file, pattern, (name) => isThere(name, file));
  assert.equal(lacks(broken).length, 1, "the rule finds what it is for");
  assert.deepEqual(files.flatMap(lacks), []);
}

Deno.test("tasks that documents, help texts and scripts name exist", () => {
  const tasks = new Set(projectTasks());
  const files = projectFiles(/\.md$|^cli\/.*\.ts$|^tools\/.*\.ts$|^bench\/.*\.ts$|^\.ci\/run$/);
  assertNothingMissing(files, TASK, "deno task levitate", (name) => tasks.has(name));
});

Deno.test("links between documents lead somewhere", () => {
  const paths = projectPaths();
  const isThere = (link: string, { path }: ProjectFile) => {
    const target = decodeURI(new URL(link, `file:///${path}`).pathname).slice(1).replace(/\/$/, "");
    return paths.some((there) => there === target || there.startsWith(`${target}/`));
  };
  assertNothingMissing(projectFiles(/\.md$/), LINK, "[there](docs/nowhere.md)", isThere);
});

Deno.test("files that documents name exist", () => {
  const paths = new Set(projectPaths());
  const isThere = (name: string) => paths.has(name);
  assertNothingMissing(projectFiles(/\.md$/), PATH, "`core/nowhere.ts`", isThere);
});
