/* All exchanges in the order of the report, controls among them. */
const asking = { rows: null, shown: [] };

function drawAsked() {
  if (!D.asked.ids.length) return;
  $("asked-n").textContent = number(D.asked.ids.length);
  $("asked").hidden = false;
  $("asked").addEventListener("toggle", () => {
    if (asking.rows || !$("asked").open) return asking.rows && filterAsked();
    const body = el("tbody"), scroll = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "All exchanges" },
      el("table", { class: "rules asked", "aria-rowcount": D.asked.ids.length + 1 }, el("thead", {}, el("tr", {}, ["No.", "Request", "Answer", "Verdict"].map(t => el("th", { scope: "col" }, t)))), body));
    $("asked-b").append(scroll);
    asking.rows = rolling(scroll, body, 4, askedRow);
    filterAsked();
  });
}
function askedRow(i) {
  const at = asking.shown[i], a = D.asked, c = D.cells[a.cells[at]], verdict = a.texts[a.state[at]];
  const state = { pass: "pass", fail: "fail", inconclusive: "ask" }[verdict];
  return el("tr", { "aria-rowindex": i + 2 }, el("td", { class: "n" }, el("a", { href: "#/x/" + a.ids[at] + search() }, a.ids[at])),
    el("td", {}, el("code", {}, visible(c ? c.method + " " + c.at.path : a.texts[a.words[at]]))), el("td", { class: "mono" }, a.texts[a.shown[at]]),
    el("td", { class: state }, state ? [glyph(state), " ", verdict] : "control or question"));
}
function filterAsked() {
  if (!asking.rows) return;
  const all = !filter.terms.length;
  asking.shown = [];
  D.asked.cells.forEach((cell, i) => { if (all || (cell >= 0 && filter.matching.has(D.cells[cell]))) asking.shown.push(i); });
  asking.rows.show(asking.shown.length);
}
