// The reader: a row of the record and its words light up together, by mouse or by keyboard.
"use strict";

(() => {
  const words = new Map(); // row id -> elements that hold its words
  for (const element of document.querySelectorAll(".w[data-rows]")) {
    for (const row of element.dataset.rows.split(" ")) {
      if (!words.has(row)) words.set(row, []);
      words.get(row).push(element);
    }
  }
  const cards = new Map([...document.querySelectorAll("[data-row]")].map((card) => [card.dataset.row, card]));
  let lit = [];

  const light = (rows) => {
    for (const element of lit) element.classList.remove("lit");
    lit = rows.flatMap((row) => [...(words.get(row) || []), ...(cards.has(row) ? [cards.get(row)] : [])]);
    for (const element of lit) element.classList.add("lit");
  };

  const rowsAt = (target) => {
    if (!(target instanceof Element)) return [];
    const card = target.closest("[data-row]");
    if (card) return [card.dataset.row];
    const word = target.closest(".w[data-rows]");
    return word ? word.dataset.rows.split(" ").filter((row) => cards.has(row)) : [];
  };

  for (const place of document.querySelectorAll(".reader")) {
    place.addEventListener("pointerover", (event) => light(rowsAt(event.target)));
    place.addEventListener("pointerleave", () => light([]));
    place.addEventListener("focusin", (event) => light(rowsAt(event.target)));
    place.addEventListener("focusout", () => light([]));
  }

  for (const place of document.querySelectorAll("[data-only]")) {
    for (const element of place.querySelectorAll(".w")) {
      if (!element.dataset.rows.split(" ").includes(place.dataset.only)) element.className = "w";
    }
  }
})();
