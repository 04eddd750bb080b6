// Draws every frozen figure of the page. Data stand in JSON blocks, so this script is the same in every page and its
// hash can be allowed.
"use strict";

const PAPER_WIDTH = 672; // px: A4 upright, inside margins and card; a chart may say another one
const WIDE = 1100; // px of room from which on the figure with longer labels is taken
const CONFIG = { displayModeBar: false, typesetMath: false };

/** Read the JSON block that belongs to a place, or null. */
function read(kind, place) {
  const block = document.querySelector(`script[data-${kind}="${place.id}"]`);
  if (block === null) return null;
  const figure = JSON.parse(block.textContent);
  figure.layout.autosize = false;
  return figure;
}

/** Draw the figure that fits the room, at the width of the room. */
function draw(chart, width) {
  const figure = width >= WIDE && chart.wide !== null ? chart.wide : chart.figure;
  chart.width = width;
  chart.place.style.height = `${figure.layout.height}px`;
  // Not react(): it would let the bars of a Sankey wander for half a second.
  return Plotly.newPlot(chart.place, figure.data, { ...figure.layout, width }, CONFIG);
}

const charts = [...document.querySelectorAll(".jk-plot")].map((place) => ({
  place, figure: read("chart", place), wide: read("wide", place), width: 0,
}));
// What is hidden has no room; it is drawn when it is shown.
const ready = Promise.all(charts.filter(({ place }) => place.clientWidth > 0).map((chart) => draw(chart, chart.place.clientWidth)));

let paper = false;
const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = charts.find(({ place }) => place === target);
    if (!paper && target.clientWidth > 0 && target.clientWidth !== chart.width) draw(chart, target.clientWidth);
  }
});
addEventListener("beforeprint", () => {
  paper = true;
  for (const chart of charts.filter(({ place }) => place.clientWidth > 0)) draw(chart, Number(chart.place.dataset.paper) || PAPER_WIDTH);
});
addEventListener("afterprint", () => {
  paper = false;
  for (const chart of charts.filter(({ place }) => place.clientWidth > 0)) draw(chart, chart.place.clientWidth);
});
ready.then(() => {
  charts.forEach(({ place }) => watch.observe(place));
  document.documentElement.dataset.drawn = String(charts.length);
});
