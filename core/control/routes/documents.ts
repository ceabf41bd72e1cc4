/** The API's own description and its page, and the dashboard: all from local files. */
import type { ControlApp } from "../control_app.ts";
import type { ServedFile } from "../control_options.ts";
import type { ControlPlane } from "../control_plane.ts";
import { openApiDocument } from "../contract/routes.ts";
import { API_VERSION } from "../contract/version.ts";
import { ProblemError } from "../http/problem.ts";
import { DOCS_POLICY } from "../security/response_headers.ts";

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Millrace API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const START_SCRIPT =
  'SwaggerUIBundle({ url: "/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null });\n';

export function addDocumentRoutes(app: ControlApp, plane: ControlPlane): void {
  let documentText: string | undefined;
  app.get("/openapi.json", () => {
    documentText ??= JSON.stringify(openApiDocument(API_VERSION));
    return new Response(documentText, { headers: { "content-type": "application/json" } });
  });
  app.get("/docs", () => page(DOCS_PAGE, "text/html; charset=utf-8"));
  app.get("/docs/start.js", () => page(START_SCRIPT, "text/javascript; charset=utf-8"));
  app.get("/docs/swagger-ui.css", async () => {
    const { SWAGGER_STYLE } = await import("./swagger_files.ts");
    return page(SWAGGER_STYLE, "text/css; charset=utf-8");
  });
  app.get("/docs/swagger-ui-bundle.js", async () => {
    const { SWAGGER_SCRIPT } = await import("./swagger_files.ts");
    return page(SWAGGER_SCRIPT, "text/javascript; charset=utf-8");
  });
  const { dashboard } = plane.options;
  if (dashboard === undefined) return;
  app.get("/", () => fileOf(dashboard, "index.html"));
  app.get("/dashboard/*", (c) => fileOf(dashboard, c.req.path.slice("/dashboard/".length)));
}

function fileOf(files: ReadonlyMap<string, ServedFile>, name: string): Response {
  const file = files.get(name);
  if (file === undefined) throw new ProblemError(404, `no such file: ${name.slice(0, 80)}`);
  return new Response(file.text, { headers: { "content-type": file.type } });
}

function page(text: string, type: string): Response {
  return new Response(text, {
    headers: { "content-type": type, "content-security-policy": DOCS_POLICY },
  });
}
