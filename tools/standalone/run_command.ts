/** Runs another program to its end, for the tools. */

export interface CommandOutcome {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param signal kills the program when it aborts, which counts as no success */
export async function runCommand(
  program: string,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<CommandOutcome> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    ...(signal === undefined ? {} : { signal }),
  }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
