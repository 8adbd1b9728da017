/* The report, inflated, and what is looked up in it. The exchanges are read in parts, when they are looked at. */
const D = {};
const parts = { size: 256, nodes: [], read: new Map() };

function bytesOf(text) { // where the browser is of before 2025
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(text) {
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : bytesOf(atob(text));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function load() {
  const node = $("data"), page = await inflate(node.textContent);
  node.remove();
  Object.assign(D, page, page.report);
  parts.nodes = [...document.querySelectorAll("script.part")];
  D.placeOf = new Map(D.asked.ids.map((id, i) => [id, i]));
  D.rule = new Map(D.rules.map(r => [r.id, r]));
  D.byPrint = new Map();
  D.byKey = new Map();
  D.fresh = new Set(D.compare ? D.compare.new : []);
  D.fixed = new Set(D.compare ? D.compare.fixed.map(f => f.method + f.path) : []);
  for (const c of D.cells) index(c);
  for (const f of D.findings) if (!D.byPrint.has(f.fingerprint)) D.byPrint.set(f.fingerprint, { finding: f, cell: null });
  const placed = new Set(D.cells.flatMap(c => c.findings));
  D.loose = D.findings.filter(f => !placed.has(f)).map(loose);
  const columns = new Map(D.columns.map((c, i) => [c.method, i]));
  for (const c of D.cells) c.rank = c.path * D.columns.length + columns.get(c.method); // the order of rows and columns
  const sorted = D.cells.every((c, i) => i === 0 || D.cells[i - 1].rank < c.rank);
  D.listed = sorted ? D.cells : [...D.cells].sort((a, b) => a.rank - b.rank);
}

const NONE = [];
function index(c) {
  c.at = D.paths[c.path];
  c.shown ||= "";
  c.reason ||= "";
  c.sent ||= NONE;
  c.findings = c.findings ? c.findings.map(i => D.findings[i]) : NONE;
  c.unsent = c.unsent ? c.unsent.map(i => D.not_sent[i]) : NONE;
  D.byKey.set(c.method + c.at.path, c);
  for (const f of c.findings) if (!D.byPrint.has(f.fingerprint)) D.byPrint.set(f.fingerprint, { finding: f, cell: c });
}

function loose(f) { // a finding about no METHOD and path, as the filter sees it
  const state = { error: "fail", warning: "warn" }[f.severity] || "pass";
  return { method: f.method, at: { path: f.path }, kind: f.kind, state, shown: "", reason: "", sent: NONE, unsent: NONE, findings: [f] };
}

/* An exchange by its id. One like another has all but its own from that. */
async function recall(id) {
  const own = await entry(id);
  if (!own || !own.like) return own;
  const other = await entry(own.like);
  return { ...other, ...own, model: other };
}
async function entry(id) {
  const at = D.placeOf.get(id);
  if (at === undefined) return undefined;
  const n = Math.floor(at / parts.size);
  if (!parts.read.has(n)) parts.read.set(n, inflate(parts.nodes[n].textContent));
  return (await parts.read.get(n))[at % parts.size];
}
const shownOf = id => { const at = D.placeOf.get(id); return at === undefined ? "" : D.asked.texts[D.asked.shown[at]]; };

const changesOf = c => D.compare ? [c.findings.some(f => D.fresh.has(f.fingerprint)) && "new", c.was && "changed", D.fixed.has(c.method + c.at.path) && "fixed"].filter(Boolean) : NONE;

/* Words that belong to the tool, not to the run. */
const STATES = { fail: "Fails", warn: "Warns", pass: "Passes", ask: "Inconclusive", "skip-ed": "Not sent" };
const TERMS = { fail: "fail", warn: "warn", pass: "pass", ask: "inconclusive", "skip-ed": "not-sent" }; // of the filter
const SEVERITY = { error: "fail", warning: "warn", info: "info" };
const KINDS = {
  declared: ["declared on this path", "anything but 405 and 501"],
  implied: ["not declared, but implied", "HEAD as GET, without content; OPTIONS may be refused, truthfully"],
  elsewhere: ["declared on other paths, not on this one", "405 with a complete, truthful Allow"],
  registered: ["registered, but declared nowhere in the document", "405 with Allow, or 501"],
  unknown: ["a method that does not exist", "501"],
  variant: ["GET in lower case, which is another method", "501, as for a method that does not exist"],
};
const FORMS = {
  valid: "as the document wants it", "no-body": "without the body that is required",
  malformed: "with a body that is malformed", impossible: "to an id that does not exist",
};
function due(c) {
  if (c.kind !== "implied") return (KINDS[c.kind] || ["", ""])[1];
  return c.method === "HEAD" ? "what GET answers, without content" : "2xx with Allow, or a truthful refusal";
}
function label(c) { // a cell in words, for those who do not see it
  return c.method + " " + c.at.path + ": " + (c.shown ? c.shown + ", " : "") + STATES[c.state].toLowerCase()
    + (c.findings.length ? ", " + c.findings.map(f => f.rule).join(", ") : "") + (c.reason ? ", " + c.reason : "")
    + (c.declared ? ", declared" : ", " + c.kind) + changesOf(c).map(word => ", " + (word === "changed" ? "was " + c.was : word)).join("");
}
