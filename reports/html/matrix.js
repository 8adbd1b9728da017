/* The matrix: an ARIA grid with one tab stop. */
const matrix = { grid: [], at: [1, 1], rows: [], buttons: new Map() };
const GROUPS = [["Known methods", "due where not declared: 405 with Allow"], ["Registered only", "due: 405 with Allow, or 501"], ["Unknown", "due: 501"]];

const codes = path => path.split(/(\{[^}]*\})/).flatMap(part => part.startsWith("{") ? el("i", {}, part) : part.split(/(?=\/)/).flatMap((s, j) => j ? [el("wbr"), ...visible(s)] : visible(s)));
function tally(cells) {
  return ["fail", "warn"].map(s => [s, cells.filter(c => c && c.state === s).length]).map(([s, n]) =>
    n > 0 && el("span", { class: s }, number(n), glyph(s), el("span", { class: "vh" }, s === "fail" ? " fail " : " warn ")));
}

function drawMatrix() {
  if (!D.cells.length) return fill($("matrix-b"), el("p", { class: "empty" }, "No probe was planned."));
  const starts = new Set(D.columns.map((c, i) => i > 0 && c.group !== D.columns[i - 1].group ? i : -1));
  const heads = D.columns.map(columnHead);
  matrix.grid = [[null, ...heads]];
  matrix.rows = D.paths.map((p, r) => matrixRow(p, r, starts));
  const table = el("table", { class: "mx", role: "grid", "aria-labelledby": "matrix-h", "aria-readonly": "true", "aria-rowcount": D.paths.length + 2, "aria-colcount": D.columns.length + 1 },
    el("thead", {}, groupHeads(starts), el("tr", { role: "row" }, heads.map((b, i) => el("th", { scope: "col", role: "columnheader", class: starts.has(i) && "gs" }, b)))),
    el("tbody", {}, matrix.rows));
  fill($("matrix-b"), el("div", { class: "gridbox", id: "gridbox" }, el("div", { class: "scroll" }, table), el("p", { class: "read", "aria-hidden": "true", id: "read" })),
    el("p", { class: "empty", id: "no-cell", hidden: true }, "No cell matches this filter."));
  matrix.grid.forEach((line, r) => line.forEach((b, c) => { if (b) b.dataset.at = r + "," + c; }));
  moveTo(matrix.grid.flat().find(b => b && b.classList.contains("cell")));
  readout();
  table.addEventListener("keydown", onGridKey);
  table.addEventListener("focusin", e => { const b = e.target.closest("[data-at]"); if (b) { moveTo(b); readout(b); } });
  table.addEventListener("focusout", () => readout());
  table.addEventListener("mouseover", e => readout(e.target.closest("[data-at]")));
  table.addEventListener("mouseleave", () => readout());
}

function groupHeads(starts) {
  const cells = GROUPS.map(([word, text], g) => {
    const n = D.columns.filter(c => c.group === g).length, first = D.columns.findIndex(c => c.group === g);
    return n > 0 && el("th", { colspan: n, class: starts.has(first) && "gs", role: "columnheader" }, el("b", {}, word), n > 1 && text);
  });
  return el("tr", { role: "row" }, el("th", { class: "corner", rowspan: "2", role: "columnheader" }, "Path"), cells);
}
function columnHead(column) {
  return el("button", { type: "button", tabindex: "-1", title: "Show only " + column.method, onclick: () => setTerm("m:" + column.method) },
    el("code", {}, visible(column.method), " "), el("span", {}, tally(D.cells.filter(c => c.method === column.method))));
}
function matrixRow(p, r, starts) {
  const cells = D.columns.map(column => D.byKey.get(column.method + p.path));
  const head = el("button", { type: "button", tabindex: "-1", title: "Show only this path, " + p.file + ":" + p.line, onclick: () => setTerm("path:" + p.path) },
    el("code", {}, codes(p.path)), " ", el("span", { class: "roll" }, tally(cells)));
  const line = cells.map(c => c && cellButton(c));
  matrix.grid.push([head, ...line]);
  return el("tr", { role: "row", "aria-rowindex": r + 3 }, el("th", { scope: "row", role: "rowheader" }, head),
    line.map((b, i) => el("td", { role: "gridcell", class: starts.has(i) && "gs" }, b || el("span", { title: "not planned" }, "\u00b7"))));
}
function cellButton(c) {
  const b = el("button", { type: "button", tabindex: "-1", class: "cell " + c.state + (c.declared ? " dec" : ""), "aria-label": label(c), onclick: () => go("c", c.method + c.at.path) }, c.shown, glyph(c.state));
  b.cell = c;
  matrix.buttons.set(c, b);
  return b;
}

