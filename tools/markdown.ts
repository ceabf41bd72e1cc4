/** Paragraphs and tables of Markdown as the formatter wants them, for pages that are written by tools. */

/** The formatter's. */
const LINE_WIDTH = 100;

/** Breaks a paragraph where the formatter would; later lines are indented. */
export function wrapped(paragraph: string, indent = ""): string {
  const lines: string[] = [];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && [...line].length + 1 + [...word].length <= LINE_WIDTH) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(line === undefined ? word : indent + word);
    }
  }
  return lines.join("\n");
}

/** A table whose columns are padded to one width, as the formatter wants them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => [...row[column]].length))
  );
  const lineOf = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const padded = rows.map((row) =>
    lineOf(row.map((cell, column) => cell + " ".repeat(widths[column] - [...cell].length)))
  );
  const rule = lineOf(widths.map((width) => "-".repeat(width)));
  return padded[0] + rule + padded.slice(1).join("");
}
