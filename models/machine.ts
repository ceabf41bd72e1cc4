/** What a figure was measured on: without that it means nothing. */
import { cpus } from "node:os";

/** "Intel(R) Xeon(R) Processor, 2 cores, Deno 2.9.6". */
export function machineText(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() || `${Deno.build.os} ${Deno.build.arch}`;
  return `${model}, ${processors.length} cores, Deno ${Deno.version.deno}`;
}
