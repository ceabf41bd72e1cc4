/** Tries things in a worker and says which of them it was allowed to do. */
/// <reference lib="deno.worker" />

export interface ProbeOrder {
  readonly ownFile: string;
  readonly otherFile: string;
  readonly tape: string;
}

export interface ProbeAnswer {
  readonly readOwn: boolean;
  readonly readOther: boolean;
  readonly writeTape: boolean;
  readonly writeOther: boolean;
  readonly environment: boolean;
  readonly network: boolean;
  readonly run: boolean;
}

self.onmessage = (event: MessageEvent<ProbeOrder>) => {
  const { ownFile, otherFile, tape } = event.data;
  self.postMessage(
    {
      readOwn: allowed(() => Deno.readTextFileSync(ownFile)),
      readOther: allowed(() => Deno.readTextFileSync(otherFile)),
      writeTape: allowed(() => Deno.writeTextFileSync(tape, "")),
      writeOther: allowed(() => Deno.writeTextFileSync(`${otherFile}.new`, "")),
      environment: allowed(() => Deno.env.get("HOME")),
      network: allowed(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close()),
      run: allowed(() => new Deno.Command(Deno.execPath()).outputSync()),
    } satisfies ProbeAnswer,
  );
};

function allowed(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotCapable) return false;
    throw thrown;
  }
}
