// The review list by keyboard: j and k move, a and r decide, o opens, u undoes the last decision.
// Without this script, the forms do the same.
"use strict";

(() => {
  const by = document.getElementById("by-all");
  const why = document.getElementById("why-all");
  const message = document.getElementById("message");
  const items = [...document.querySelectorAll(".review-item")];
  if (!items.length) return;
  for (const field of document.querySelectorAll(".signature input")) field.required = false;
  const decisions = [];

  const show = (text, isError) => {
    message.textContent = text;
    message.className = isError ? "problem" : "confirmation";
    message.hidden = false;
  };
  const focused = () => document.activeElement && document.activeElement.closest(".review-item");
  const isDecided = (item) => item.classList.contains("decided");
  const move = (step) => {
    const open = items.filter((item) => !isDecided(item));
    const at = open.indexOf(focused());
    const next = open[at < 0 ? 0 : Math.min(Math.max(at + step, 0), open.length - 1)];
    if (next) next.focus();
  };
  const post = async (fields) => {
    const body = new URLSearchParams({ ...fields, by: by.value, why: why.value });
    const response = await fetch("/api/judge", { method: "POST", headers: { "X-OnRecord": "1" }, body });
    const result = await response.json().catch(() => ({}));
    if (response.status === 401) {
      throw new Error("You are signed out. Sign in in another tab, then decide again; nothing was saved.");
    }
    if (!response.ok) throw new Error(result.error || "That did not work.");
    return result;
  };
  const hasNameAndReason = () => {
    for (const field of [by, why]) {
      if (!field.value.trim()) {
        field.focus();
        show(field === by ? "Enter your name." : "Enter a reason; it is used until you change it.", true);
        return false;
      }
    }
    return true;
  };
  const decide = async (item, action) => {
    if (!item || isDecided(item) || !hasNameAndReason()) return;
    const { row, other, seen } = item.dataset;
    try {
      const [judgement] = await post({ action, row, seen, ...(other ? { other } : {}) });
      decisions.push({ item, judgement: judgement.id });
      move(1);
      item.classList.add("decided");
      if (focused() === item) move(-1);
      show(`Saved: ${action}. Press u to undo.`);
    } catch (error) {
      show(error.message, true);
    }
  };
  const undo = async () => {
    const last = decisions.pop();
    if (!last) return;
    try {
      await post({ action: "undo", judgement: last.judgement });
      last.item.classList.remove("decided");
      // The decision and its withdrawal both count as seen.
      last.item.dataset.seen = String(Number(last.item.dataset.seen) + 2);
      last.item.focus();
      show("Undone.");
    } catch (error) {
      show(error.message, true);
    }
  };

  document.addEventListener("submit", (event) => {
    const item = event.target.closest(".review-item");
    if (!item || !event.submitter) return;
    event.preventDefault();
    decide(item, event.submitter.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const item = focused();
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "a" && item) decide(item, item.dataset.yes);
    else if (event.key === "r" && item) decide(item, item.dataset.no);
    else if (event.key === "u") undo();
    else if (event.key === "o" && item && item.dataset.open) location.assign(item.dataset.open);
    else return;
    event.preventDefault();
  });
})();
