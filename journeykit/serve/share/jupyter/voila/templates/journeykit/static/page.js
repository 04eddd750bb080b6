// The script of a dashboard's page: theme, loading, and a message when its kernel is gone.
// It is a file because the content security policy forbids inline scripts.
(() => {
  "use strict";
  // Together less than five seconds: by then the page must say that the server does not answer.
  const LOOK_EVERY_MS = 2000;
  const PATIENCE_MS = 2500;
  const SHOW_ANYWAY_MS = 8000; // after the last change: an output without a renderer must not hide the others
  const ENDED = "The session behind this page has ended. What you see stays as it was, but nothing answers any more.";
  const AWAY = "The dashboard's server does not answer. What you see stays as it was, and this page goes on looking for it.";
  const LOCKED = "This page is no longer let in. Open the address that you were sent once more, or ask for the new one.";
  const NEWS = {
    counting: "Newer ones are being counted.",
    ready: "Newer ones are ready.",
    unreadable: "The files behind them have changed and cannot be read: the log of the person who runs this dashboard says why.",
  };
  const byId = (id) => document.getElementById(id);

  // Theme: the visitor's setting, before the first paint and whenever it changes.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    document.body.dataset.jpThemeLight = String(!dark.matches);
    document.body.dataset.jpThemeName = dark.matches ? "JupyterLab Dark" : "JupyterLab Light";
  };
  paint();
  dark.addEventListener("change", paint);

  // Loading: Voila sends each cell after it has run, then its own script draws the widgets into the cells.
  const cells = () => byId("rendered_cells");
  const waiting = () => cells().querySelector('script[type="application/vnd.voila.cell-output+json"]') !== null;
  // An output is there when its widgets are, and a board when its tools are: what came later would push the rest away.
  const EMPTY = '.jp-OutputArea-output.lm-Widget:empty, .jk-overview > .lm-Widget:empty, .jk-board[aria-busy="true"]';
  const empty = () => cells().querySelector(EMPTY) !== null;
  let patience;
  function waitOn() {
    clearTimeout(patience);
    if (document.readyState !== "loading" && byId("jk-loading")) patience = setTimeout(show, SHOW_ANYWAY_MS);
  }
  const progress = new MutationObserver(() => {
    if (!cells()) return;
    waitOn();
    if (document.readyState !== "loading" && !waiting() && !empty()) return show();
    const done = cells().querySelectorAll("[cell-index]").length;
    const all = Number(cells().dataset.cells);
    const words = `Opening the dashboard… ${Math.min(done + 1, all)} of ${all}`;
    // Writing is a mutation too: writing the same words again would never end.
    if (done && byId("jk-loading-text").textContent !== words) byId("jk-loading-text").textContent = words;
  });
  const deep = { childList: true, subtree: true };
  progress.observe(document.documentElement, { ...deep, attributeFilter: ["aria-busy"] });
  document.body.classList.add("is-opening");

  function show() {
    progress.disconnect();
    byId("jk-loading")?.remove();
    waitOn();
    document.body.classList.remove("is-opening");
    if (!named()) new MutationObserver((_, headings) => named() && headings.disconnect()).observe(cells(), deep);
  }

  // The title is the first heading, which a widget may write after the page is shown.
  function named() {
    const words = cells().querySelector("h1")?.textContent.replace(/¶$/, "").trim();
    if (words) document.title = `${words} · journeykit`;
    return Boolean(words);
  }

  // Voila's script calls these; without them it stays on its own loading page.
  window.voila_process = () => undefined;
  window.voila_heartbeat = () => undefined;
  window.voila_finish = () => undefined;
  window.cellLoaded = true;

  // Gone: without a message a visitor would not know that the buttons no longer work.
  const say = (words) => write(byId("jk-gone"), words, words === AWAY ? "" : "Reload the page"); // Reloading would lose it.

  // News: map or log changed. The page keeps what it shows until its reader asks for more.
  function tell({ newer, of }) {
    const date = new Date(1000 * of).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    const words = newer ? `This page shows the numbers of ${date}. ${NEWS[newer]}` : "";
    write(byId("jk-news"), words, newer === "ready" ? "Show them" : "");
  }

  function write(banner, words, offer) {
    if ((banner.firstChild?.textContent ?? "") === words) return;
    banner.replaceChildren();
    if (!words) return;
    const text = document.createElement("span");
    text.textContent = words;
    banner.append(text);
    if (!offer) return;
    const again = document.createElement("button");
    again.textContent = offer;
    again.addEventListener("click", () => location.reload());
    banner.append(again);
  }

  let looking = false;
  async function look(url) {
    if (document.hidden || looking) return;
    looking = true;
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.ok) {
        const told = await answer.json();
        say(told.alive ? "" : ENDED);
        tell(told);
      } else say(answer.status === 403 ? LOCKED : AWAY);
    } catch {
      say(AWAY);
    }
    looking = false;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!cells()) return;
    waitOn();
    const config = byId("jupyter-config-data");
    const { baseUrl, kernelId } = JSON.parse(config.textContent);
    const url = `${baseUrl}journeykit/alive/${kernelId}`;
    setInterval(() => look(url), LOOK_EVERY_MS);
    document.addEventListener("visibilitychange", () => look(url));
  });
})();
