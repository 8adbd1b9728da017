/* Filter: key:value; several of a key are "or", different keys "and", ! is "not", a bare word searches. */
const FIELDS = {
  s: c => [TERMS[c.state], c.findings.some(f => f.severity === "info") && "info"],
  m: c => [c.method],
  path: c => [c.at.path],
  rule: c => c.findings.map(f => f.rule),
  status: c => [c.shown, /^\d/.test(c.shown) && c.shown[0] + "xx"],
  kind: c => [c.kind],
  layer: c => c.findings.map(f => f.layer),
  reason: c => [c.reason, ...c.unsent.map(n => n.reason)],
  is: c => [...changesOf(c), c.findings.some(f => f.flaky) && "flaky", c.findings.some(f => f.suppressed) && "accepted", c.declared && "declared"],
};
const BEGINS = new Set(["s", "rule", "path"]);
const filter = { query: "", terms: [], matching: new Set() };

const parse = q => [...q.matchAll(/(!?)(?:([a-z]+):)?("([^"]*)"?|\S+)/gi)].map(([whole, not, key, raw, quoted]) =>
  ({ whole, not: !!not, key: (key || "").toLowerCase(), values: (quoted ?? raw).toLowerCase().split(",").filter(Boolean) }));

function hits(c, term) {
  const field = FIELDS[term.key];
  const have = field ? field(c) : [c.method + " " + c.at.path + " " + c.findings.map(f => f.rule + " " + f.problem).join(" ")];
  return have.some(h => h && term.values.some(v => {
    const text = h.toLowerCase();
    return !field ? text.includes(v) : BEGINS.has(term.key) ? text.startsWith(v) : text === v;
  }));
}
function matches(c) {
  const keys = new Map();
  for (const t of filter.terms) {
    const hit = hits(c, t);
    if (t.not && hit) return false;
    if (!t.not) keys.set(t.key || t.whole, keys.get(t.key || t.whole) || hit);
  }
  return [...keys.values()].every(Boolean);
}

function setTerm(term) { // puts a term in, or takes it out
  const words = filter.terms.map(t => t.whole), has = words.includes(term);
  setQuery((has ? words.filter(w => w !== term) : [...words, term]).join(" "));
}
function setQuery(q, typed) {
  filter.query = q.trim();
  filter.terms = parse(filter.query);
  if (!typed) $("q").value = filter.query;
  applyFilter();
  const [route] = (location.hash || "#/").split("?");
  history.replaceState(null, "", (route.startsWith("#/") ? route : "#/") + search());
}
const search = () => filter.query ? "?q=" + encodeURIComponent(filter.query) : "";

function applyFilter() {
  filter.matching = new Set(filter.terms.length ? D.listed.filter(matches) : D.listed);
  $("clear").hidden = !filter.query;
  for (const b of $("chips").children) b.setAttribute("aria-pressed", String(filter.terms.some(t => t.whole === b.dataset.term)));
  const causes = filterCauses();
  const odd = filter.terms.filter(t => t.key && !FIELDS[t.key]).map(t => t.key);
  $("said").textContent = filter.query ? number(filter.matching.size) + " of " + count(D.cells.length, "cell") + ", " + causes + " of " + count(D.causes.length, "cause")
    + (odd.length ? ". No such key: " + odd.join(", ") + "; keys are " + Object.keys(FIELDS).join(", ") : "") : "";
  filterMatrix();
  filterAsked();
}
function filterCauses() {
  const found = new Set(), all = filter.terms.length === 0;
  if (!all) for (const c of [...filter.matching, ...D.loose.filter(matches)]) for (const f of c.findings) found.add(f.rule + "\n" + f.detail + "\n" + f.layer);
  let shown = 0;
  for (const tr of document.querySelectorAll("tr[data-cause]")) {
    const c = D.causes[tr.dataset.cause];
    tr.hidden = !all && !found.has(c.rule + "\n" + c.detail + "\n" + c.layer);
    if (!tr.hidden) shown++;
  }
  $("no-cause").hidden = shown > 0 || !filter.query;
  return shown;
}

function chip(term, word, n, sign) {
  $("chips").append(el("button", { class: "chip", type: "button", "aria-pressed": "false", "data-term": term, onclick: () => setTerm(term) }, sign, el("span", {}, word), el("b", {}, number(n))));
}
function drawBar() {
  for (const [state, word] of Object.entries(STATES)) {
    const n = D.cells.filter(c => c.state === state).length;
    if (n) chip("s:" + TERMS[state], word, n, el("span", { class: state }, glyph(state)));
  }
  if (D.compare) for (const word of ["new", "fixed", "changed"]) {
    const n = D.cells.filter(c => changesOf(c).includes(word)).length;
    if (n) chip("is:" + word, word[0].toUpperCase() + word.slice(1), n);
  }
  $("clear").onclick = () => { setQuery(""); $("q").focus(); };
  let soon = 0;
  $("q").addEventListener("input", e => { clearTimeout(soon); soon = setTimeout(() => setQuery(e.target.value, true), D.cells.length > 5000 ? 120 : 0); });
  $("q").addEventListener("keydown", e => { if (e.key === "Escape" && e.target.value) { setQuery(""); e.stopPropagation(); } });
  for (const b of document.querySelectorAll("[data-filter]")) {
    b.hidden = false;
    b.addEventListener("click", () => { setQuery(b.dataset.filter); jump("matrix"); });
  }
  $("bar").hidden = false;
}
