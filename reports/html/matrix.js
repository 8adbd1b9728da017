/* The matrix: an ARIA grid with one tab stop. A place in it is [row, column]; row 0 has the methods, column 0 the paths. */
const matrix = { at: [1, 1], heads: [], open: [], rowOf: new Map(), rows: null, table: null, selected: null, starts: new Set() };
const GROUPS = [["Known methods", "due where not declared: 405 with Allow"], ["Registered only", "due: 405 with Allow, or 501"], ["Unknown", "due: 501"]];

const codes = path => path.split(/(\{[^}]*\})/).flatMap(part => part.startsWith("{") ? el("i", {}, part) : part.split(/(?=\/)/).flatMap((s, j) => j ? [el("wbr"), ...visible(s)] : visible(s)));
function tally(cells) {
  const n = { fail: 0, warn: 0 };
  for (const c of cells) if (c && c.state in n) n[c.state]++;
  return told(n);
}
function told(faults) {
  return Object.entries(faults).map(([s, n]) =>
    n > 0 && el("span", { class: s }, number(n), glyph(s), el("span", { class: "vh" }, s === "fail" ? " fail " : " warn ")));
}

function drawMatrix() {
  if (!D.cells.length) return fill($("matrix-b"), el("p", { class: "empty" }, "No probe was planned."));
  matrix.starts = new Set(D.columns.map((c, i) => i > 0 && c.group !== D.columns[i - 1].group ? i : -1));
  const faults = new Map(D.columns.map(c => [c.method, { fail: 0, warn: 0 }]));
  for (const c of D.cells) if (c.state === "fail" || c.state === "warn") faults.get(c.method)[c.state]++;
  matrix.heads = D.columns.map((column, i) => columnHead(column, i, faults.get(column.method)));
  const body = el("tbody");
  matrix.table = el("table", { class: "mx", role: "grid", "aria-labelledby": "matrix-h", "aria-readonly": "true", "aria-rowcount": D.paths.length + 2, "aria-colcount": D.columns.length + 1 },
    el("thead", {}, groupHeads(), el("tr", { role: "row", "aria-rowindex": "2" }, matrix.heads.map((b, i) => el("th", { scope: "col", role: "columnheader", "aria-colindex": i + 2, class: matrix.starts.has(i) && "gs" }, b)))), body);
  const scroll = el("div", { class: "scroll" }, matrix.table);
  fill($("matrix-b"), el("div", { class: "gridbox", id: "gridbox" }, scroll, el("p", { class: "read", "aria-hidden": "true", id: "read" })),
    el("p", { class: "empty", id: "no-cell", hidden: true }, "No cell matches this filter."));
  matrix.rows = rolling(scroll, body, D.columns.length + 1, matrixRow, mark);
  readout();
  const over = e => readout(e.target.closest("[data-at]"));
  matrix.table.addEventListener("keydown", onGridKey);
  matrix.table.addEventListener("focusin", e => { const b = e.target.closest("[data-at]"); if (b) { moveTo(placeOf(b)); readout(b); } });
  matrix.table.addEventListener("focusout", () => readout());
  matrix.table.addEventListener("mouseover", over);
  matrix.table.addEventListener("mouseleave", () => readout());
}

function groupHeads() {
  const cells = GROUPS.map(([word, text], g) => {
    const n = D.columns.filter(c => c.group === g).length, first = D.columns.findIndex(c => c.group === g);
    return n > 0 && el("th", { colspan: n, class: matrix.starts.has(first) && "gs", role: "columnheader" }, el("b", {}, word), n > 1 && text);
  });
  return el("tr", { role: "row", "aria-rowindex": "1" }, el("th", { class: "corner", rowspan: "2", role: "columnheader" }, "Path"), cells);
}
function columnHead(column, i, faults) {
  return el("button", { type: "button", tabindex: "-1", "data-at": "0," + (i + 1), title: "Show only " + column.method, onclick: () => setTerm("m:" + column.method) },
    el("code", {}, visible(column.method), " "), el("span", {}, told(faults)));
}
function matrixRow(i) {
  const r = matrix.open[i], p = D.paths[r], cells = D.columns.map(column => D.byKey.get(column.method + p.path));
  const head = el("button", { type: "button", tabindex: "-1", "data-at": i + 1 + ",0", title: p.path + ": show only this path, " + p.file + ":" + p.line, onclick: () => setTerm("path:" + p.path) },
    el("code", {}, codes(p.path)), " ", el("span", { class: "roll" }, tally(cells)));
  return el("tr", { role: "row", "aria-rowindex": r + 3 }, el("th", { scope: "row", role: "rowheader" }, head),
    cells.map((c, j) => el("td", { role: "gridcell", "aria-colindex": j + 2, class: matrix.starts.has(j) && "gs" }, c ? cellButton(c, i + 1, j + 1) : el("span", { title: "not planned" }, "\u00b7"))));
}
function cellButton(c, r, j) {
  const sel = matrix.selected === c, changed = changesOf(c);
  return el("button", { type: "button", tabindex: "-1", "data-at": r + "," + j, "aria-label": label(c), "aria-current": sel && "true",
    class: ["cell", c.state, c.declared && "dec", !filter.matching.has(c) && "off", sel && "sel", changed.length && "moved"].filter(Boolean).join(" "),
    onclick: () => go("c", c.method + c.at.path) }, c.shown, glyph(c.state), changed.length > 0 && el("sup", {}, changed[0][0]));
}

