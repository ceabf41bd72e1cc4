/**
 * Keys to practise with: made anew for every run, or given. They open nothing but this exchange; all
 * the same they are only shown once, and never logged.
 */
import { UserError } from "../../core/base/errors.ts";

export interface PracticeKey {
  readonly apiKey: string;
  readonly secretKey: string;
}

const KEY = /^[A-Za-z0-9]{16,128}$/;

/** So many pairs of random keys. */
export function newKeys(count: number): Promise<PracticeKey[]> {
  return Promise.all(Array.from({ length: count }, async () => ({
    apiKey: await randomText(),
    secretKey: await randomText(),
  })));
}

/**
 * Pairs from text: `apiKey:secretKey`, separated by commas or lines.
 * @throws UserError that does not show them
 */
export function keysOf(text: string, where: string): PracticeKey[] {
  return text.split(/[\s,]+/).filter((pair) => pair !== "").map((pair, i) => {
    const [apiKey, secretKey, ...more] = pair.split(":");
    if (more.length > 0 || !KEY.test(apiKey) || !KEY.test(secretKey ?? "")) {
      throw new UserError(
        `${where}: pair ${i + 1} is not API-KEY:SECRET-KEY, each of 16 to 128 letters and digits`,
      );
    }
    return { apiKey, secretKey };
  });
}

/** 64 letters and digits. */
async function randomText(): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256", length: 512 };
  const key = await crypto.subtle.generateKey(algorithm, true, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.exportKey("raw", key as CryptoKey));
  const text = btoa(String.fromCharCode(...bytes)).replaceAll(/[^A-Za-z0-9]/g, "");
  return (text.length >= 64 ? text : text + await randomText()).slice(0, 64);
}
