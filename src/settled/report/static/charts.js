// Puts the interactive chart in place of its picture. Without this script, and in print, the picture stands.
"use strict";
for (const chart of document.querySelectorAll("[data-chart]")) {
  const spec = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
  const drawing = chart.querySelector(".drawing");
  // `ast`: expressions are interpreted, never compiled, so that the page may forbid eval.
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
                    tooltip: { disableDefaultStyle: true } };
  drawing.hidden = false;
  vegaEmbed(drawing, spec, options).then(
    () => chart.classList.add("drawn"),
    (fault) => { drawing.hidden = true; console.error(fault); },
  );
}
