/**
 * One page that needs nothing else: styles, scripts and data are inside, and its own policy keeps it
 * from fetching anything.
 */
import pageStyle from "./page.css" with { type: "text" };

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
  "img-src data:";

export interface PageParts {
  readonly title: string;
  /** Under the title, a line each. */
  readonly facts: readonly string[];
  /** After the page's own. */
  readonly styles: readonly string[];
  /** Run in order, behind the body; the last one may read {@link data}. */
  readonly scripts: readonly string[];
  /** Plain data; the page finds it as `data`. */
  readonly data: unknown;
  /** HTML between the facts and the scripts. */
  readonly body: string;
}

export function htmlPage({ title, facts, styles, scripts, data, body }: PageParts): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">',
    `<title>${escaped(title)}</title>`,
    ...[pageStyle, ...styles].map((style) => `<style>\n${style.trim()}\n</style>`),
    "</head>",
    "<body>",
    `<header>\n<h1>${escaped(title)}</h1>`,
    ...facts.map((fact) => `<p>${escaped(fact)}</p>`),
    "</header>",
    `<main>\n${body}\n</main>`,
    `<script type="application/json" id="data">${jsonIn(data)}</script>`,
    ...scripts.map((script) => `<script>\n${script.trim()}\n</script>`),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** JSON that cannot end the element it stands in. */
function jsonIn(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
