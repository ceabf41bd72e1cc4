/** Typed arrays that take twice as much. Only called when one is full. */
export type NumberArray = Float64Array | Int32Array | Uint8Array;

/** A copy with zeros behind it. */
export function grown<T extends NumberArray>(values: T, length = 2 * values.length): T {
  const larger = new (values.constructor as new (length: number) => T)(length);
  larger.set(values);
  return larger;
}

/** The first rows of all columns of a table. */
export function firstRows<T extends Readonly<Record<string, NumberArray>>>(
  columns: T,
  count: number,
): T {
  const parts = Object.entries(columns).map(([name, values]) => [name, values.slice(0, count)]);
  return Object.fromEntries(parts) as T;
}

/** Makes all columns of a table larger, in place. */
export function growAll(columns: Record<string, NumberArray>): void {
  for (const [name, values] of Object.entries(columns)) columns[name] = grown(values);
}
