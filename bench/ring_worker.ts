/**
 * One end of a ring benchmark. Two of these run; ring.ts tells them what to do, run by run.
 *
 * ```text
 *   ring.ts ──RingOrder──▶ worker ──sum──▶ ring.ts
 *   sender ══ ring, ringbuf.js or MessageChannel ══▶ receiver
 * ```
 */
/// <reference lib="deno.worker" />
import { Doorbell } from "../core/ring/doorbell.ts";
import { RingFollower } from "../core/ring/follower.ts";
import { RingProducer } from "../core/ring/producer.ts";
import { receiveFromChannel, sendToChannel } from "./baselines/channel.ts";
import { receiveFromRingbuf, sendToRingbuf } from "./baselines/ringbuf.ts";
import { MESSAGE_DOUBLES, readMessage, writeMessage } from "./inputs/ring_message.ts";

/** What one end has to do in one run. */
export type RingOrder =
  | { readonly task: "send" | "receive"; readonly batch: number; readonly ops: number }
    & (
      | { readonly by: "millrace" | "ringbuf"; readonly buffer: SharedArrayBuffer }
      | { readonly by: "channel"; readonly port: MessagePort }
    )
  | {
    readonly task: "serve" | "return";
    readonly ops: number;
    readonly there: SharedArrayBuffer;
    readonly back: SharedArrayBuffer;
    readonly doorbells: SharedArrayBuffer;
  }
  | { readonly task: "serve-posted" | "return-posted"; readonly ops: number; port: MessagePort };

const PARK_MILLIS = 50;
const SERVER_BELL = 0;
const RETURNER_BELL = 1;

self.onmessage = async (event: MessageEvent<RingOrder>) => {
  self.postMessage(await obey(event.data));
};

function obey(order: RingOrder): number | Promise<number> {
  switch (order.task) {
    case "send":
      if (order.by === "channel") return sendToChannel(order.port, order.ops);
      if (order.by === "ringbuf") return sendToRingbuf(order.buffer, order.ops, order.batch);
      return send(order.buffer, order.ops, order.batch);
    case "receive":
      if (order.by === "channel") return receiveFromChannel(order.port, order.ops);
      if (order.by === "ringbuf") return receiveFromRingbuf(order.buffer, order.ops, order.batch);
      return receive(order.buffer, order.ops);
    case "serve":
    case "return":
      return playPingPong(order);
    case "serve-posted":
    case "return-posted":
      return playPostedPingPong(order.port, order.ops, order.task === "serve-posted");
  }
}

function send(buffer: SharedArrayBuffer, ops: number, batch: number): number {
  const ring = new RingProducer(buffer, { gating: [0] });
  const { words, doubles } = ring;
  for (let value = 1; value <= ops;) {
    if (ring.room(batch) < batch) {
      Atomics.pause();
      continue;
    }
    const end = Math.min(ops + 1, value + batch);
    for (; value < end; value++) writeMessage(words, doubles, ring.claim(), value);
    ring.publish(0);
  }
  ring.close();
  return 0;
}

function receive(buffer: SharedArrayBuffer, ops: number): number {
  const ring = new RingFollower(buffer, { index: 0 });
  const { words, doubles } = ring;
  let sum = 0;
  for (let received = 0; received < ops;) {
    const ready = ring.available();
    if (ready === 0) {
      Atomics.pause();
      continue;
    }
    for (let i = 0; i < ready; i++) sum += readMessage(words, doubles, ring.at(i));
    ring.advance(ready);
    received += ready;
  }
  return sum;
}

/** Each end sleeps until the other has written, so a round trip is two wakeups. */
function playPingPong(order: RingOrder & { task: "serve" | "return" }): number {
  const serves = order.task === "serve";
  const ownBell = new Doorbell(order.doorbells, serves ? SERVER_BELL : RETURNER_BELL);
  const otherBell = new Doorbell(order.doorbells, serves ? RETURNER_BELL : SERVER_BELL);
  const out = new RingProducer(serves ? order.there : order.back, {
    gating: [0],
    wakes: [otherBell],
  });
  const into = new RingFollower(serves ? order.back : order.there, { index: 0 });
  let sum = 0;
  for (let round = 1; round <= order.ops; round++) {
    if (serves) pass(out, round);
    while (into.available() === 0) {
      ownBell.arm();
      if (into.available() === 0) ownBell.wait(PARK_MILLIS);
      else ownBell.disarm();
    }
    sum += into.doubles[(into.at(0) >> 1) + MESSAGE_DOUBLES - 1];
    into.advance(1);
    if (!serves) pass(out, round);
  }
  return sum;
}

function pass(out: RingProducer, round: number): void {
  out.doubles[(out.claim() >> 1) + MESSAGE_DOUBLES - 1] = round;
  out.publish(0);
}

function playPostedPingPong(port: MessagePort, ops: number, serves: boolean): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    let rounds = 0;
    port.onmessage = (event: MessageEvent<number>) => {
      sum += event.data;
      rounds++;
      if (!serves) port.postMessage(event.data);
      else if (rounds < ops) port.postMessage(rounds + 1);
      if (rounds < ops) return;
      resolve(sum);
      if (serves) port.close();
    };
    if (serves) port.postMessage(1);
  });
}
