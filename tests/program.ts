/**
 * Tests that need a program which is not part of the project. Where it is missing they are skipped,
 * visibly and by name; MILLRACE_REQUIRE=services turns that into a failure.
 */

const REQUIRED = (Deno.env.get("MILLRACE_REQUIRE") ?? "").split(",").includes("services");

export interface ProgramRun {
  readonly code: number;
  /** Both streams. */
  readonly text: string;
}

/** A test that runs `program`. */
export function programTest(
  program: string,
  name: string,
  body: (run: (args: readonly string[], input?: string) => Promise<ProgramRun>) => Promise<void>,
): void {
  const skip = !isThere(program) && !REQUIRED;
  Deno.test({
    name: skip ? `${name} [skipped: no ${program}]` : name,
    ignore: skip,
    fn: () => body((args, input) => run(program, args, input)),
  });
}

/** In a folder of its own: some leave files where they are run. */
async function run(program: string, args: readonly string[], input = ""): Promise<ProgramRun> {
  const cwd = await Deno.makeTempDir();
  try {
    return await runIn(cwd, program, args, input);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function runIn(
  cwd: string,
  program: string,
  args: readonly string[],
  input: string,
): Promise<ProgramRun> {
  const child = new Deno.Command(program, {
    args: [...args],
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

function isThere(name: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${name}`).isFile;
    } catch {
      // Not in this folder.
      return false;
    }
  });
}
