/** What a worker can do, tried from inside one. */
import type { ProbeAnswer, ProbeOrder } from "./permission_probe.ts";

/** Asks a worker with these permissions what it can do. */
export function probe(
  permissions: Deno.PermissionOptions,
  order: ProbeOrder,
): Promise<ProbeAnswer> {
  const worker = new Worker(new URL("./permission_probe.ts", import.meta.url), {
    type: "module",
    deno: { permissions },
  });
  return new Promise((resolve, reject) => {
    worker.onmessage = (event) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(order);
  });
}
