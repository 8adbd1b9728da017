/* The filter of the rules: each word has to be in the rule's row, or is what became of it. */
function listenToRules() {
  const box = $("rules-q"), rows = [...document.querySelectorAll("#rules tbody tr[data-state]")];
  if (rows.length < 12) return;
  $("rules-find").hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const tr of rows) {
      const text = tr.textContent.toLowerCase();
      tr.hidden = !words.every(word => word === tr.dataset.state || word === "applied" && tr.dataset.state === "failed" || text.includes(word));
      if (!tr.hidden) n++;
    }
    for (const body of document.querySelectorAll("#rules tbody")) body.hidden = !body.querySelector("tr[data-state]:not([hidden])");
    $("rules-said").textContent = words.length ? number(n) + " of " + count(rows.length, "rule") : "";
  });
}
