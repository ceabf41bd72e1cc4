/**
 * Frames of a WebSocket client (RFC 6455, section 5): masked, never in fragments. Cold: a client of
 * market data says a few words an hour.
 */
import type { Prng } from "../../base/prng.ts";

const FIN = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * @param random makes the mask. It protects proxies from what a stranger's script has a browser say;
 *   here nobody but this program says anything, so it need not be unpredictable.
 */
export function clientFrame(opcode: number, payload: Uint8Array, random: Prng): Uint8Array {
  const { length } = payload;
  const extra = length < LENGTH_16 ? 0 : length < 0x1_0000 ? 2 : 8;
  const head = 2 + extra + MASK_BYTES;
  const frame = new Uint8Array(head + length);
  const view = new DataView(frame.buffer);
  frame[0] = FIN | opcode;
  if (extra === 0) frame[1] = MASKED | length;
  else if (extra === 2) {
    frame[1] = MASKED | LENGTH_16;
    view.setUint16(2, length);
  } else {
    frame[1] = MASKED | LENGTH_64;
    view.setUint32(2, Math.floor(length / 0x1_0000_0000));
    view.setUint32(6, length >>> 0);
  }
  view.setUint32(2 + extra, random.nextUint32());
  for (let i = 0; i < length; i++) frame[head + i] = payload[i] ^ frame[2 + extra + (i & 3)];
  return frame;
}
