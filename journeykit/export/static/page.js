// Draws the figures of the page. Their data are in JSON blocks, so the script and its hash are the same in every page.
"use strict";

const PAPER_WIDTH = 672; // px: A4 portrait without margins and card; data-paper overrides it
const WIDE = 1100; // px: from this width the figure with longer labels is drawn
const CONFIG = { displayModeBar: false, typesetMath: false };

/** Return the figure of a place from its JSON block, or null. */
function read(kind, place) {
  const block = document.querySelector(`script[data-${kind}="${place.id}"]`);
  if (block === null) return null;
  const figure = JSON.parse(block.textContent);
  figure.layout.autosize = false;
  return figure;
}

/** Draw the figure that fits the width. */
function draw(chart, width) {
  const figure = width >= WIDE && chart.wide !== null ? chart.wide : chart.figure;
  chart.width = width;
  chart.place.style.height = `${figure.layout.height}px`;
  Plotly.readyFor?.(figure.data);
  // Not react(), which animates the bars of a Sankey for half a second.
  return Plotly.newPlot(chart.place, figure.data, { ...figure.layout, width }, CONFIG);
}

const charts = [...document.querySelectorAll(".jk-plot")].map((place) => ({
  place, figure: read("chart", place), wide: read("wide", place), width: 0,
}));

/** Draw all visible charts; hidden ones have no width and are drawn when they are shown. */
const drawAll = (width = ({ place }) => place.clientWidth) =>
  Promise.all(charts.filter(({ place }) => place.clientWidth > 0).map((chart) => draw(chart, width(chart))));

let paper = false;
const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = charts.find(({ place }) => place === target);
    if (!paper && target.clientWidth > 0 && target.clientWidth !== chart.width) draw(chart, target.clientWidth);
  }
});
addEventListener("beforeprint", () => {
  paper = true;
  drawAll(({ place }) => Number(place.dataset.paper) || PAPER_WIDTH);
});
addEventListener("afterprint", () => {
  paper = false;
  drawAll();
});
drawAll().then(() => {
  charts.forEach(({ place }) => watch.observe(place));
  document.documentElement.dataset.drawn = String(charts.length);
});
