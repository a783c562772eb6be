// Correcting spans: by selecting words in the article, or by moving an edge one word at a time.
// Offsets are code points of the text.
"use strict";

(() => {
  const excerpt = document.getElementById("excerpt");
  const form = document.getElementById("judging");
  if (!excerpt || !form.querySelector(".part")) return;
  const pieces = [...excerpt.querySelectorAll("[data-at]")].map((element) => ({
    element,
    at: Number(element.dataset.at),
    letters: [...element.textContent],
  }));
  const text = new Map(); // offset -> code point, of what is shown
  for (const piece of pieces) piece.letters.forEach((letter, place) => text.set(piece.at + place, letter));
  const isWord = (at) => text.has(at) && /[\p{L}\p{N}]/u.test(text.get(at));
  const isSpace = (at) => !text.has(at) || /\s/u.test(text.get(at));
  const words = (start, end) => {
    let out = "";
    for (let at = start; at < end; at += 1) {
      if (text.has(at)) out += text.get(at);
      else if (text.has(at - 1)) out += " … "; // the excerpt has a gap here
    }
    return out;
  };
  const parts = new Map([...form.querySelectorAll(".part")].map((part) => [part.dataset.part, part]));
  const field = (part) => part.querySelector("input");
  const read = (part) => {
    const spans = field(part).value.split(",").filter((span) => span.trim());
    return spans.map((span) => span.split("-").map(Number));
  };
  const write = (part, spans) => {
    field(part).value = spans.map(([start, end]) => `${start}-${end}`).join(", ");
    const shown = spans.map(([start, end]) => words(start, end)).join(" … ");
    part.querySelector(".part-words").textContent = shown || "none";
    paint();
  };
  const paint = () => {
    const content = read(parts.get("content"));
    for (const { element, at, letters } of pieces) {
      const isContent = content.some(([start, end]) => at < end && at + letters.length > start);
      element.classList.toggle("highlighted", isContent);
    }
  };

  // The selection, trimmed to whole words.
  const offsetOf = (node, place) => {
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
    if (!element || !excerpt.contains(element)) return null;
    const range = document.createRange();
    range.setStart(element, 0);
    range.setEnd(node, place);
    return Number(element.dataset.at) + [...range.toString()].length;
  };
  const selection = () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    let start = offsetOf(range.startContainer, range.startOffset);
    let end = offsetOf(range.endContainer, range.endOffset);
    if (start === null || end === null) return null;
    while (start < end && isSpace(start)) start += 1;
    while (end > start && isSpace(end - 1)) end -= 1;
    while (isWord(start) && isWord(start - 1)) start -= 1;
    while (isWord(end) && isWord(end - 1)) end += 1;
    return start < end ? [start, end] : null;
  };
  let picked = null;
  const uses = [...form.querySelectorAll("[data-use]")];
  document.addEventListener("selectionchange", () => {
    const now = selection();
    // A click on a button moves the focus and ends the selection.
    if (!now && document.activeElement && form.contains(document.activeElement)) return;
    picked = now;
    for (const button of uses) button.disabled = !picked;
  });
  for (const button of uses) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // keep the selection
    button.addEventListener("click", () => {
      if (!picked) return;
      const part = button.closest(".part");
      const spans = button.dataset.use === "set" ? [picked] : [...read(part), picked];
      write(part, spans.sort((a, b) => a[0] - b[0]));
    });
  }

  // Moving an edge by one word.
  const before = (at) => {
    let place = at - 1;
    while (text.has(place) && isSpace(place)) place -= 1;
    if (isWord(place)) while (isWord(place - 1)) place -= 1;
    return text.has(place) ? place : at;
  };
  const after = (at) => {
    let place = at;
    while (text.has(place) && isSpace(place)) place += 1;
    if (!text.has(place)) return at;
    if (!isWord(place)) return place + 1;
    while (isWord(place)) place += 1;
    return place;
  };
  const startAfter = (at) => {
    let place = after(at);
    while (text.has(place) && isSpace(place)) place += 1;
    return place;
  };
  const endBefore = (at) => {
    let place = before(at);
    while (isSpace(place - 1) && text.has(place - 1)) place -= 1;
    return place;
  };
  const moves = {
    "start-back": ([start, end]) => [before(start), end],
    "start-forward": ([start, end]) => [startAfter(start), end],
    "end-back": ([start, end]) => [start, endBefore(end)],
    "end-forward": ([start, end]) => [start, after(end)],
  };
  for (const button of form.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => {
      const part = button.closest(".part");
      const spans = read(part);
      if (!spans.length) return;
      const which = button.dataset.move.startsWith("start") ? 0 : spans.length - 1;
      const moved = moves[button.dataset.move](spans[which]);
      if (moved[0] < moved[1]) write(part, spans.map((span, place) => (place === which ? moved : span)));
    });
  }
  for (const part of parts.values()) field(part).addEventListener("change", () => write(part, read(part)));
  paint();
})();
