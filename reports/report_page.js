/** Fills the report: a heat map of correlations, and a table of distributions. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byName = new Map(data.features.map((feature) => [feature.name, feature]));
  const element = (id) => document.getElementById(id);
  const instrument = () => data.instruments[Number(element("instrument")?.value ?? 0)];

  const signed = (value) => value.toFixed(2).replace("-", "−");

  const short = (value) => {
    const size = Math.abs(value);
    if (value === 0) return "0";
    if (size < 1e-3 || size >= 1e12) return value.toExponential(1).replaceAll("-", "−");
    const isLong = size >= 1e5;
    return value.toLocaleString("en-US", {
      maximumSignificantDigits: size < 1 || isLong ? 3 : 4,
      notation: isLong ? "compact" : "standard",
    }).replace("-", "−");
  };

  const percent = (share) => {
    if (share === 1) return "100 %";
    return share > 0.9995 ? "99.9 %" : `${(share * 100).toFixed(1)} %`;
  };

  /** One byte a pair below the diagonal: hundredths; −128 = not defined. */
  const decode = (base64) => Int8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  // ---- correlations --------------------------------------------------------------------------

  const LABEL_WIDTH = 230;
  const LABEL_PIXELS = 11;
  const MOST_CELL = 26;
  const canvas = element("heat");
  let map;

  const makeMap = () => {
    const { names, clustered, ...matrices } = instrument().correlations;
    const group = element("group").value;
    const order = element("order").value === "clustered" ? clustered : names.map((_, i) => i);
    const shown = order.filter((i) => group === "all" || byName.get(names[i]).group === group);
    const triangle = decode(matrices[element("measure").value]);
    const valueOf = (a, b) => {
      if (a === b) return 1;
      const hundredths = triangle[Math.max(a, b) * (Math.max(a, b) - 1) / 2 + Math.min(a, b)];
      return hundredths === -128 ? undefined : hundredths / 100;
    };
    return { names, shown, valueOf, at: undefined };
  };

  /** Sizes in CSS pixels. */
  const layOut = () => {
    const count = Math.max(1, map.shown.length);
    const width = canvas.parentElement.clientWidth;
    const isLabelled = (width - LABEL_WIDTH) / count >= LABEL_PIXELS;
    const isGrouped = !isLabelled && element("order").value === "table";
    const left = isLabelled ? LABEL_WIDTH : isGrouped ? 150 : 0;
    const cell = Math.min(MOST_CELL, (width - left) / count);
    return { count, width, left, cell, isLabelled, isGrouped };
  };

  const drawMap = () => {
    const { count, width, left, cell, isLabelled, isGrouped } = layOut();
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const [positive, negative, none, ink, quiet] = [
      "--positive",
      "--negative",
      "--hairline",
      "--ink",
      "--quiet",
    ].map(colour);
    const ratio = devicePixelRatio;
    canvas.style.height = `${cell * count}px`;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(cell * count * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    pen.textBaseline = "middle";
    const edge = (i) => Math.round(i * cell * ratio) / ratio;
    for (let row = 0; row < map.shown.length; row++) {
      for (let column = 0; column < map.shown.length; column++) {
        const value = map.valueOf(map.shown[row], map.shown[column]);
        pen.fillStyle = value === undefined
          ? none
          : `rgba(${value < 0 ? negative : positive}, ${Math.abs(value) ** 0.8})`;
        const x = edge(column);
        const y = edge(row);
        pen.fillRect(left + x, y, edge(column + 1) - x, edge(row + 1) - y);
      }
    }
    pen.fillStyle = quiet;
    if (isLabelled) drawNames(pen, left, cell);
    if (isGrouped) drawFamilies(pen, left, cell, colour("--hairline"));
    if (map.at === undefined) return;
    const [row, column] = map.at;
    pen.strokeStyle = ink;
    pen.lineWidth = 1.5;
    const size = Math.max(cell, 5);
    pen.strokeRect(
      left + (column + 0.5) * cell - size / 2,
      (row + 0.5) * cell - size / 2,
      size,
      size,
    );
  };

  const drawNames = (pen, left, cell) => {
    pen.textAlign = "right";
    map.shown.forEach((i, row) =>
      pen.fillText(map.names[i], left - 6, (row + 0.5) * cell, LABEL_WIDTH - 8)
    );
  };

  /** Of families next to each other, those that have the height for their name. */
  const drawFamilies = (pen, left, cell, hairline) => {
    pen.textAlign = "right";
    let from = 0;
    while (from < map.shown.length) {
      const { family } = byName.get(map.names[map.shown[from]]);
      let to = from;
      while (to < map.shown.length && byName.get(map.names[map.shown[to]]).family === family) to++;
      if ((to - from) * cell >= LABEL_PIXELS) {
        pen.fillText(family.replaceAll("_", " "), left - 8, ((from + to) / 2) * cell, 140);
      }
      pen.fillStyle = hairline;
      pen.fillRect(left - 5, from * cell, 3, (to - from) * cell - 1);
      pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--quiet");
      from = to;
    }
  };

  const showPair = (a, b) => {
    const value = map.valueOf(a, b);
    const measure = element("measure");
    const lines = [map.names[a], map.names[b]].map((name) => {
      const line = document.createElement("span");
      line.textContent = name;
      line.title = byName.get(name).formula;
      line.style.display = "block";
      return line;
    });
    const figure = document.createElement("b");
    figure.textContent = value === undefined ? "not defined" : signed(value);
    const kind = document.createElement("span");
    kind.textContent = measure.options[measure.selectedIndex].text;
    kind.style.color = "var(--quiet)";
    element("pair").replaceChildren(figure, ...lines, kind);
  };

  const moveTo = (row, column) => {
    const last = map.shown.length - 1;
    if (last < 0) return;
    map.at = [Math.min(Math.max(row, 0), last), Math.min(Math.max(column, 0), last)];
    showPair(map.shown[map.at[0]], map.shown[map.at[1]]);
    drawMap();
  };

  /** The likest of different families: what of the table says the same thing twice. */
  const showStrongest = () => {
    const pairs = [];
    for (const [row, a] of map.shown.entries()) {
      for (const [column, b] of map.shown.slice(0, row).entries()) {
        const value = map.valueOf(a, b);
        const isNews = byName.get(map.names[a]).family !== byName.get(map.names[b]).family;
        if (value !== undefined && isNews) pairs.push({ row, column, value });
      }
    }
    pairs.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
    element("strongest").replaceChildren(
      ...pairs.slice(0, 12).map(({ row, column, value }) => {
        const item = document.createElement("li");
        const figure = document.createElement("span");
        figure.textContent = signed(value);
        const names = document.createElement("span");
        names.textContent = `${map.names[map.shown[column]]} · ${map.names[map.shown[row]]}`;
        item.append(figure, names);
        item.addEventListener("pointerenter", () => moveTo(row, column));
        return item;
      }),
    );
  };

  const showMap = () => {
    map = makeMap();
    drawMap();
    showStrongest();
  };

  canvas.addEventListener("pointermove", (event) => {
    const { left, cell } = layOut();
    const column = Math.floor((event.offsetX - left) / cell);
    const row = Math.floor(event.offsetY / cell);
    if (column >= 0 && column < map.shown.length && row < map.shown.length) moveTo(row, column);
  });
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const [row, column] = map.at ?? [0, 0];
    moveTo(row + step[0], column + step[1]);
  });

  // ---- distributions -------------------------------------------------------------------------

  const SVG = "http://www.w3.org/2000/svg";
  const BARS_WIDTH = 150;
  const BARS_HEIGHT = 22;
  const WIDEST_BAR = 10;

  const histogram = ({ low, width, counts }) => {
    const most = Math.max(...counts);
    const bar = Math.min(WIDEST_BAR, BARS_WIDTH / counts.length);
    const left = (BARS_WIDTH - bar * counts.length) / 2;
    const path = counts.map((count, i) => {
      if (count === 0) return "";
      const height = Math.max(0.7, (count / most) * BARS_HEIGHT);
      return `M${(left + i * bar).toFixed(1)} ${BARS_HEIGHT}v-${height.toFixed(1)}` +
        `h${Math.max(0.5, bar - 0.5).toFixed(1)}v${height.toFixed(1)}z`;
    }).join("");
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("class", "bars");
    picture.setAttribute("viewBox", `0 0 ${BARS_WIDTH} ${BARS_HEIGHT}`);
    const title = document.createElementNS(SVG, "title");
    title.textContent = `${short(low)} to ${short(low + width * counts.length)}, ` +
      `${counts.length} bins of ${short(width)}; the ends hold what lies beyond`;
    const shape = document.createElementNS(SVG, "path");
    shape.setAttribute("d", path);
    picture.append(title, shape);
    const zero = left - low / width * bar;
    if (zero > 2 && zero < BARS_WIDTH - 2) {
      const line = document.createElementNS(SVG, "line");
      line.setAttribute("class", "zero");
      for (const [name, value] of Object.entries({ x1: zero, x2: zero, y1: 0, y2: BARS_HEIGHT })) {
        line.setAttribute(name, String(value));
      }
      picture.append(line);
    }
    return picture;
  };

  const cell = (content, className) => {
    const made = document.createElement("td");
    if (className !== undefined) made.className = className;
    made.append(content);
    return made;
  };

  const familyRow = ({ group, family }) => {
    const row = document.createElement("tr");
    row.className = "family";
    const title = cell(`${group} · ${family.replaceAll("_", " ")}`);
    title.colSpan = 13;
    row.append(title);
    return row;
  };

  const featureRow = (numbers) => {
    const { name, unit, formula } = byName.get(numbers.name);
    const row = document.createElement("tr");
    const title = cell(name);
    title.title = formula;
    row.append(
      title,
      cell(unit, "word"),
      cell(histogram(numbers.histogram), "word"),
      cell(percent(numbers.valid), numbers.valid < 0.5 ? "rare" : undefined),
      ...[numbers.mean, numbers.deviation, numbers.least, ...numbers.quantiles, numbers.greatest]
        .map((value) => cell(short(value))),
    );
    return row;
  };

  const showTable = () => {
    const words = element("search").value.toLowerCase().split(/\s+/);
    const wanted = instrument().features.filter(({ name }) => {
      const { group, family } = byName.get(name);
      const text = `${name} ${group} ${family} ${family.replaceAll("_", " ")}`;
      return words.every((word) => text.includes(word));
    });
    let before;
    const rows = wanted.flatMap((numbers) => {
      const feature = byName.get(numbers.name);
      const isNew = feature.family !== before?.family || feature.group !== before?.group;
      before = feature;
      return isNew ? [familyRow(feature), featureRow(numbers)] : [featureRow(numbers)];
    });
    element("rows").replaceChildren(...rows);
    const { neverValid, sampled, frames } = instrument();
    element("sampled").textContent = sampled < frames
      ? `Valid, mean, min and max of all ${frames.toLocaleString("en-US")} frames; all else, and ` +
        `the correlations, of a sample of ${sampled.toLocaleString("en-US")} of them.`
      : `Of all ${frames.toLocaleString("en-US")} frames.`;
    showNeverValid(neverValid);
  };

  const showNeverValid = (names) => {
    const reasons = [
      ["without --calibration", (feature) => feature.needs === "calibration"],
      ["without --reference", (feature) => feature.needs === "reference"],
      ["not on this recording", (feature) => feature.needs === undefined],
    ];
    const parts = reasons.flatMap(([reason, isIt]) => {
      const those = names.filter((name) => isIt(byName.get(name)));
      return those.length === 0 ? [] : [`${reason}: ${those.join(", ")}`];
    });
    element("never").textContent = parts.length === 0 ? "" : `Never valid, ${parts.join("; ")}.`;
  };

  // ---- together ------------------------------------------------------------------------------

  const showAll = () => {
    showMap();
    showTable();
  };
  for (const id of ["measure", "order", "group"]) element(id).addEventListener("change", showMap);
  element("instrument")?.addEventListener("change", showAll);
  element("search").addEventListener("input", showTable);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawMap);
  showAll();
  new ResizeObserver(drawMap).observe(canvas.parentElement);
})();
