/* The report, inflated, and what is looked up in it. */
const D = {};

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function load() {
  const node = $("data"), page = await inflate(node.textContent);
  node.remove();
  Object.assign(D, page, page.report);
  D.exchange = new Map(D.exchanges.map(x => [x.id, x]));
  D.rule = new Map(D.rules.map(r => [r.id, r]));
  D.byPrint = new Map();
  D.byKey = new Map();
  for (const c of D.cells) index(c);
  for (const f of D.findings) if (!D.byPrint.has(f.fingerprint)) D.byPrint.set(f.fingerprint, { finding: f, cell: null });
  const placed = new Set(D.cells.flatMap(c => c.findings));
  D.loose = D.findings.filter(f => !placed.has(f)).map(loose);
  const order = new Map(D.columns.map((c, i) => [c.method, i]));
  D.cells.sort((a, b) => a.path - b.path || order.get(a.method) - order.get(b.method));
}

function index(c) {
  c.at = D.paths[c.path];
  c.findings = c.findings.map(i => D.findings[i]);
  c.sent = c.sent.map(id => D.exchange.get(id));
  c.unsent = c.unsent.map(i => D.not_sent[i]);
  D.byKey.set(c.method + c.at.path, c);
  for (const f of c.findings) if (!D.byPrint.has(f.fingerprint)) D.byPrint.set(f.fingerprint, { finding: f, cell: c });
}

function loose(f) { // a finding about no METHOD and path, as the filter sees it
  const state = { error: "fail", warning: "warn" }[f.severity] || "pass";
  return { method: f.method, at: { path: f.path }, kind: f.kind, state, shown: "", reason: "", sent: [], unsent: [], findings: [f] };
}

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
    + (c.declared ? ", declared" : ", " + c.kind);
}
