// The timeline: drag over days to zoom in. Links on the page do the same without a mouse.
"use strict";

(() => {
  const chart = document.querySelector("svg.timeline");
  if (!chart) return;
  const LABEL_WIDTH = 150; // as in timeline_layout.py
  const first = new Date(chart.dataset.first + "T00:00:00Z");
  const days = Number(chart.dataset.days);
  const width = chart.viewBox.baseVal.width - LABEL_WIDTH - LABEL_WIDTH / 10;
  let from = null;
  let brush = null;

  const across = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse());
    return Math.min(Math.max(point.x - LABEL_WIDTH, 0), width);
  };
  const dayAt = (x) => {
    const offset = Math.floor((x / width) * (days - 1e-9)); // 1e-9: the right edge is the last day
    return new Date(first.getTime() + offset * 86400000).toISOString().slice(0, 10);
  };

  chart.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0 || event.target.closest("a")) return;
    from = across(event);
    brush = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    brush.setAttribute("class", "brush");
    brush.setAttribute("y", "0");
    brush.setAttribute("height", String(chart.viewBox.baseVal.height));
    chart.append(brush);
    chart.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  chart.addEventListener("pointermove", (event) => {
    if (!brush) return;
    const to = across(event);
    brush.setAttribute("x", String(LABEL_WIDTH + Math.min(from, to)));
    brush.setAttribute("width", String(Math.abs(to - from)));
  });
  chart.addEventListener("pointerup", (event) => {
    if (!brush) return;
    const to = across(event);
    brush.remove();
    brush = null;
    if (Math.abs(to - from) < 6) return;
    const address = new URL(location.href);
    address.searchParams.set("since", dayAt(Math.min(from, to)));
    address.searchParams.set("until", dayAt(Math.max(from, to)));
    location.assign(address);
  });
})();
