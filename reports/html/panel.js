/* The panel: the evidence of a cell, a finding, an exchange or a rule. */
let origin = null; // where the focus goes back to
const docked = matchMedia("(min-width: 1100px)");

function frame(title, tools, ...body) {
  const p = $("panel"), keep = p.contains(document.activeElement) && document.activeElement.dataset.keep;
  if (p.hidden) origin = document.activeElement;
  fill(p, el("div", { class: "cap" }, el("div", { class: "tools" }, tools, el("span", { class: "fill" }), copyButton("Copy link", () => location.href),
    el("button", { class: "btn bare icon", type: "button", "aria-label": "Close", title: "Close (Esc)", onclick: close }, glyph("x"))),
  el("h2", { id: "panel-h", tabindex: "-1" }, title)), el("div", { class: "body" }, body));
  p.hidden = false;
  $("app").classList.add("open");
  p.scrollTop = 0;
  modal();
  (keep && p.querySelector("[data-keep=" + keep + "]") || $("panel-h")).focus({ preventScroll: true });
}
function modal() { // docked beside the page, or over it
  const over = !docked.matches && !$("panel").hidden;
  $("page").inert = over;
  $("panel").setAttribute("role", over ? "dialog" : "complementary");
  $("panel").toggleAttribute("aria-modal", over);
  document.documentElement.style.overflow = over ? "hidden" : "";
}
function close() {
  const p = $("panel");
  if (p.hidden) return;
  const back = document.querySelector(".cell.sel") || document.querySelector(".causes tr.on a") || (origin && origin.isConnected ? origin : null);
  p.hidden = true;
  fill(p);
  $("app").classList.remove("open");
  modal();
  select();
  if (back) back.focus();
  if (/^#\/[crx]\//.test(location.hash)) history.pushState(null, "", "#/" + search());
}
function select(cell, rule) {
  for (const b of document.querySelectorAll(".cell.sel")) { b.classList.remove("sel"); b.removeAttribute("aria-current"); }
  for (const tr of document.querySelectorAll("tr[data-rule]")) tr.classList.toggle("on", tr.dataset.rule === rule);
  matrix.selected = cell;
  const at = cell && placeOfCell(cell);
  if (!at) return;
  moveTo(at);
  if (docked.matches) reveal(at);
  mark();
}

const part = (title, ...kids) => el("section", {}, el("div", { class: "hd" }, el("h3", {}, title)), kids);
const pairs = rows => el("dl", { class: "pair" }, rows.filter(Boolean).map(([k, ...v]) => [el("dt", {}, k), el("dd", {}, v)]));
const ruleLink = id => el("a", { href: "#/r/" + id + search() }, el("code", {}, id));
function refLink(rule) {
  return D.refs[rule.id] ? el("a", { href: D.refs[rule.id], rel: "noopener noreferrer", target: "_blank" }, rule.ref) : rule.ref;
}

function openCell(c, print) {
  select(c);
  const list = trail(), i = list.indexOf(c);
  const move = (d, word, g) => el("button", { class: "btn bare icon", type: "button", "aria-label": word, title: word, disabled: list.length < 2, "data-keep": g,
    onclick: () => { const next = hop(d, c); if (next) go("c", next.method + next.at.path); } }, glyph(g));
  const tools = [el("span", {}, i >= 0 ? (i + 1) + " of " + list.length + (filter.terms.length ? " that match" : " with faults") : STATES[c.state]), move(-1, "Previous", "prev"), move(1, "Next", "next")];
  frame(el("code", {}, visible(c.method), " ", codes(c.at.path)), tools, cellFacts(c),
    c.findings.length > 0 && part(count(c.findings.length, "finding"), c.findings.map(f => finding(f, print))),
    c.reason && c.sent.length > 0 && part("Why nothing can be told", el("p", {}, D.reasons[c.reason] || c.reason)),
    c.unsent.map(notSent), c.sent.map(id => later(id, c.sent.length > 1)), cellFixes(c.findings));
  const hit = document.querySelector(".finding.hit");
  if (hit) hit.scrollIntoView({ block: "nearest" });
}
function cellFacts(c) {
  const values = Object.entries(c.at.values);
  return pairs([
    ["Verdict", el("b", { class: c.state }, glyph(c.state), " ", STATES[c.state]), c.reason && ": " + c.reason],
    c.shown && ["Came back", el("b", { class: "mono" }, c.shown), c.was && [", in the earlier run ", el("b", { class: "mono" }, c.was)]],
    D.compare && changesOf(c).length > 0 && ["Since then", changesOf(c).join(", ")],
    [c.sent.length ? "Due" : "Would be due", due(c)],
    ["Method", (KINDS[c.kind] || [c.kind])[0], c.kind === "unknown" && [", sent as ", el("code", {}, D.unknown_token)]],
    values.length > 0 && ["Values", values.map(([name, v], i) => [i > 0 && ", ", el("code", {}, visible(name + " = " + v.value)), " (" + v.source + ")"])],
    ["Path", c.at.live ? "live" : "not live: no target is known to exist"],
    c.at.file && ["Document", el("code", {}, c.at.file + ":" + (c.at.lines[c.method] || c.at.line))],
  ]);
}
function notSent(n) {
  return part("Not sent: " + n.reason, el("p", {}, n.text + "."), n.see > 0 && el("p", { class: "note" }, "See ", el("a", { href: "#/x/" + n.see + search() }, "exchange " + n.see), "."));
}
function finding(f, print) {
  const r = D.rule.get(f.rule) || { id: f.rule, ref: "" };
  return el("div", { class: "finding " + SEVERITY[f.severity] + (f.fingerprint === print ? " hit" : "") },
    el("p", { class: "k" }, glyph(SEVERITY[f.severity]), " ", f.severity === "info" ? "note" : f.severity, " ", ruleLink(f.rule), " ",
      r.ref && el("i", {}, refLink(r), ", ", f.level), f.flaky && " flaky: asked again, the server answered otherwise", f.suppressed && " accepted: " + f.suppressed),
    el("p", {}, visible(f.problem)), f.layer && f.layer !== "app" && el("p", { class: "note" }, "Answered by: " + f.layer));
}
function openFinding(f) { // one about no METHOD and path, with its evidence
  select(null, f.rule);
  frame(f.path || "The server", [el("span", {}, "Finding")], finding(f, f.fingerprint),
    f.file && pairs([["Document", el("code", {}, f.file + ":" + f.line)]]), f.exchanges.slice(0, 8).map(id => later(id, true)));
}
function openExchange(id) {
  const place = D.placeOf.get(id), cell = D.cells[D.asked.cells[place]];
  select(cell);
  frame("Exchange " + id, [el("span", {}, number(place + 1) + " of " + number(D.asked.ids.length))],
    cell && pairs([["Of", el("a", { href: "#/c/" + cell.method + encodeURI(cell.at.path) + search() }, el("code", {}, visible(cell.method + " " + cell.at.path)))]]), later(id, true));
}

/* The evidence comes a moment later: it is inflated when it is asked for. */
function later(id, titled) {
  const box = el("div", { class: "evidence", "aria-busy": "true" }, el("p", { class: "note" }, "Reading exchange " + id));
  recall(id).then(x => fill(box, x ? exchange(x, titled) : el("p", {}, "This report has no exchange " + id + ".")),
    problem => fill(box, el("p", {}, "Exchange " + id + " cannot be read (" + problem + ").")))
    .then(() => box.removeAttribute("aria-busy"));
  return box;
}

function openRule(id) {
  select(null, id);
  const r = D.rule.get(id), found = D.findings.filter(f => f.rule === id);
  if (!r) return frame("No such rule", [], el("p", {}, el("code", {}, visible(id)), " is not a rule that this run asked about."));
  const cls = SEVERITY[r.severity];
  const tools = [el("span", {}, "Rule"), found.length > 0 && el("button", { class: "btn bare", type: "button", onclick: () => { setQuery("rule:" + id); jump("matrix"); } }, "Show in the matrix")];
  frame(r.title, tools,
    pairs([["Rule", el("code", {}, r.id)], ["Severity", el("b", { class: cls }, glyph(cls), " ", r.severity === "info" ? "note" : r.severity)], ["Reference", refLink(r), ", ", r.level],
      ["In this run", r.applied ? "applied " + times(r.applied) + ", failed " + number(r.failed) + ", inconclusive " + number(r.inconclusive) : "never had occasion"]]),
    r.why && part("Why it matters", el("p", {}, visible(r.why))),
    found.length > 0 && part(count(found.length, "finding"), longList(found)),
    ruleFixes(r.fixes || []), ruleExamples(D.examples[id] || []),
    part("On the command line", code("proverb explain " + id)), found.length > 0 && acceptance(found[0]));
}
const code = text => el("pre", { class: "code", tabindex: "0" }, visible(text));
const times = n => n === 1 ? "once" : number(n) + " times";
const recognised = f => [D.server.stacks, D.server.fronts].some(made => made.length > 0 && made.every(name => (f.suits || []).includes(name)));
const fixOf = (f, open) => el("details", { class: "fixes", open }, el("summary", {}, visible(f.for), recognised(f) ? " (recognised here)" : f.suits && " (perhaps this)"),
  f.note && el("p", {}, visible(f.note)), el("div", { class: "hd" }, el("span", { class: "fill" }), copyButton("Copy", () => f.code)), code(f.code));
function ruleFixes(fixes) { // what was recognised comes first, and open
  const sorted = [...fixes].sort((a, b) => recognised(b) - recognised(a));
  return sorted.length > 0 && part("How to mend it", sorted.map((f, i) => fixOf(f, i === 0 && recognised(f))));
}
function cellFixes(findings) { // what mends all that was found here, each told once
  const rules = new Set(findings.filter(f => f.severity !== "info").map(f => f.rule)), fixes = new Map();
  for (const id of rules) for (const f of ((D.rule.get(id) || {}).fixes || []).filter(recognised)) fixes.set(f.code, f);
  return fixes.size > 0 && part("How to mend it", [...fixes.values()].map(f => fixOf(f, false)));
}
const ruleExamples = list => list.length > 0 && part("Examples", list.map(e => [el("p", { class: "note" }, visible(e.title)), code(e.text)]));
function acceptance(f) {
  const lines = ["accept:", "  - rule: " + f.rule, ...(f.path ? ["    path: " + JSON.stringify(f.path)] : []), "    reason: who mends it, and when", "    expires: YYYY-MM-DD"];
  return part("To accept it for now, in .proverb.yaml", code(lines.join("\n")));
}
function longList(found) { // a screenful at a time
  const list = el("ul", { class: "cells" }), step = 200;
  let n = 0;
  const more = el("button", { class: "btn", type: "button", onclick: () => grow() });
  const grow = () => {
    list.append(...found.slice(n, n += step).map(foundLine));
    more.textContent = "Show " + number(Math.min(step, found.length - n)) + " more of " + number(found.length - n);
    more.hidden = n >= found.length;
  };
  grow();
  return [list, more];
}
function foundLine(f) {
  const shown = shownOf(f.exchange), cls = SEVERITY[f.severity];
  return el("li", {}, el("a", { href: "#/c/" + f.fingerprint + search() }, el("span", {}, f.path ? [el("i", {}, visible(f.method)), " ", visible(f.path)] : "the server"), el("b", { class: cls }, shown, " ", glyph(cls))));
}

/* One exchange: what was sent and what came back, as text. */
function exchange(x, titled) {
  const what = [x.control && "control: " + x.control, FORMS[x.form], x.again && "asked again"].filter(Boolean).join(", ");
  return el("section", {}, x.model && alike(x),
    el("div", { class: "hd" }, el("h3", {}, "Request as sent"), (titled || what) && el("small", {}, what), el("span", { class: "fill" }), x.curl && copyButton(x.request.raw_base64 ? "Copy the command" : "Copy as curl", () => x.curl)),
    x.request.raw_base64 ? written(x.request) : message(x.method + " " + x.target + " " + x.version, x.request, "No content."),
    el("div", { class: "hd" }, el("h3", {}, "Response as received"), el("small", {}, (x.elapsed_us / 1000).toFixed(1) + " ms" + (x.layer ? ", from: " + x.layer : ""))),
    x.response ? response(x) : el("div", { class: "msg" }, el("p", { class: "none" }, "No answer (", x.outcome, "): ", visible(x.trouble))), received(x),
    x.curl && [el("div", { class: "hd" }, el("h3", {}, "To ask again")), el("pre", { class: "code", tabindex: "0" }, visible(x.curl))]);
}
function alike(x) { // and what may differ, of what the exchange that is kept has
  const ids = new Set(["date", ...D.request_ids.map(name => name.toLowerCase())]), m = x.model;
  const fields = [...new Set([...m.request.headers, ...m.response.headers, ...(m.response.trailers || [])].map(([name]) => name).filter(name => ids.has(name.toLowerCase())))];
  const may = [fields.length > 0 && ["the fields ", ...fields.flatMap((name, i) => [i > 0 && ", ", el("code", {}, visible(name))]), " and these values where the content repeats them"],
    "the address and the values in it", m.kind === "unknown" && "the token of the unknown method", m.response.body && "the length that follows from these"].filter(Boolean);
  return el("p", { class: "note like" }, "This answer is like that of ", el("a", { href: "#/x/" + x.like + search() }, "exchange " + x.like), " (", el("code", {}, visible(m.method + " " + m.target)),
    "), which is kept for both: the fields and the content below are its own. In these alone the two may differ: ", ...may.flatMap((what, i) => [i > 0 && "; ", what]), ".");
}
function response(x) {
  const r = x.response, residue = r.residue ? el("div", { class: "msg residue" }, el("div", { class: "line" }, "Bytes after the end of the message"), el("pre", { tabindex: "0" }, hex(r.residue))) : null;
  const length = r.body_length > 0 && el("p", { class: "none" }, number(r.body_length) + " bytes of content" + (r.truncated ? ", of which the first are kept" : ""));
  const m = message([r.proto, r.status, r.reason].join(" "), r, x.method === "HEAD" ? "No content, as it must be with HEAD." : "No content.", marksOf(x.id, r.headers));
  if (length) m.append(length);
  if (r.trailers) m.append(el("div", { class: "line" }, "Trailer"), el("dl", {}, r.trailers.map(([name, value]) => el("div", {}, el("dt", {}, visible(name)), el("dd", {}, visible(value))))));
  if (x.trouble) m.append(el("p", { class: "none" }, "Broken off (", x.outcome, "): ", visible(x.trouble)));
  const before = (r.interim_responses || []).map(i => message([i.proto, i.status, i.reason].join(" "), i, "An interim response: the answer follows."));
  return [before, m, residue];
}
/* A request that was written byte for byte: no list of fields tells it. */
const HIGH = /[\x80-\xff]/g;
function written(request) {
  const bytes = atob(request.raw_base64);
  return el("div", { class: "msg" }, el("div", { class: "line" }, "Byte for byte"),
    el("pre", { tabindex: "0" }, bytes.match(/[^\n]*\n|[^\n]+$/g).map(line => ends(line, HIGH))),
    request.raw_length > bytes.length && el("p", { class: "none" }, "There were " + number(request.raw_length) + " bytes, of which the first are shown"));
}
function ends(line, high) { // a line with its end, which is to be seen
  return line.split(/(\r?\n)/).map((part, i) => i % 2 ? [el("span", { class: "esc" }, part === "\n" ? "\\n" : "\\r\\n"), "\n"] : visible(part.replace(high, escaped)));
}
/* How an answer was written down, where that is not as its fields would be: line by line, with the ends, and what is odd marked. */
const TEXT = /([^\0- \x7f]([^\0-\x08\n-\x1f\x7f]*[^\0- \x7f])?)?/.source, USUAL = new RegExp(/^(HTTP\/1\.\d \d{3} TEXT|[\w!#$%&'*+.^`|~-]+: TEXT|0|[1-9a-f][0-9a-f]*|)\r\n$/.source.replaceAll("TEXT", TEXT));
function received(x) {
  const bytes = x.received_base64 ? atob(x.received_base64) : x.received;
  if (!bytes) return x.received_length > 0 && el("p", { class: "note" }, "Its head or framing was written in an odd way; the run had too many such answers to keep how.");
  const kept = x.received_base64 ? bytes.length : new TextEncoder().encode(bytes).length, high = x.received_base64 ? HIGH : /(?!)/g;
  const odd = line => !USUAL.test(line) || line.search(high) >= 0;
  return el("div", { class: "msg received" }, el("div", { class: "line" }, "Head and framing as received, without the content"),
    el("pre", { tabindex: "0" }, bytes.match(/[^\n]*\n(?:[ \t][^\n]*(?:\n|$))*|[^\n]+$/g).map(line => el(odd(line) ? "mark" : "span", {}, ends(line, high)))),
    x.received_length > kept && el("p", { class: "none" }, "There were " + number(x.received_length) + " bytes, of which the first are kept"));
}
/* The fields that findings of an exchange name: those that are there are marked, those that they miss are shown as absent. */
const FIELD = /\b[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*/g, MISSED = /\b(?:without|no|lacks) ([A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)/;
const SHORT_FIELDS = ["allow", "vary", "date", "age", "via", "expires", "etag", "server", "location"];
const named = name => name.trim().toLowerCase(); /* a server may have white space around a name */
function marksOf(id, headers) {
  const marks = new Map(), has = new Set(headers.map(([name]) => named(name)));
  for (const f of D.findings.filter(f => f.exchanges.includes(id))) {
    const words = (f.problem.match(FIELD) || []).map(w => w.toLowerCase()).filter(w => has.has(w)), missed = MISSED.exec(f.problem);
    if (f.rule.startsWith("body/") && has.has("content-type")) words.push("content-type");
    if (missed && f.exchange === id && !has.has(missed[1].toLowerCase()) && (missed[1].includes("-") || SHORT_FIELDS.includes(missed[1].toLowerCase()))) words.push(missed[1]);
    for (const w of words) if (!marks.has(w)) marks.set(w, SEVERITY[f.severity]);
  }
  return marks;
}
function message(line, m, empty, marks = new Map()) {
  const absent = [...marks.keys()].filter(name => !m.headers.some(([n]) => named(n) === named(name)));
  const row = (name, value, mark) => el("div", { class: mark && "mark " + mark }, el("dt", {}, visible(name)), el("dd", {}, value));
  return el("div", { class: "msg" }, el("div", { class: "line" }, visible(line)),
    el("dl", {}, m.headers.map(([name, value]) => row(name, visible(value), marks.get(named(name)))), absent.map(name => row(name, el("em", {}, "absent"), marks.get(name)))),
    m.body ? el("pre", { tabindex: "0" }, visible(m.body)) : m.body_base64 ? el("pre", { tabindex: "0" }, hex(m.body_base64)) : el("p", { class: "none" }, empty));
}
function hex(base64) { // bytes that are no text
  const bytes = atob(base64).slice(0, 2048), lines = [];
  for (let i = 0; i < bytes.length; i += 16) {
    const row = [...bytes.slice(i, i + 16)];
    lines.push(i.toString(16).padStart(6, "0") + "  " + row.map(c => c.charCodeAt(0).toString(16).padStart(2, "0")).join(" ").padEnd(47) + "  " + row.map(c => c >= " " && c <= "~" ? c : ".").join(""));
  }
  return lines.join("\n");
}
