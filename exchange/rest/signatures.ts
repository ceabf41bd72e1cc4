/**
 * Who asks, and is it them: the key in the header, an HMAC-SHA256 of the parameters as they were sent,
 * and a time stamp inside the window.
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import * as errors from "./api_error.ts";
import { ApiError, illegal, missing } from "./api_error.ts";
import type { Parameters } from "./parameters.ts";

const DEFAULT_WINDOW_MILLIS = 5_000;
const MAX_WINDOW_MILLIS = 60_000;
/** How far a client's clock may be ahead. */
const MAX_AHEAD_MILLIS = 1_000;
const HEX = /^[0-9a-f]{64}$/i;

/** The signature of a query string, in hexadecimal. */
export function signatureOf(payload: string, secretKey: string): string {
  return createHmac("sha256", secretKey).update(payload).digest("hex");
}

/** @throws ApiError −1021 when the request is too old or from the future, −1102 without a time stamp */
export function checkTime(parameters: Parameters, nowMillis: number): void {
  const text = parameters.text("timestamp");
  if (text === undefined) throw missing("timestamp");
  if (!/^[0-9]{1,20}$/.test(text)) throw illegal("timestamp", "^[0-9]{1,20}$");
  const windowE8 = parameters.decimalE8("recvWindow");
  const windowMillis = windowE8 === undefined ? DEFAULT_WINDOW_MILLIS : windowE8 / 1e8;
  if (windowMillis > MAX_WINDOW_MILLIS) throw new ApiError(...errors.BAD_WINDOW);
  // Microseconds are accepted as well; they have three digits more.
  const stamp = text.length > 13 ? Number(text) / 1_000 : Number(text);
  if (stamp >= nowMillis + MAX_AHEAD_MILLIS) throw new ApiError(...errors.AHEAD_OF_SERVER);
  if (nowMillis - stamp > windowMillis) throw new ApiError(...errors.OUTSIDE_WINDOW);
}

/** @throws ApiError −1022 when the signature is not the one that the secret gives */
export function checkSignature(parameters: Parameters, secretKey: string): void {
  const signature = parameters.required("signature");
  if (!HEX.test(signature)) throw new ApiError(...errors.BAD_SIGNATURE);
  const expected = signatureOf(parameters.raw, secretKey);
  const isSame = timingSafeEqual(Buffer.from(signature.toLowerCase()), Buffer.from(expected));
  if (!isSame) throw new ApiError(...errors.BAD_SIGNATURE);
}
