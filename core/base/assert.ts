/**
 * Invariants. Assertions stay on in production: a broken invariant kills the worker, and the
 * supervisor ends the run with the text. Text is constant so that a failure can be searched for;
 * external input is validated with {@link UserError}, never asserted.
 */

/** Thrown when the program itself is wrong. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws {@link AssertionError} with `text` unless `condition` holds. Does not allocate when it does. */
export function assert(condition: boolean, text: string): asserts condition {
  if (!condition) fail(text);
}

function fail(text: string): never {
  throw new AssertionError(text);
}
