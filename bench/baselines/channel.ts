/** The ring benchmark's workload over a MessageChannel: one object a message, as most programs do. */
import { type MessageObject, messageObject, readObject } from "../inputs/ring_message.ts";

export function sendToChannel(port: MessagePort, ops: number): number {
  for (let value = 1; value <= ops; value++) port.postMessage(messageObject(value));
  return 0;
}

export function receiveFromChannel(port: MessagePort, ops: number): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    let received = 0;
    port.onmessage = (event: MessageEvent<MessageObject>) => {
      sum += readObject(event.data);
      if (++received < ops) return;
      port.close();
      resolve(sum);
    };
  });
}
