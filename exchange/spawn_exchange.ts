/**
 * The simulated exchange in a worker of its own, beside a process that has other things to do:
 *
 * ```ts
 * import { spawnExchange } from "./spawn_exchange.ts";
 *
 * const exchange = await spawnExchange({ eventsPerSecond: 20_000 });
 * const { serverTime } = await (await fetch(`${exchange.restUrl}/api/v3/time`)).json();
 * await exchange.stop();
 * ```
 *
 * The worker may use the network on 127.0.0.1, read the recording if it is to play one, and nothing else.
 */
import { UserError } from "../core/base/errors.ts";
import type { HostMessage } from "./exchange_host.ts";
import { checkedOptions } from "./exchange_options.ts";
import type { ExchangeOptions, RunningExchange } from "./start_exchange.ts";

/** How long the worker has to end by itself. */
const STOP_MILLIS = 2_000;

/** An exchange that can also end by accident. */
export interface SpawnedExchange extends RunningExchange {
  /** Resolves when the worker has ended: undefined after {@link stop}, otherwise why. */
  readonly ended: Promise<string | undefined>;
}

/** @throws UserError naming the option that cannot be used */
export async function spawnExchange(options: ExchangeOptions = {}): Promise<SpawnedExchange> {
  checkedOptions(options);
  const worker = new Worker(new URL("../workers/exchange.ts", import.meta.url), {
    type: "module",
    name: "exchange",
    deno: { permissions: { net: ["127.0.0.1"], read: filesOf(options) } },
  });
  const ready = Promise.withResolvers<Extract<HostMessage, { kind: "ready" }>>();
  const ended = Promise.withResolvers<string | undefined>();
  worker.onmessage = ({ data }: MessageEvent<HostMessage>) => {
    if (data.kind === "ready") return ready.resolve(data);
    if (data.kind === "stopped") return ended.resolve(undefined);
    ready.reject(data.badInput ? new UserError(data.message) : new Error(data.message));
    ended.resolve(data.message);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    ready.reject(new Error(`the exchange's worker died: ${event.message}`));
    ended.resolve(event.message);
  };
  worker.postMessage(options);
  try {
    const { addresses } = await ready.promise;
    return { ...addresses, ended: ended.promise, stop: () => stopWorker(worker, ended.promise) };
  } catch (thrown) {
    worker.terminate();
    throw thrown;
  }
}

/** What it may read. */
function filesOf({ recording }: ExchangeOptions): string[] | false {
  const paths = recording?.files.flatMap(({ path }) => [path, Deno.realPathSync(path)]) ?? [];
  return paths.length > 0 && paths;
}

async function stopWorker(worker: Worker, ended: Promise<unknown>): Promise<void> {
  worker.postMessage("stop");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => timer = setTimeout(resolve, STOP_MILLIS));
  await Promise.race([ended, late]);
  clearTimeout(timer);
  worker.terminate();
}
