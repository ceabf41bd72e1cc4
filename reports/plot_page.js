/** Draws every series of the page, those of one instrument over the same time. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  const draw = (element, series, instrument, isMid) => {
    const pen = isMid ? "--second" : "--accent";
    const options = {
      height: isMid ? 190 : 260,
      cursor: { sync: { key: instrument }, points: { size: 6 } },
      scales: { x: { time: true } },
      legend: { live: true },
      axes: [chart.timeAxis(), chart.numberAxis()],
      series: [
        { label: "UTC", value: chart.instant },
        {
          label: series.unit === "" ? "value" : series.unit,
          stroke: () => chart.colour(pen),
          width: 1,
          points: { show: series.x.length < 200 },
          value: (_plot, value) => chart.number(value),
        },
      ],
    };
    const seconds = series.x.map((millis) => (series.startMillis + millis) / 1e3);
    chart.draw(element, options, [seconds, series.y]);
  };

  for (const element of document.querySelectorAll(".panel")) {
    const { instrument, series } = element.dataset;
    const { panels } = data.instruments[instrument];
    draw(element, panels[series], `instrument ${instrument}`, Number(series) === panels.length - 1);
  }
})();
