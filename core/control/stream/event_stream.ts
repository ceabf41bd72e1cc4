/** The stream as server-sent events: `event` is the topic, `data` the message. */
import type { Following } from "./stream_client.ts";
import type { Outlet, StreamHub } from "./stream_hub.ts";

/** Bytes that may wait for a slow reader. */
const MOST_WAITING_BYTES = 262_144;
const TOPIC = /^\{"topic":"(\w+)"/;

export function eventStream(
  hub: StreamHub,
  remote: string,
  following: Following,
  hello: string,
): Response {
  hub.checkRoom(remote);
  const encoder = new TextEncoder();
  let remove = () => {};
  let isOpen = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      const outlet: Outlet = {
        send: (message) => write(`event: ${TOPIC.exec(message)?.[1]}\ndata: ${message}\n\n`),
        get full() {
          return (controller.desiredSize ?? 0) <= 0;
        },
        heartbeat: (atMillis) => write(`: heartbeat ${atMillis}\n\n`),
        close: () => {
          if (isOpen) controller.close();
          isOpen = false;
        },
      };
      outlet.send(hello);
      remove = hub.add(remote, following, outlet).remove;
    },
    cancel: () => {
      isOpen = false;
      remove();
    },
  }, new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }));
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
