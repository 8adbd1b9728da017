"use strict";

/* Making elements. What a server sent goes in as text nodes only: nothing here takes markup. */
const $ = id => document.getElementById(id);

function el(tag, attrs, ...kids) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs || {})) {
    if (v === undefined || v === null || v === false) continue;
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...flat(kids));
  return e;
}

const flat = kids => kids.flat(4).filter(k => k !== undefined && k !== null && k !== false && k !== "");
const fill = (node, ...kids) => node.replaceChildren(...flat(kids));

function glyph(name) {
  const ns = "http://www.w3.org/2000/svg", s = document.createElementNS(ns, "svg"), u = document.createElementNS(ns, "use");
  s.setAttribute("class", "g");
  s.setAttribute("aria-hidden", "true");
  u.setAttribute("href", "#g-" + name);
  s.append(u);
  return s;
}

/* Characters that do not show, or that turn the direction of writing, are written as escapes, marked as ours. */
const HIDDEN = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]|[\u{e0000}-\u{e0fff}])/u;
function visible(text) {
  return text.replaceAll("\r\n", "\n").split(HIDDEN).map((part, i) => i % 2 === 0 ? part : el("span", { class: "esc" }, escaped(part)));
}
function escaped(char) {
  const code = char.codePointAt(0), hex = code.toString(16);
  return code < 0x100 ? "\\x" + hex.padStart(2, "0") : "\\u{" + hex + "}";
}

const number = n => n.toLocaleString("en");
const count = (n, one) => number(n) + " " + one + (n === 1 ? "" : "s");

function say(text) { // to screen readers
  $("live").textContent = "";
  setTimeout(() => { $("live").textContent = text; }, 30);
}

function store(key, value) { // not every browser lets a file keep anything
  try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
}

async function copy(text, button) {
  try { await navigator.clipboard.writeText(text); } catch {
    const t = el("textarea", { class: "vh" });
    t.value = text;
    document.body.append(t);
    t.select();
    document.execCommand("copy");
    t.remove();
    button.focus();
  }
  const was = button.textContent;
  button.style.minWidth = button.offsetWidth + "px";
  button.textContent = "Copied";
  say("Copied");
  setTimeout(() => { button.textContent = was; }, 1400);
}
const copyButton = (word, text) => el("button", { class: "btn bare", type: "button", onclick: e => copy(text(), e.currentTarget) }, word);
