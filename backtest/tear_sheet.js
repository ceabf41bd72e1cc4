/** Draws the charts of a backtest. Those over time share their cursor. */
(() => {
  const { runs } = JSON.parse(document.getElementById("data").textContent);
  const LINES = 6;
  const SYNC = { key: "time" };

  const pen = (i) => () => chart.colour(`--line-${i % LINES}`);
  const value = (_plot, number) => chart.number(number);

  const overTime = (element, height, series, tables) =>
    chart.draw(element, {
      height,
      cursor: { sync: SYNC, points: { size: 6 } },
      scales: { x: { time: true } },
      axes: [chart.timeAxis(), chart.numberAxis()],
      series: [{ label: "UTC", value: chart.instant }, ...series],
    }, uPlot.join(tables.map(({ x, y }) => [x, y])));

  const line = (label, stroke, more) => ({
    label,
    stroke,
    width: 1.5,
    points: { show: false },
    value,
    ...more,
  });

  const empty = (element, text) => {
    element.className += " empty";
    element.textContent = text;
  };

  const reach = ({ y }) => y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

  /** Holding all the capital may dwarf a strategy that risks little of it: then it waits for a click. */
  const isDwarfing = () => reach(runs[0].hold) > 8 * Math.max(...runs.map((run) => reach(run.pnl)));

  const pnl = (element) => {
    const series = runs.map(({ label }, i) => line(label, pen(i)));
    const hold = line("buy and hold", () => chart.colour("--quiet"), {
      dash: [5, 4],
      width: 1,
      show: !isDwarfing(),
    });
    overTime(element, 300, [...series, hold], [...runs.map((run) => run.pnl), runs[0].hold]);
  };

  const drawdown = (element) => {
    const series = runs.map(({ label }, i) =>
      line(label, pen(i), runs.length > 1 ? {} : { fill: () => `${pen(i)()}22` })
    );
    overTime(element, 160, series, runs.map((run) => run.drawdown));
  };

  const dots = (label, name, isFilled) => ({
    label,
    stroke: () => chart.colour(name),
    paths: () => null,
    value,
    points: {
      show: true,
      size: 6,
      width: 1.5,
      fill: () => chart.colour(isFilled ? name : "--ground"),
    },
  });

  const price = (element, run, instrument) => {
    const { mid, fills } = run.instruments[instrument];
    overTime(element, 300, [
      line("mid", () => chart.colour("--quiet"), { width: 1 }),
      dots("bought, maker", "--gain", true),
      dots("bought, taker", "--gain", false),
      dots("sold, maker", "--loss", true),
      dots("sold, taker", "--loss", false),
    ], [mid, fills.makerBuys, fills.takerBuys, fills.makerSells, fills.takerSells]);
  };

  const position = (element, run, instrument) =>
    overTime(element, 170, [
      line("position", () => chart.colour("--accent"), {
        paths: uPlot.paths.stepped({ align: 1 }),
        fill: () => chart.colour("--accent-soft"),
      }),
    ], [run.instruments[instrument].position]);

  const horizon = (nanos) => {
    if (nanos === 0) return "at fill";
    return nanos < 1e9 ? `${nanos / 1e6} ms` : `${nanos / 1e9} s`;
  };

  /** Two standard errors up and down, at every point of every line that is shown. */
  const whiskers = (errors) => (plot) => {
    const { ctx } = plot;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    errors.forEach((row, i) => {
      const series = plot.series[i + 1];
      if (!series.show) return;
      ctx.strokeStyle = series.stroke();
      ctx.beginPath();
      row.forEach((error, k) => {
        const middle = plot.data[i + 1][k];
        if (middle === null) return;
        const x = plot.valToPos(k, "x", true);
        ctx.moveTo(x, plot.valToPos(middle - 2 * error, "y", true));
        ctx.lineTo(x, plot.valToPos(middle + 2 * error, "y", true));
      });
      ctx.stroke();
    });
    ctx.restore();
  };

  const markouts = (element, run) => {
    const traded = ["maker", "taker"].filter((kind) =>
      run.markouts[kind].some(({ fills }) => fills > 0)
    );
    if (traded.length === 0) return empty(element, "no fills");
    const kinds = traded.length > 1 ? ["all", ...traded] : traded;
    const rows = kinds.map((kind) => run.markouts[kind]);
    const bps = rows.map((row) => row.map((each) => each.fills > 0 ? each.markoutBps : null));
    const errors = rows.map((row) => row.map((each) => each.standardErrorBps));
    const ends = rows.flatMap((row) =>
      row.flatMap((each) => [-2, 2].map((k) => each.markoutBps + k * each.standardErrorBps))
    );
    const low = Math.min(0, ...ends), high = Math.max(0, ...ends);
    const margin = (high - low || 1) * 0.06;
    const horizons = run.markouts.all.map((each) => horizon(each.horizonNanos));
    const pens = ["--quiet", "--gain", "--loss"];
    const shown = ["all", "maker", "taker"];
    chart.draw(element, {
      height: 240,
      cursor: { points: { size: 6 } },
      scales: {
        x: { time: false, range: [-0.3, horizons.length - 0.7] },
        y: { range: [low - margin, high + margin] },
      },
      axes: [
        chart.axis({
          size: 30,
          values: (_plot, ticks) => ticks.map((tick) => horizons[tick] ?? ""),
          splits: horizons.map((_, i) => i),
        }),
        chart.numberAxis(),
      ],
      series: [
        { label: "after", value: (_plot, at) => horizons[at] ?? "–" },
        ...kinds.map((kind) =>
          line(kind, () => chart.colour(pens[shown.indexOf(kind)]), {
            points: { show: true, size: 6 },
            value: (_plot, number) => number === null ? "–" : `${chart.number(round(number))} bps`,
          })
        ),
      ],
      hooks: { draw: [whiskers(errors)] },
    }, [horizons.map((_, i) => i), ...bps]);
  };

  const round = (number) => Number(number.toPrecision(4));

  const bins = (unit) => (element, run, _instrument, name) => {
    const { middles, counts } = run[name];
    if (middles.length === 0) return empty(element, "no orders");
    const width = middles.length > 1 ? middles[1] - middles[0] : 1;
    const edge = [middles[0] - width, middles.at(-1) + width];
    chart.draw(element, {
      height: 240,
      cursor: { points: { show: false } },
      scales: { x: { time: false, range: edge }, y: { range: (_plot, _low, high) => [0, high] } },
      axes: [
        chart.axis({ size: 30, values: (_plot, ticks) => ticks.map(chart.number) }),
        chart.numberAxis(),
      ],
      series: [
        { label: unit, value: (_plot, at) => at === null ? "–" : `${chart.number(round(at))}` },
        {
          label: "orders",
          stroke: () => chart.colour("--accent"),
          fill: () => chart.colour("--accent-soft"),
          width: 1,
          paths: uPlot.paths.bars({ size: [0.94, 100] }),
          points: { show: false },
          value,
        },
      ],
    }, [middles, counts]);
  };

  const CHARTS = {
    pnl,
    drawdown,
    price,
    position,
    markouts,
    slippageBps: bins("bps"),
    answerMillis: bins("ms"),
  };

  for (const element of document.querySelectorAll(".panel")) {
    const { chart: name, run, instrument } = element.dataset;
    CHARTS[name](element, runs[run], instrument, name);
  }
})();
