// The article page: a row's card and its words are highlighted together, by mouse or keyboard focus.
"use strict";

(() => {
  const words = new Map(); // row id -> elements with its words
  for (const element of document.querySelectorAll(".segment[data-rows]")) {
    for (const row of element.dataset.rows.split(" ")) {
      if (!words.has(row)) words.set(row, []);
      words.get(row).push(element);
    }
  }
  const cards = new Map([...document.querySelectorAll("[data-row]")].map((card) => [card.dataset.row, card]));
  let highlighted = [];

  const highlight = (rows) => {
    for (const element of highlighted) element.classList.remove("highlighted");
    const own = (row) => [...(words.get(row) || []), ...(cards.has(row) ? [cards.get(row)] : [])];
    highlighted = rows.flatMap(own);
    for (const element of highlighted) element.classList.add("highlighted");
  };

  const rowsAt = (target) => {
    if (!(target instanceof Element)) return [];
    const card = target.closest("[data-row]");
    if (card) return [card.dataset.row];
    const segment = target.closest(".segment[data-rows]");
    return segment ? segment.dataset.rows.split(" ").filter((row) => cards.has(row)) : [];
  };

  for (const reader of document.querySelectorAll(".reader")) {
    reader.addEventListener("pointerover", (event) => highlight(rowsAt(event.target)));
    reader.addEventListener("pointerleave", () => highlight([]));
    reader.addEventListener("focusin", (event) => highlight(rowsAt(event.target)));
    reader.addEventListener("focusout", () => highlight([]));
  }

  // An excerpt for one row shows the marks of that row only.
  for (const excerpt of document.querySelectorAll("[data-only]")) {
    for (const element of excerpt.querySelectorAll(".segment")) {
      if (!element.dataset.rows.split(" ").includes(excerpt.dataset.only)) element.className = "segment";
    }
  }
})();
