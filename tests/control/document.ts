/** The API's own document, as tests read it, and answers checked against it. */
import assert from "node:assert/strict";
import { Ajv2020 } from "npm:ajv@8.20.0/dist/2020.js";
import { openApiDocument } from "../../core/control/contract/routes.ts";
import { API_VERSION } from "../../core/control/contract/version.ts";

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

const DOCUMENT = openApiDocument(API_VERSION) as unknown as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Omit<Operation, "path" | "method">>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};

export const OPERATIONS: readonly Operation[] = Object.entries(DOCUMENT.paths).flatMap((
  [path, methods],
) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    parameters: operation.parameters ?? [],
    path,
    method: method.toUpperCase(),
  }))
);

const AJV = new Ajv2020({ strict: false, allErrors: true });
AJV.addSchema({ $id: "api", components: { schemas: closed(DOCUMENT.components.schemas) } });

/** @throws AssertionError where an answer is not what the document says of its status and type */
export function checkAnswer(operation: Operation, response: Response, text: string): void {
  const where = `${operation.method} ${operation.path} → ${response.status}`;
  const documented = operation.responses[String(response.status)];
  assert.ok(documented !== undefined, `${where}: the document knows no such status`);
  const type = (response.headers.get("content-type") ?? "").split(";")[0];
  const content = documented.content?.[type];
  assert.ok(content !== undefined, `${where}: the document knows no ${type}`);
  if (!type.includes("json")) return;
  const validate = AJV.compile(absolute(closed(content.schema)) as JsonSchema);
  const isValid = validate(JSON.parse(text));
  assert.ok(isValid, `${where}: ${AJV.errorsText(validate.errors)}`);
}

/** A schema that allows nothing beside what it names, at any depth. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([k, v]) => [k, closed(v)]));
  const isObject = "properties" in inner && !("additionalProperties" in inner);
  return isObject ? { ...inner, additionalProperties: false } : inner;
}

function absolute(schema: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
  return JSON.parse(text);
}
