/**
 * JSON as venues send it. Their ids outgrow a double (USD-M order ids have 19 digits), and an id that
 * was rounded finds nothing; so whole numbers of 16 digits and more are read as text.
 */
const LONG_NUMBER = /([:[,]\s*)(-?\d{16,})(?=\s*[,}\]])/g;
const MAY_BE_LONG = /\d{16}/;

/** undefined = it is no JSON. */
export function parseVenueJson(text: string): unknown {
  try {
    return JSON.parse(MAY_BE_LONG.test(text) ? text.replaceAll(LONG_NUMBER, '$1"$2"') : text);
  } catch {
    return undefined;
  }
}

/** Reads fields of an answer without trusting that they are there. */
export class VenueFields {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.#values = typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : {};
  }

  /** Text, or a number as text; empty when there is neither. */
  text(name: string): string {
    const value = this.#values[name];
    if (typeof value === "string") return value;
    return typeof value === "number" ? String(value) : "";
  }

  /** 0 when there is none. */
  number(name: string): number {
    const value = this.#values[name];
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : 0;
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  fields(name: string): VenueFields {
    return new VenueFields(this.#values[name]);
  }

  list(name: string): VenueFields[] {
    return fieldsList(this.#values[name]);
  }
}

/** The objects of an array; none when it is no array. */
export function fieldsList(value: unknown): VenueFields[] {
  return Array.isArray(value) ? value.map((entry) => new VenueFields(entry)) : [];
}
