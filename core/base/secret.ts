/**
 * Random bytes for what must not be guessed: tokens and ids of requests. They decide nothing, so they
 * need no seed; all other random numbers come from {@link Prng}.
 */

/** A URL-safe word with `bytes` × 8 bits of chance in it. */
export function randomWord(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}
