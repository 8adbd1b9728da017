/* Addresses: #/c/METHOD/path, #/c/FINGERPRINT, #/r/RULE, #/x/EXCHANGE, each with ?q=FILTER. */
function go(kind, rest) {
  location.hash = "#/" + kind + "/" + rest.replace(/[%?#\s]/g, encodeURIComponent) + search();
}
function route() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const [where, query] = (location.hash || "#/").split(/\?(.*)/s), q = new URLSearchParams(query || "").get("q") || "";
  if (q !== filter.query) {
    filter.query = q;
    filter.terms = parse(q);
    $("q").value = q;
    applyFilter();
  }
  let plain = where;
  try { plain = decodeURIComponent(where); } catch { /* taken as it is */ }
  const m = /^#\/([crx])\/(.+)$/.exec(plain);
  if (!m) close();
  else if (m[1] === "r") openRule(m[2]);
  else if (m[1] === "x") show(D.placeOf.has(Number(m[2])) && Number(m[2]), openExchange, m[2]);
  else openPlace(m[2]);
}
function openPlace(name) {
  const cell = D.byKey.get(name), print = D.byPrint.get(name);
  if (cell) openCell(cell);
  else if (print && print.cell) openCell(print.cell, name);
  else show(print && print.finding, openFinding, name);
}
function show(thing, open, name) {
  if (thing) return open(thing);
  select();
  frame("Nothing here", [], el("p", {}, "This report has no ", el("code", {}, visible(name)), ". It may come from another run."));
}
function jump(id) {
  $(id).scrollIntoView({ block: "start" });
  $(id).focus({ preventScroll: true });
}

function theme() {
  const root = document.documentElement, was = store("proverb-theme");
  const set = t => { if (t === "auto") root.removeAttribute("data-theme"); else root.dataset.theme = t; };
  if (was === "light" || was === "dark") {
    set(was);
    document.querySelector("#theme [value=" + was + "]").checked = true;
  }
  $("theme").addEventListener("change", e => { set(e.target.value); store("proverb-theme", e.target.value); });
  $("theme").hidden = false;
}

function listen() {
  addEventListener("hashchange", route);
  docked.addEventListener("change", modal);
  let opened = []; // for paper, and closed again: the lists of all rules and exchanges are printed only where they are open
  addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open])")].filter(d => !d.closest(".more")); opened.forEach(d => { d.open = true; }); });
  addEventListener("afterprint", () => opened.forEach(d => { d.open = false; }));
  addEventListener("keydown", e => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
    if (e.key === "Escape") close();
    else if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey && !$("page").inert) { e.preventDefault(); $("q").focus(); $("q").select(); }
  });
  for (const a of document.querySelectorAll(".skip")) a.addEventListener("click", e => { e.preventDefault(); jump(a.dataset.to); });
  document.addEventListener("click", e => { // links that Go wrote keep the filter too
    const a = e.target.closest && e.target.closest("a[href^='#/']");
    if (a && filter.query && !a.hash.includes("?")) { e.preventDefault(); location.hash = a.hash + search(); }
  });
  document.addEventListener("click", e => { if (!docked.matches && !$("panel").hidden && e.target === document.documentElement) close(); });
}

async function start() {
  theme();
  try { await load(); } catch (problem) {
    fill($("matrix-b"), el("p", { class: "empty" }, "This browser cannot show the matrix (" + problem + "). The same report in JSON or JUnit has it too."));
    return;
  }
  drawBar();
  drawMatrix();
  drawAsked();
  applyFilter();
  listen();
  listenToRules();
  route();
}
start();
