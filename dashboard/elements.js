// Makes and changes elements. Text is always set as text, so nothing that the system reports can
// become markup.

/**
 * @param tag name, with classes behind dots: "td.bid"
 * @param attributes properties and attributes; functions are listeners ("click")
 * @param children elements or texts
 */
export function make(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A panel with a heading. @returns {{ panel, body, note, end }} */
export function panel(title, width, note = "") {
  const noteElement = make("span.note", {}, note);
  const end = make("span.end");
  const body = make("div");
  const header = make("header", {}, make("h2", {}, title), noteElement, end);
  const element = make("section", { class: `panel ${width}`, "aria-label": title }, header, body);
  return { panel: element, body, note: noteElement, end };
}

/** Sets text only where it differs: assigning it always costs layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setClass(element, name) {
  if (element.className !== name) element.className = name;
}

/**
 * A table whose rows are used again.
 * @param columns [heading, cell text of a row, class of the cell of a row?, "text" = aligned left?]
 */
export class Table {
  #columns;
  #body = make("tbody");
  #empty;
  /** The rows as they are shown. */
  #shown = [];

  constructor(columns, emptyText, label) {
    this.#columns = columns;
    this.#empty = make("p.empty", {}, emptyText);
    const head = make(
      "tr",
      {},
      ...columns.map(([heading, , , align]) => make("th", { scope: "col", class: align }, heading)),
    );
    this.table = make("table", { "aria-label": label }, make("thead", {}, head), this.#body);
    this.element = make("div.table", { tabindex: "0", role: "region", "aria-label": label });
    this.element.append(this.table, this.#empty);
  }

  /** @param rows plain objects, in order */
  show(rows) {
    const body = this.#body;
    this.table.hidden = rows.length === 0;
    this.#empty.hidden = rows.length > 0;
    while (body.rows.length > rows.length) body.deleteRow(-1);
    this.#shown.length = rows.length;
    rows.forEach((row, i) => {
      // Only what differs is touched: a button keeps its focus, and layout is spared.
      const text = JSON.stringify(row);
      if (this.#shown[i] === text) return;
      this.#shown[i] = text;
      this.#fill(body.rows[i] ?? this.#add(), row);
    });
  }

  #add() {
    const row = this.#body.insertRow();
    for (const _ of this.#columns) row.insertCell();
    return row;
  }

  #fill(element, row) {
    this.#columns.forEach(([, content, classOf, align], i) => {
      const cell = element.cells[i];
      const value = content(row);
      if (value instanceof Node) {
        if (cell.firstChild !== value) cell.replaceChildren(value);
      } else setText(cell, String(value));
      setClass(cell, [classOf?.(row), align].filter(Boolean).join(" "));
    });
  }
}

/** A row of buttons of which one is pressed. */
export function choice(label, options, chosen, onChoose) {
  const element = make("span.choice", { role: "group", "aria-label": label });
  for (const [value, text] of options) {
    const button = make("button", {
      type: "button",
      "aria-pressed": String(value === chosen),
      click: () => {
        for (const other of element.children) other.setAttribute("aria-pressed", "false");
        button.setAttribute("aria-pressed", "true");
        onChoose(value);
      },
    }, text);
    element.append(button);
  }
  return element;
}

/** Labels above values, as [label, text, class?]. */
export class Figures {
  element = make("div.figures");
  #cells = [];

  show(figures) {
    while (this.#cells.length < figures.length) {
      const label = make("div.label");
      const value = make("div.value");
      this.element.append(make("div", {}, label, value));
      this.#cells.push({ label, value });
    }
    this.#cells.forEach(({ label, value }, i) => {
      const [name, text, className = ""] = figures[i] ?? ["", ""];
      setText(label, name);
      setText(value, text);
      setClass(value, `value ${className}`.trim());
    });
  }
}
