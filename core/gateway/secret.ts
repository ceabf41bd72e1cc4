/**
 * A text that must not be seen: an API key or what signs with it. However it is turned into text, by
 * a template, JSON, a log or an inspector, only {@link MASK} comes out. Whoever needs the text says
 * so by {@link Secret.reveal}.
 */
export const MASK = "[secret]";

export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for signing, and for the one message that takes keys to the gateway. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return MASK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