/* Places, and what stands there. */
const placeOf = b => b.dataset.at.split(",").map(Number);
const buttonAt = ([r, c]) => matrix.table.querySelector('[data-at="' + r + "," + c + '"]');
const cellAt = ([r, c]) => r > 0 && c > 0 && r <= matrix.open.length ? D.byKey.get(D.columns[c - 1].method + D.paths[matrix.open[r - 1]].path) : undefined;
const filled = at => at[0] === 0 ? at[1] > 0 : at[1] === 0 || !!cellAt(at);
function placeOfCell(c) {
  const r = matrix.rowOf.get(c.path);
  return r === undefined ? null : [r + 1, D.columns.findIndex(column => column.method === c.method) + 1];
}

function moveTo(at, focus) {
  const was = buttonAt(matrix.at);
  if (was) was.tabIndex = -1;
  matrix.at = at;
  if (focus) reveal(at);
  const b = buttonAt(at);
  if (!b) return;
  b.tabIndex = 0;
  if (focus) b.focus();
}
function reveal(at) {
  if (at[0] > 0) matrix.rows.reveal(at[0] - 1);
  const b = buttonAt(at);
  if (b) b.scrollIntoView({ block: "nearest", inline: "nearest" });
}
function mark() { // after rows were drawn anew: the tab stop, and the cell that is open
  if (!matrix.rows || !matrix.open.length) return;
  const i = matrix.at[0] - 1;
  if (matrix.at[0] > matrix.open.length || !filled(matrix.at) || (i >= 0 && (i < matrix.rows.from || i >= matrix.rows.to))) {
    const first = matrix.open.slice(matrix.rows.from, matrix.rows.to).flatMap((_, k) => D.columns.map((_, j) => [matrix.rows.from + k + 1, j + 1])).find(filled);
    if (first) matrix.at = first;
  }
  const b = buttonAt(matrix.at);
  if (b) b.tabIndex = 0;
  for (const x of matrix.table.querySelectorAll(".cell.sel")) { x.classList.remove("sel"); x.removeAttribute("aria-current"); }
  const place = matrix.selected && placeOfCell(matrix.selected), open = place && buttonAt(place);
  if (open) { open.classList.add("sel"); open.setAttribute("aria-current", "true"); }
}
function onGridKey(e) {
  if (e.altKey || e.metaKey) return;
  const to = target(e);
  if (!to) return;
  e.preventDefault();
  moveTo(to, true);
}
function target(e) {
  const [r, c] = matrix.at, rows = matrix.open.length, columns = D.columns.length, page = Math.max(1, Math.floor(matrix.rows.total <= FEW ? 10 : 0.8 * (matrix.rows.to - matrix.rows.from - 2 * SPARE)));
  const seek = (i, j, dr, dc) => { // the next place in that direction that has something
    for (; i >= 0 && i <= rows && j >= 0 && j <= columns; i += dr, j += dc) if (filled([i, j])) return [i, j];
    return null;
  };
  switch (e.key) {
    case "ArrowRight": return seek(r, c + 1, 0, 1);
    case "ArrowLeft": return seek(r, c - 1, 0, -1);
    case "ArrowDown": return seek(r + 1, c, 1, 0);
    case "ArrowUp": return seek(r - 1, c, -1, 0);
    case "PageDown": return seek(Math.min(rows, r + page), c, -1, 0);
    case "PageUp": return seek(Math.max(1, r - page), c, 1, 0);
    case "Home": return e.ctrlKey ? seek(1, 1, 0, 1) : seek(r, 0, 0, 1);
    case "End": return e.ctrlKey ? seek(rows, columns, 0, -1) : seek(r, columns, 0, -1);
    case "n": case "p": {
      const cell = hop(e.key === "n" ? 1 : -1, cellAt(matrix.at));
      return cell && !e.ctrlKey ? placeOfCell(cell) : null;
    }
  }
  return null;
}

/* The cells that previous and next walk: what matches the filter, without one the faults. */
function trail() {
  if (filter.trail) return filter.trail;
  filter.trail = D.listed.filter(c => filter.matching.has(c) && (filter.terms.length || c.state === "fail" || c.state === "warn"));
  return filter.trail;
}
function hop(d, from) {
  const list = trail(), rank = from ? from.rank : -1;
  if (!list.length) return null;
  return d > 0 ? list.find(c => c.rank > rank) || list[0] : list.findLast(c => c.rank < rank) || list[list.length - 1];
}

function readout(b) {
  document.querySelectorAll(".mx .lit").forEach(x => x.classList.remove("lit"));
  const at = b && placeOf(b), c = at && cellAt(at);
  if (!c) return fill($("read"), "Arrow keys move, Enter opens, n and p go to the next and the previous fault.");
  for (const head of [buttonAt([0, at[1]]), buttonAt([at[0], 0])]) if (head) head.parentNode.classList.add("lit");
  fill($("read"), el("b", {}, visible(c.method + " " + c.at.path)), ", ", (KINDS[c.kind] || [c.kind])[0], ". ",
    c.shown && [el("b", {}, c.shown), c.was && [" (was ", c.was, ")"], ", due: ", due(c), ". "], STATES[c.state], c.findings.length ? ": " + c.findings.map(f => f.rule).join(", ") : c.reason ? ": " + c.reason : "", ".");
}
function filterMatrix() {
  filter.trail = null;
  if (!matrix.rows) return;
  const open = new Set([...filter.matching].map(c => c.path));
  matrix.open = D.paths.map((_, r) => r).filter(r => open.has(r));
  matrix.rowOf = new Map(matrix.open.map((r, i) => [r, i]));
  $("no-cell").hidden = filter.matching.size > 0;
  $("gridbox").hidden = filter.matching.size === 0;
  matrix.rows.show(matrix.open.length);
}
