/** The other thread of litmus_test.ts: reads a ring to its end and reports what it saw. */
/// <reference lib="deno.worker" />
import { Doorbell } from "../../core/ring/doorbell.ts";
import { RingFollower } from "../../core/ring/follower.ts";
import { LossyFollower, READ_SLOT } from "../../core/ring/lossy_follower.ts";
import { pollsBeforePark, type WaitPolicy } from "../../core/ring/wait.ts";

export interface LitmusOrder {
  readonly ring: SharedArrayBuffer;
  readonly doorbells: SharedArrayBuffer;
  readonly reader: "gating" | "lossy";
  readonly policy: WaitPolicy;
}

export interface LitmusAnswer {
  read: number;
  lost: number;
  /** Slots whose two ends do not belong together. */
  torn: number;
  outOfOrder: number;
  lastValue: number;
}

self.onmessage = (event: MessageEvent<LitmusOrder>) => {
  const { ring, doorbells, reader, policy } = event.data;
  const answer = reader === "gating" ? readAll(ring, doorbells, policy) : readSome(ring);
  self.postMessage(answer);
};

function readAll(
  ring: SharedArrayBuffer,
  doorbells: SharedArrayBuffer,
  policy: WaitPolicy,
): LitmusAnswer {
  const answer = { read: 0, lost: 0, torn: 0, outOfOrder: 0, lastValue: 0 };
  const own = new Doorbell(doorbells, 1);
  const follower = new RingFollower(ring, {
    index: 0,
    wakesProducer: new Doorbell(doorbells, 0),
  });
  const pollLimit = pollsBeforePark(policy);
  let polls = 0;
  while (!follower.ended()) {
    const ready = follower.available();
    if (ready === 0) {
      if (++polls <= pollLimit) continue;
      own.arm();
      if (follower.available() === 0 && !follower.ended()) own.wait(10);
      else own.disarm();
      continue;
    }
    polls = 0;
    for (let i = 0; i < ready; i++) {
      const at = follower.at(i);
      note(answer, follower.words[at], follower.words[at + 15]);
    }
    follower.advance(ready);
  }
  return answer;
}

function readSome(ring: SharedArrayBuffer): LitmusAnswer {
  const answer = { read: 0, lost: 0, torn: 0, outOfOrder: 0, lastValue: 0 };
  const tap = new LossyFollower(ring, 0);
  const slot = new Int32Array(16);
  while (!tap.ended()) {
    if (tap.read(slot) === READ_SLOT) note(answer, slot[0], slot[15]);
  }
  answer.lost = tap.lost;
  return answer;
}

function note(answer: LitmusAnswer, head: number, tail: number): void {
  answer.read++;
  if (tail !== ~head) answer.torn++;
  if (head <= answer.lastValue) answer.outOfOrder++;
  answer.lastValue = head;
}