function moveTo(b, focus) {
  const [r, c] = matrix.at;
  if (matrix.grid[r] && matrix.grid[r][c]) matrix.grid[r][c].tabIndex = -1;
  matrix.at = b.dataset.at.split(",").map(Number);
  b.tabIndex = 0;
  if (focus) b.focus();
}
function onGridKey(e) {
  if (e.altKey || e.metaKey) return;
  const to = target(e);
  if (!to) return;
  e.preventDefault();
  moveTo(to, true);
}
function target(e) {
  const [r, c] = matrix.at, rows = matrix.grid.length, columns = D.columns.length + 1;
  const open = n => n === 0 || !matrix.rows[n - 1].hidden;
  const seek = (from, dr, dc) => { // the next place in that direction that has something
    for (let [i, j] = from; i >= 0 && i < rows && j >= 0 && j < columns; i += dr, j += dc) if (open(i) && matrix.grid[i][j]) return matrix.grid[i][j];
    return null;
  };
  switch (e.key) {
    case "ArrowRight": return seek([r, c + 1], 0, 1);
    case "ArrowLeft": return seek([r, c - 1], 0, -1);
    case "ArrowDown": return seek([r + 1, c], 1, 0);
    case "ArrowUp": return seek([r - 1, c], -1, 0);
    case "Home": return e.ctrlKey ? seek([1, 1], 1, 0) : seek([r, 0], 0, 1);
    case "End": return e.ctrlKey ? seek([rows - 1, columns - 1], -1, 0) : seek([r, columns - 1], 0, -1);
    case "n": case "p": {
      const cell = hop(e.key === "n" ? 1 : -1, matrix.grid[r][c].cell);
      return cell && !e.ctrlKey ? matrix.buttons.get(cell) : null;
    }
  }
  return null;
}

/* The cells that previous and next walk: what matches the filter, without one the faults. */
const trail = () => D.cells.filter(c => filter.matching.has(c) && (filter.terms.length || c.state === "fail" || c.state === "warn"));
function hop(d, from) {
  const list = trail(), i = list.indexOf(from);
  if (!list.length) return null;
  if (i >= 0) return list[(i + d + list.length) % list.length];
  const place = D.cells.indexOf(from);
  return d > 0 ? list.find(c => D.cells.indexOf(c) > place) || list[0] : list.findLast(c => D.cells.indexOf(c) < place) || list[list.length - 1];
}

function readout(b) {
  document.querySelectorAll(".mx .lit").forEach(x => x.classList.remove("lit"));
  const c = b && b.cell;
  if (!c) return fill($("read"), "Arrow keys move, Enter opens, n and p go to the next and the previous fault.");
  const [r, column] = b.dataset.at.split(",").map(Number);
  matrix.grid[0][column].parentNode.classList.add("lit");
  matrix.grid[r][0].parentNode.classList.add("lit");
  fill($("read"), el("b", {}, visible(c.method + " " + c.at.path)), ", ", (KINDS[c.kind] || [c.kind])[0], ". ",
    c.shown && [el("b", {}, c.shown), ", due: ", due(c), ". "], STATES[c.state], c.findings.length ? ": " + c.findings.map(f => f.rule).join(", ") : c.reason ? ": " + c.reason : "", ".");
}
function filterMatrix() {
  if (!matrix.rows.length) return;
  const open = new Set([...filter.matching].map(c => c.path));
  matrix.rows.forEach((tr, r) => { tr.hidden = !open.has(r); });
  for (const [c, b] of matrix.buttons) b.classList.toggle("off", !filter.matching.has(c));
  $("no-cell").hidden = filter.matching.size > 0;
  $("gridbox").hidden = filter.matching.size === 0;
  const [r] = matrix.at;
  if (r > 0 && matrix.rows[r - 1].hidden) {
    const first = [...filter.matching][0];
    if (first) moveTo(matrix.buttons.get(first));
  }
}
