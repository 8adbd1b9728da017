/* Rows of one height, of which only those in sight are in the page. Where they are few all of them are, so that
   printing and the browser's own search have them. */
const FEW = 150, SPARE = 12;

function rolling(scroll, body, columns, draw, painted) {
  const gap = () => el("tr", { class: "gap", "aria-hidden": "true" }, el("td", { colspan: columns }));
  const v = { total: 0, from: -1, to: -1, height: 32 }, above = gap(), below = gap();
  v.show = total => {
    v.total = total;
    v.from = v.to = -1;
    scroll.classList.toggle("many", total > FEW);
    if (total > FEW && scroll.scrollTop > total * v.height) scroll.scrollTop = 0;
    v.paint();
  };
  v.paint = () => {
    const [from, to] = v.total <= FEW ? [0, v.total] : inSight(scroll, v);
    if (from === v.from && to === v.to) return;
    [v.from, v.to] = [from, to];
    const rows = [];
    for (let i = from; i < to; i++) rows.push(draw(i));
    above.style.height = from * v.height + "px";
    below.style.height = (v.total - to) * v.height + "px";
    body.replaceChildren(...(from > 0 ? [above] : []), ...rows, ...(to < v.total ? [below] : []));
    if (rows.length && rows[0].offsetHeight && v.total > FEW && rows[0].offsetHeight !== v.height) {
      v.height = rows[0].offsetHeight;
      v.from = -1;
      return v.paint();
    }
    if (painted) painted();
  };
  v.reveal = i => {
    if (v.total <= FEW) return;
    const head = body.previousElementSibling ? body.previousElementSibling.offsetHeight : 0, top = i * v.height, room = scroll.clientHeight - head;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + v.height > scroll.scrollTop + room) scroll.scrollTop = top + v.height - room;
    v.paint();
  };
  scroll.addEventListener("scroll", v.paint, { passive: true });
  addEventListener("resize", () => { v.from = -1; v.paint(); });
  return v;
}
function inSight(scroll, v) {
  const first = Math.max(0, Math.min(Math.floor(scroll.scrollTop / v.height), v.total - 1) - SPARE);
  return [first, Math.min(v.total, first + Math.ceil((scroll.clientHeight || 800) / v.height) + 2 * SPARE)];
}
