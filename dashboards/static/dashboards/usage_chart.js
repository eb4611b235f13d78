// Draws the usage of one account: a lane of bars for each series over one time axis.
"use strict";

(function () {
  // Heights of a lane, in pixels: its name, its bars, and the room below them.
  const NAME = 18;
  const BARS = 32;
  const STRIDE = NAME + BARS + 12;
  const FOOT = 16;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function options(data, words) {
    const lanes = [{ name: words.used, values: data.used }, ...data.lanes];
    const most = lanes.map((lane) => Math.max(1, ...lane.values));
    const text = colour("--ink-3");
    return {
      aria: { enabled: true, label: { description: words.label } },
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        axisPointer: { type: "line", lineStyle: { color: text } },
        backgroundColor: colour("--surface"),
        borderColor: colour("--line"),
        textStyle: { color: colour("--ink"), fontSize: 12 },
      },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      title: lanes.map((lane, at) => ({
        text: lane.name,
        left: 0,
        top: at * STRIDE,
        padding: 0,
        itemGap: 0,
        textStyle: { fontSize: 12, fontWeight: 400, color: text },
      })),
      grid: lanes.map((_lane, at) => ({
        left: 0,
        right: 44,
        top: at * STRIDE + NAME,
        height: BARS,
      })),
      xAxis: lanes.map((_lane, at) => ({
        type: "category",
        gridIndex: at,
        data: data.days,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colour("--line") } },
        axisLabel: { show: at === lanes.length - 1, color: text, fontSize: 11, interval: 29, hideOverlap: true, align: "left" },
      })),
      yAxis: lanes.map((_lane, at) => ({
        type: "value",
        gridIndex: at,
        position: "right",
        min: 0,
        max: most[at],
        interval: most[at],
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: at > 0, color: text, fontSize: 11, showMinLabel: false, verticalAlign: "top" },
      })),
      series: lanes.map((lane, at) => ({
        type: "bar",
        name: lane.name,
        xAxisIndex: at,
        yAxisIndex: at,
        data: lane.values,
        barCategoryGap: "15%",
        itemStyle: { color: colour(at ? "--part-1" : "--ink-3") },
      })),
    };
  }

  function draw(box, data) {
    const count = data.lanes.length + 1;
    const chart = echarts.init(box, null, { renderer: "canvas", height: count * STRIDE + FOOT });
    const redraw = () => chart.setOption(options(data, box.dataset), true);
    redraw();
    document.addEventListener("themechange", redraw);
    addEventListener("resize", () => chart.resize());
    box.dataset.ready = "yes";
  }

  async function load(box) {
    try {
      const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const data = await answer.json();
      if (data.lanes.length) draw(box, data);
      else box.textContent = box.dataset.empty;
    } catch {
      box.textContent = box.dataset.failed;
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    const box = document.getElementById("usage-chart");
    if (box) load(box);
  });
})();
