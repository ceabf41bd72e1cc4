/** The plain pipeline in a worker that never ran before: it compiles as it goes, as ours does there. */
import { type PlainInput, runPlain } from "./plain_run.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<PlainInput | "run">) => void) | null;
  postMessage(message: number | "ready"): void;
}

const scope = self as unknown as WorkerScope;
let input: PlainInput | undefined;

scope.onmessage = async ({ data }) => {
  if (data !== "run") {
    input = data;
    scope.postMessage("ready");
  } else if (input !== undefined) {
    scope.postMessage(await runPlain(input));
  }
};
