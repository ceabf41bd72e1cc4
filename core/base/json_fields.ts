/**
 * Reads the fields of a JSON object that a person may have written, and says exactly what is wrong:
 * where it is, what was found, what would be right. A field that nobody asked for is refused,
 * because a misspelt one would otherwise be lost.
 */
import { messageOf, UserError } from "./errors.ts";

/** Most characters of a wrong value that are repeated to the user. */
const MAX_SHOWN = 80;

/** Every method throws UserError when the field is missing or not what it asks for. */
export class JsonFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #path: string;
  readonly #read = new Set<string>();

  constructor(value: unknown, where: string, path: string) {
    this.#where = where;
    this.#path = path;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new UserError(`${where}: ${path === "" ? "the file" : path} must be an object`);
    }
    this.#values = value as Record<string, unknown>;
  }

  /** @param where names the file in errors */
  static parse(text: string, where: string): JsonFields {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (thrown) {
      throw new UserError(`${where}: no JSON (${messageOf(thrown)})`);
    }
    return new JsonFields(parsed, where, "");
  }

  text(name: string): string {
    const value = this.#take(name);
    return typeof value === "string" && value !== "" ? value : this.#fail(name, value, "a text");
  }

  number(name: string, least = -Number.MAX_VALUE): number {
    const value = this.#take(name);
    if (typeof value === "number" && Number.isFinite(value) && value >= least) return value;
    if (least === Number.MIN_VALUE) return this.#fail(name, value, "a number above 0");
    return this.#fail(name, value, least === 0 ? "a number, 0 or above" : "a number");
  }

  count(name: string, least: number): number {
    const value = this.#take(name);
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    return this.#fail(name, value, `a whole number, ${least} or above`);
  }

  literal<T extends number>(name: string, wanted: T): T {
    const value = this.#take(name);
    return value === wanted ? wanted : this.#fail(name, value, String(wanted));
  }

  texts(name: string): string[] {
    const value = this.#array(name);
    if (value.every((entry) => typeof entry === "string")) return value;
    return this.#fail(name, value, "a list of texts");
  }

  numbers(name: string): number[] {
    const value = this.#array(name);
    if (value.every((entry) => typeof entry === "number" && Number.isFinite(entry))) {
      return value as number[];
    }
    return this.#fail(name, value, "a list of numbers");
  }

  fields(name: string): JsonFields {
    return new JsonFields(this.#take(name), this.#where, this.#pathOf(name));
  }

  list(name: string, least: number, most: number): JsonFields[] {
    const value = this.#array(name);
    if (value.length < least || value.length > most) {
      this.#fail(name, value, `a list of ${least} to ${most}`);
    }
    return value.map((entry, i) =>
      new JsonFields(entry, this.#where, `${this.#pathOf(name)}[${i}]`)
    );
  }

  /** The names of the fields, for objects whose names are data. */
  names(): string[] {
    return Object.keys(this.#values);
  }

  /** Refuses fields that nobody asked for: a misspelt one would otherwise be lost. */
  end(): void {
    const extra = Object.keys(this.#values).filter((name) => !this.#read.has(name));
    if (extra.length === 0) return;
    throw new UserError(
      `${this.#where}: unknown field ${extra.map((name) => this.#pathOf(name)).join(", ")}`,
    );
  }

  #array(name: string): unknown[] {
    const value = this.#take(name);
    return Array.isArray(value) ? value : this.#fail(name, value, "a list");
  }

  #take(name: string): unknown {
    this.#read.add(name);
    if (Object.hasOwn(this.#values, name)) return this.#values[name];
    throw new UserError(`${this.#where}: field ${this.#pathOf(name)} is missing`);
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  #fail(name: string, found: unknown, wanted: string): never {
    const text = JSON.stringify(found).slice(0, MAX_SHOWN);
    throw new UserError(`${this.#where}: ${this.#pathOf(name)} is ${text}, must be ${wanted}`);
  }
}
