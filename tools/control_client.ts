/**
 * Writes the typed client of the control API from its OpenAPI document:
 *
 *   deno run -A tools/control_client.ts
 *
 * A test fails where what is committed is not what this makes.
 */
import { openApiDocument } from "../core/control/contract/routes.ts";
import { API_VERSION } from "../core/control/contract/version.ts";

const OUTPUT = new URL("../client/control_client.ts", import.meta.url);

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly description?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly description?: string;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The client's text, formatted. */
export async function controlClientText(): Promise<string> {
  const document = openApiDocument(API_VERSION) as unknown as Document;
  const schemas = Object.entries(document.components.schemas)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, schema]) => declarationOf(name, schema));
  const methods = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => methodOf(path, method, operation))
  );
  return await formatted(`/**
 * The control API as TypeScript, made by tools/control_client.ts from its OpenAPI document; changes
 * belong there.
 */
import { type ChangeOptions, ControlTransport } from "./control_transport.ts";

${schemas.join("\n")}
/** Every route of the API that is not a stream; streams: {@link ControlTransport.follow}. */
export class ControlClient extends ControlTransport {
${methods.filter((method) => method !== "").join("\n")}
}
`);
}

function declarationOf(name: string, schema: Schema): string {
  const doc = schema.description === undefined ? "" : `/** ${schema.description} */\n`;
  return schema.properties === undefined
    ? `${doc}export type ${name} = ${typeOf(schema)};\n`
    : `${doc}export interface ${name} ${typeOf(schema)}\n`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.type === "null") return "null";
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(" & ");
  const types = typeof schema.type === "string" ? [schema.type] : schema.type ?? [];
  return types.map((type) => simpleType(type, schema)).join(" | ") || "unknown";
}

function simpleType(type: string, schema: Schema): string {
  switch (type) {
    case "array":
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case "object":
      return objectType(schema);
    case "integer":
    case "number":
      return "number";
    default:
      return type;
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    const value = typeof additionalProperties === "object"
      ? typeOf(additionalProperties)
      : "unknown";
    return `Readonly<Record<string, ${value}>>`;
  }
  const fields = Object.entries(properties).map(([name, schema]) => {
    const doc = schema.description === undefined ? "" : `/** ${schema.description} */\n`;
    return `${doc}readonly ${name}${required.includes(name) ? "" : "?"}: ${typeOf(schema)};`;
  });
  return `{\n${fields.join("\n")}\n}`;
}

/** Empty for streams. */
function methodOf(path: string, method: string, operation: Operation): string {
  const { operationId, summary = "", parameters = [], requestBody, responses } = operation;
  const success = Object.entries(responses).find(([status]) => status.startsWith("2"));
  const [type, content] = Object.entries(success?.[1].content ?? {})[0] ?? [];
  if (success === undefined || type === "text/event-stream") return "";
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const takesKey = parameters.some(({ name }) => name === "idempotency-key");
  const bodyType = requestBody && typeOf(requestBody.content["application/json"].schema);
  const args = [
    ...inPath.map(({ name }) => `${name}: string | number`),
    ...(bodyType === undefined
      ? []
      : [`body: ${bodyType}${requestBody?.required === true ? "" : " = {}"}`]),
    ...(inQuery.length === 0 ? [] : [`query: ${queryType(inQuery)} = {}`]),
    ...(takesKey ? ["options: ChangeOptions = {}"] : []),
  ];
  const request = [
    ...(inQuery.length === 0 ? [] : ["query: { ...query }"]),
    ...(bodyType === undefined ? [] : ["body"]),
    ...(takesKey ? ["...options"] : []),
  ];
  const address = inPath.length === 0
    ? JSON.stringify(path)
    : `\`${path.replaceAll(/\{(\w+)\}/g, "${encodeURIComponent($1)}")}\``;
  const isJson = type === "application/json";
  const result = isJson && content !== undefined ? typeOf(content.schema) : "string";
  const call = [
    JSON.stringify(method.toUpperCase()),
    address,
    ...(request.length === 0 ? [] : [`{ ${request.join(", ")} }`]),
  ];
  return `
/** ${summary} */
${operationId}(${args.join(", ")}): Promise<${result}> {
return this.${isJson ? "json" : "text"}(${call.join(", ")});
}`;
}

function queryType(parameters: readonly Parameter[]): string {
  const fields = parameters.map(({ name, schema }) => `readonly ${name}?: ${typeOf(schema)};`);
  return `{ ${fields.join(" ")} }`;
}

async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", "ts", "--line-width", "100", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { stdout, success } = await child.output();
  if (!success) throw new Error("deno fmt does not understand what was made");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) await Deno.writeTextFile(OUTPUT, await controlClientText());
