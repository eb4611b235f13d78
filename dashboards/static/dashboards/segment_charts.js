// Draws the tables of a segment's page as stacked bars; each bar leads where its cell leads.
"use strict";

(function () {
  const COLOURS = {
    healthy: "--healthy",
    caution: "--caution-mark",
    at_risk: "--at-risk",
    unknown: "--unknown",
    high: "--at-risk",
    medium: "--caution-mark",
    low: "--healthy",
    none: "--line",
  };

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // Series are the columns that say so; the first cell of a row names its place on the axis.
  function read(table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    const rows = Array.from(table.tBodies[0].rows);
    const series = heads
      .map((head, at) => ({ key: head.dataset.series, name: head.textContent, at }))
      .filter((one) => one.key);
    for (const one of series) {
      one.cells = rows.map((row) => row.cells[one.at]);
    }
    return { labels: rows.map((row) => row.cells[0].textContent), series };
  }

  function options(box, data) {
    const text = colour("--ink-3");
    const isMoney = "money" in box.dataset;
    const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", useGrouping: "always" });
    const short = (value) => (document.documentElement.lang === "ja" ? `${compact.format(value)}円` : `¥${compact.format(value)}`);
    const whole = new Intl.NumberFormat(document.documentElement.lang);
    const shown = (value) => (isMoney ? `¥${whole.format(value)}` : whole.format(value));
    return {
      aria: { enabled: true, label: { description: box.dataset.label } },
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 0, right: 8, top: 32, bottom: 4, containLabel: true },
      legend: { left: 0, top: 0, padding: 0, itemWidth: 10, itemHeight: 10, selectedMode: false, textStyle: { color: colour("--ink-2"), fontSize: 12 } },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        axisPointer: { type: "shadow" },
        valueFormatter: shown,
        backgroundColor: colour("--surface"),
        borderColor: colour("--line"),
        textStyle: { color: colour("--ink"), fontSize: 12 },
      },
      xAxis: {
        type: "category",
        data: data.labels,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colour("--line") } },
        axisLabel: { color: text, fontSize: 11, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        min: 0,
        minInterval: 1,
        splitNumber: 3,
        axisLabel: { color: text, fontSize: 11, formatter: (value) => (isMoney ? short(value) : whole.format(value)) },
        splitLine: { lineStyle: { color: colour("--line-2") } },
      },
      series: data.series.map((one) => ({
        type: "bar",
        name: one.name,
        stack: "all",
        barCategoryGap: "22%",
        data: one.cells.map((cell) => Number(cell.dataset.value)),
        itemStyle: { color: colour(COLOURS[one.key]) || text },
        emphasis: { focus: "series" },
      })),
    };
  }

  function draw(box) {
    if (!window.echarts) {
      box.hidden = true;
      document.getElementById(box.dataset.chartOf).closest("details").open = true;
      return;
    }
    const data = read(document.getElementById(box.dataset.chartOf));
    const chart = echarts.init(box, null, { renderer: "canvas" });
    const redraw = () => chart.setOption(options(box, data), true);
    redraw();
    chart.on("click", function (event) {
      const link = data.series[event.seriesIndex].cells[event.dataIndex].querySelector("a");
      if (link) location.assign(link.href);
    });
    document.addEventListener("themechange", redraw);
    addEventListener("resize", () => chart.resize());
    box.dataset.ready = "yes";
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-chart-of]").forEach(draw);
  });
})();
