/** What a session runs with, without what nobody should read. */

const SECRET = /secret|password|passphrase|token|api_?key|private|credential|authorization/i;
const MASK = "***";

/** A copy in which what is named like a secret, at any depth, is masked. */
export function maskSecrets(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, SECRET.test(name) ? MASK : masked(value)]),
  );
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === "object" && value !== null) {
    return maskSecrets(value as Record<string, unknown>);
  }
  // Addresses may carry a password.
  return typeof value === "string"
    ? value.replace(/(\w+:\/\/[^:@/\s]*:)[^@/\s]+@/g, `$1${MASK}@`)
    : value;
}
