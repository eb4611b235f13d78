// Draws what happened with one account over one time axis: a lane of bars for each series of usage, a
// bar of stages, and lanes of marks for what is dated. Dragging over it zooms in.
"use strict";

(function () {
  // Pixels: the least and the most that a lane of bars takes with the room below it, that room, one lane
  // of marks, and the room for the days.
  const LEAST_STRIDE = 20;
  const MOST_STRIDE = 60;
  const GAP = 8;
  const MARKS = 22;
  const FOOT = 32;
  const SCORES = 56;
  const SHORTEST_DRAG = 8;
  const SHAPES = { touch: "circle", event: "diamond", nps: "circle", ticket: "triangle", people: "rect", contract: "rect" };

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function usageLanes(data, words) {
    const used = { name: words.used, values: data.used };
    return data.lanes.length ? [used, ...data.lanes.filter((lane) => lane.is_shown)] : [];
  }

  function marksWithEvents(data) {
    return data.marks.filter((lane) => data.events.some((each) => each.lane === lane.key));
  }

  function markLanes(data) {
    return marksWithEvents(data).filter((lane) => lane.is_shown);
  }

  // Scores stand above all else, and only where another tool gave some.
  function scoreRoom(data) {
    return data.scores.length ? SCORES + 24 : 0;
  }

  // Where a line ends long before the axis does, its name goes on from it; else it stands above.
  function endsEarly(data, line) {
    return line.points.length > 0 && line.points.at(-1)[0] < data.days.length * 0.7;
  }

  // Each tool's line is its own: none goes on where another ends.
  function scoreLines(data, axis) {
    return data.scores.map((each) => ({
      type: "line",
      name: each.word,
      xAxisIndex: axis,
      yAxisIndex: axis,
      data: each.points,
      symbol: "circle",
      symbolSize: each.points.length < 2 ? 5 : 3,
      lineStyle: { width: 1.5, type: each.is_ours ? "solid" : "dashed", color: colour(each.is_ours ? "--accent" : "--ink-3") },
      itemStyle: { color: colour(each.is_ours ? "--accent" : "--ink-3") },
      markPoint: {
        symbol: "circle",
        symbolSize: 1,
        silent: true,
        data: each.points.slice(-1).map((point) => ({ coord: point })),
        label: {
          show: true,
          formatter: each.word,
          fontSize: 11,
          padding: [0, 4],
          color: colour(each.is_ours ? "--accent" : "--ink-2"),
          ...(endsEarly(data, each) ? { position: "right", backgroundColor: colour("--surface") } : { position: "top", align: "right" }),
        },
      },
    }));
  }

  // Names stand left of their lanes; a narrow window leaves them less room.
  function nameRoom(box) {
    return box.clientWidth < 600 ? 84 : 148;
  }

  function stageBar(data) {
    return function (_params, api) {
      const [level, from, to] = [api.value(3), api.coord([api.value(0), 0]), api.coord([api.value(1), 0])];
      const half = api.size([1, 0])[0] / 2;
      const width = to[0] - from[0] + 2 * half;
      const shape = { x: from[0] - half, y: from[1] - 7, width: Math.max(width - 1, 1), height: 14 };
      return {
        type: "group",
        children: [
          { type: "rect", shape, style: { fill: colour(`--stage-${level}`) } },
          {
            type: "text",
            silent: true,
            style: { text: width > 52 ? data.stages[_params.dataIndex].word : "", x: shape.x + 6, y: from[1], verticalAlign: "middle", fill: colour(`--on-stage-${level}`), fontSize: 11 },
          },
        ],
      };
    };
  }

  function dayText(data, lanes, words, at) {
    const lines = lanes.slice(1).filter((lane) => lane.values[at]).map((lane) => `${lane.name}  ${lane.values[at]}`);
    for (const each of data.scores) for (const [day, score] of each.points) if (day === at) lines.push(`${each.word}  ${Math.floor(score)}`);
    const stage = data.stages.find((each) => each.from <= at && at <= each.to);
    if (stage) lines.push(`${words.stage}  ${stage.word}`);
    for (const each of data.events) if (each.at === at) lines.push(`${each.word}  ${each.text}`.slice(0, 60));
    return [`{day|${data.days[at]}}`, ...lines].join("\n");
  }

  function options(box, data) {
    const words = box.dataset;
    const lanes = usageLanes(data, words);
    const marked = markLanes(data);
    const rows = [...(data.stages.length ? [{ key: "stage", word: words.stage }] : []), ...marked];
    const most = lanes.map((lane) => Math.max(1, ...lane.values));
    const text = colour("--ink-3");
    const line = colour("--line");
    const left = nameRoom(box);
    const above = scoreRoom(data);
    const stride = strideOf(box, data, lanes);
    const bar = stride - GAP;
    const below = above + lanes.length * stride;
    const scoreAxis = lanes.length + 1;
    const hasScores = data.scores.length > 0;
    const name = { fontSize: 12, fontWeight: 400, color: colour("--ink-2"), width: left - 12, overflow: "truncate" };
    const dayAxis = (gridIndex, isLast) => ({
      type: "category",
      gridIndex,
      data: data.days,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { show: isLast, color: text, fontSize: 11, hideOverlap: true, align: "left", showMinLabel: true },
      splitLine: { show: false },
    });
    const bars = lanes.map((lane, at) => ({
      type: "bar",
      name: lane.name,
      xAxisIndex: at,
      yAxisIndex: at,
      data: lane.values,
      barCategoryGap: "15%",
      barMaxWidth: 14,
      itemStyle: { color: colour(at ? "--part-1" : "--ink-3") },
    }));
    const place = (key) => rows.findIndex((row) => row.key === key);
    const marks = marked.map((lane) => ({
      type: "scatter",
      name: lane.word,
      xAxisIndex: lanes.length,
      yAxisIndex: lanes.length,
      symbol: SHAPES[lane.key] || "circle",
      symbolSize: 9,
      data: data.events
        .filter((each) => each.lane === lane.key)
        .map((each) => ({ value: [each.at, place(lane.key)], itemStyle: { color: colour(`--${each.tone || "accent"}`), opacity: 0.9 } })),
    }));
    const stages = {
      type: "custom",
      name: words.stage,
      xAxisIndex: lanes.length,
      yAxisIndex: lanes.length,
      clip: true,
      renderItem: stageBar(data),
      encode: { x: [0, 1], y: 2 },
      data: data.stages.map((each) => [each.from, each.to, 0, each.level]),
    };
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
        borderColor: line,
        textStyle: { color: colour("--ink"), fontSize: 12, rich: { day: { fontWeight: 600, fontSize: 12, color: colour("--ink") } } },
        formatter: (params) => dayText(data, lanes, words, [params].flat()[0].axisValue ? data.days.indexOf([params].flat()[0].axisValue) : 0),
      },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      dataZoom: [{ type: "inside", xAxisIndex: "all", filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseMove: false, moveOnMouseWheel: false }],
      title: [
        ...lanes.map((lane, at) => ({ text: lane.name, left: 0, top: above + at * stride + bar / 2 - 4, padding: 0, itemGap: 0, textStyle: name })),
        ...(hasScores ? [{ text: words.score, left: 0, top: SCORES / 2 + 6, padding: 0, itemGap: 0, textStyle: name }] : []),
      ],
      grid: [
        ...lanes.map((_lane, at) => ({ left, right: 40, top: above + at * stride + 4, height: bar })),
        { left, right: 40, top: below + 6, height: rows.length * MARKS },
        ...(hasScores ? [{ left, right: 40, top: 16, height: SCORES }] : []),
      ],
      xAxis: [...lanes.map((_lane, at) => dayAxis(at, false)), dayAxis(lanes.length, true), ...(hasScores ? [dayAxis(scoreAxis, false)] : [])],
      yAxis: [
        ...lanes.map((_lane, at) => ({
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
        {
          type: "category",
          gridIndex: lanes.length,
          data: rows.map((row) => row.word),
          inverse: true,
          axisLine: { show: false },
          axisTick: { show: false },
          splitLine: { show: true, lineStyle: { color: colour("--line-2") } },
          axisLabel: { color: colour("--ink-2"), fontSize: 12, align: "left", margin: left, width: left - 12, overflow: "truncate" },
        },
        ...(hasScores
          ? [
              {
                type: "value",
                gridIndex: scoreAxis,
                position: "right",
                min: 0,
                max: 100,
                interval: 50,
                axisLine: { show: false },
                axisTick: { show: false },
                splitLine: { lineStyle: { color: colour("--line-2") } },
                axisLabel: { color: text, fontSize: 11 },
              },
            ]
          : []),
      ],
      series: [...bars, ...(data.stages.length ? [stages] : []), ...marks, ...scoreLines(data, scoreAxis)],
    };
  }

  // All that stands above and below the lanes of bars.
  function roomAside(data) {
    return scoreRoom(data) + (markLanes(data).length + 1) * MARKS + FOOT;
  }

  // The page keeps the box's own height free before the figures come, so that nothing below it moves.
  function height(box, data) {
    const kept = parseFloat(getComputedStyle(box).minHeight);
    return Math.max(kept, roomAside(data) + usageLanes(data, box.dataset).length * LEAST_STRIDE);
  }

  function strideOf(box, data, lanes) {
    return Math.min(MOST_STRIDE, Math.floor((height(box, data) - roomAside(data)) / Math.max(1, lanes.length)));
  }

  function zoomTo(chart, figure, from, to, isWhole) {
    chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, startValue: from, endValue: to });
    figure.querySelectorAll("[data-range]").forEach(function (button) {
      const days = Number(button.dataset.range);
      button.setAttribute("aria-pressed", String(isWhole && days === to - from + 1));
    });
  }

  // Dragging marks a stretch of days, and letting go shows only those.
  function brush(chart, figure, box, count) {
    const mark = document.createElement("div");
    mark.className = "brush";
    mark.hidden = true;
    box.append(mark);
    let began = null;
    const day = (x) => Math.min(count - 1, Math.max(0, chart.convertFromPixel({ xAxisIndex: 0 }, x)));
    const place = (event) => event.clientX - box.getBoundingClientRect().left;
    box.addEventListener("pointerdown", function (event) {
      if (event.button === 0 && event.pointerType === "mouse") began = place(event);
    });
    addEventListener("pointermove", function (event) {
      if (began === null) return;
      const [from, to] = [began, place(event)].sort((a, b) => a - b);
      mark.hidden = to - from < SHORTEST_DRAG;
      mark.style.left = `${Math.max(from, nameRoom(box))}px`;
      mark.style.width = `${Math.max(0, to - Math.max(from, nameRoom(box)))}px`;
    });
    addEventListener("pointerup", function (event) {
      if (began === null) return;
      const [from, to] = [began, place(event)].sort((a, b) => a - b);
      began = null;
      mark.hidden = true;
      if (to - from >= SHORTEST_DRAG) zoomTo(chart, figure, day(from), day(to), false);
    });
    box.addEventListener("dblclick", () => zoomTo(chart, figure, 0, count - 1, true));
  }

  // Which lanes are drawn: those with most use at first, the others on request.
  function switchBoard(figure, data, changed) {
    const board = figure.querySelector("[data-switch]");
    const lanes = [...data.lanes, ...marksWithEvents(data)];
    board.closest("details").hidden = lanes.length < 2;
    board.replaceChildren(
      ...lanes.map(function (lane) {
        const label = document.createElement("label");
        const mark = document.createElement("input");
        mark.type = "checkbox";
        mark.className = "form-check-input";
        mark.checked = lane.is_shown;
        mark.addEventListener("change", function () {
          lane.is_shown = mark.checked;
          changed();
        });
        label.append(mark, lane.name || lane.word);
        return label;
      }),
    );
  }

  function draw(figure, box, data) {
    for (const lane of data.marks) lane.is_shown = true;
    const count = data.days.length;
    const chart = echarts.init(box, null, { renderer: "canvas", height: height(box, data) });
    const redraw = () => chart.setOption(options(box, data), true);
    redraw();
    brush(chart, figure, box, count);
    figure.querySelectorAll("[data-range]").forEach(function (button) {
      button.addEventListener("click", () => zoomTo(chart, figure, count - Number(button.dataset.range), count - 1, true));
    });
    switchBoard(figure, data, function () {
      chart.resize({ height: height(box, data) });
      redraw();
    });
    document.addEventListener("themechange", redraw);
    addEventListener("resize", function () {
      chart.resize();
      redraw();
    });
    figure.dataset.ready = "yes";
  }

  async function load(figure) {
    const box = figure.querySelector("[data-url]");
    try {
      const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const data = await answer.json();
      if (data.lanes.length || data.events.length || data.scores.length) draw(figure, box, data);
      else box.textContent = box.dataset.empty;
    } catch {
      box.textContent = box.dataset.failed;
    }
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-time-axis]").forEach(load));
})();
