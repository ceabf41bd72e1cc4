/** A table of plain text: the first column to the left, figures to the right. */

const GAP = "  ";

export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => (row[i] ?? "").length))
  );
  const line = (cells: readonly string[]) =>
    widths.map((width, i) => {
      const cell = cells[i] ?? "";
      return i === 0 ? cell.padEnd(width) : cell.padStart(width);
    }).join(GAP).trimEnd();
  return [head, ...rows].map(line).join("\n");
}
