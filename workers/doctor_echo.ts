/**
 * Answers wakeups, so that "doctor" can measure them.
 * Reads and writes: two words of shared memory.
 * Never: files, networks, timers.
 */
/// <reference lib="deno.worker" />

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer>) => {
  const words = new Int32Array(data);
  self.postMessage("ready");
  for (let i = 0;;) {
    Atomics.wait(words, 0, i);
    i = Atomics.load(words, 0);
    Atomics.store(words, 1, i);
    Atomics.notify(words, 1);
  }
};
