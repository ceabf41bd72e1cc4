/**
 * A staged program as one self-extracting file:
 *
 * ```text
 *   launcher.sh, filled in     a few lines of POSIX sh
 *   tar.gz                     deno with its licence, program/
 * ```
 *
 * The same input gives the same bytes, so the payload's hash, which names the folder that it is
 * unpacked into, changes only with the program.
 */
import { UserError } from "../../core/base/errors.ts";
import { runCommand } from "./run_command.ts";
import type { StagedProgram } from "./stage_program.ts";

const EXECUTABLE = 0o755;
const LAUNCHER = new URL("./launcher.sh", import.meta.url);
/** One order, one owner, one time for all files. */
const REPRODUCIBLE = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];

/**
 * @param stage the folder that holds the program's folder, and nothing else
 * @throws UserError on another system than Linux
 */
export async function packProgram(
  program: StagedProgram,
  stage: string,
  out: string,
): Promise<void> {
  const { os, arch } = Deno.build;
  if (os !== "linux") {
    throw new UserError(`a packed executable can be made on Linux only; this is ${os} ${arch}`);
  }
  const contents = ["deno", "program", ...await copyLicence(stage)];
  await Deno.copyFile(Deno.execPath(), `${stage}/deno`);
  await Deno.chmod(`${stage}/deno`, EXECUTABLE);
  const archive = `${stage}/payload.tar.gz`;
  const { success, stderr } = await runCommand("tar", [
    ...REPRODUCIBLE,
    "--use-compress-program=gzip -n",
    "-cf",
    archive,
    ...contents,
  ], stage);
  if (!success) throw new Error(`tar: ${stderr.trim()}`);
  const payload = await Deno.readFile(archive);
  const launcher = await filledLauncher({
    ID: new Uint8Array(await crypto.subtle.digest("SHA-256", payload)).toHex(),
    VERSION: program.version,
    TARGET: `${os} ${arch}`,
    PERMISSIONS: program.permissions.join(" "),
  });
  // A running executable cannot be written to, but its name can be given to another file.
  await Deno.writeTextFile(`${out}.part`, launcher, { mode: EXECUTABLE });
  await Deno.writeFile(`${out}.part`, payload, { append: true });
  await Deno.rename(`${out}.part`, out);
}

/** Deno's licence lies beside its executable in the npm package, and not in every other. */
async function copyLicence(stage: string): Promise<string[]> {
  const name = "LICENSE.deno";
  try {
    await Deno.copyFile(new URL("LICENSE", `file://${Deno.execPath()}`), `${stage}/${name}`);
    return [name];
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return [];
    throw thrown;
  }
}

async function filledLauncher(values: Readonly<Record<string, string>>): Promise<string> {
  const template = await Deno.readTextFile(LAUNCHER);
  const all = { ...values, PAYLOAD_LINE: String(template.split("\n").length) };
  return template.replaceAll(/@([A-Z_]+)@/g, (_, name: keyof typeof all) => all[name]);
}
