/** What may be said of a failed request, and how long it tells us to wait. */

/** Seconds of a Retry-After header in milliseconds; 0 = it says nothing. */
export function retryMillisOf(header: string | null): number {
  return header !== null && /^\d{1,7}$/.test(header) ? 1_000 * Number(header) : 0;
}

/** Signatures stand in addresses: an error must not carry one. */
export function withoutAddress(text: string): string {
  return text.replaceAll(/\b(?:https?|wss?):\/\/[^\s)'"]+/g, "the venue").slice(0, 160);
}
