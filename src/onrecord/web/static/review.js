// The review list by keyboard: j and k move, a and r decide, u takes the last decision back. Without this script, forms do it.
"use strict";

(() => {
  const by = document.getElementById("by-all");
  const why = document.getElementById("why-all");
  const told = document.getElementById("told");
  const doubts = [...document.querySelectorAll(".doubt")];
  if (!doubts.length) return;
  for (const field of document.querySelectorAll(".signed input")) field.required = false;
  const made = [];

  const say = (words, wrong) => {
    told.textContent = words;
    told.className = wrong ? "problem" : "done-note";
    told.hidden = false;
  };
  const here = () => document.activeElement && document.activeElement.closest(".doubt");
  const move = (step) => {
    const open = doubts.filter((doubt) => !doubt.classList.contains("settled"));
    const at = open.indexOf(here());
    const next = open[at < 0 ? 0 : Math.min(Math.max(at + step, 0), open.length - 1)];
    if (next) next.focus();
  };
  const post = async (fields) => {
    const body = new URLSearchParams({ ...fields, by: by.value, why: why.value });
    const answer = await fetch("/api/judge", { method: "POST", headers: { "X-OnRecord": "1" }, body });
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.error || "That did not work.");
    return result;
  };
  const asked = () => {
    for (const field of [by, why]) {
      if (!field.value.trim()) {
        field.focus();
        say(field === by ? "Say who decides." : "Say why, in a sentence; it stands until you change it.", true);
        return false;
      }
    }
    return true;
  };
  const decide = async (doubt, action) => {
    if (!doubt || doubt.classList.contains("settled") || !asked()) return;
    const { row, other, seen } = doubt.dataset;
    try {
      const [judgement] = await post({ action, row, seen, ...(other ? { other } : {}) });
      made.push({ doubt, judgement: judgement.id });
      move(1);
      doubt.classList.add("settled");
      if (here() === doubt) move(-1);
      say(`Kept: ${action}. u takes it back.`);
    } catch (error) {
      say(error.message, true);
    }
  };
  const undo = async () => {
    const last = made.pop();
    if (!last) return;
    try {
      await post({ action: "undo", judgement: last.judgement });
      last.doubt.classList.remove("settled");
      last.doubt.dataset.seen = String(Number(last.doubt.dataset.seen) + 2);
      last.doubt.focus();
      say("Taken back.");
    } catch (error) {
      say(error.message, true);
    }
  };

  document.addEventListener("submit", (event) => {
    const doubt = event.target.closest(".doubt");
    if (!doubt || !event.submitter) return;
    event.preventDefault();
    decide(doubt, event.submitter.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const doubt = here();
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "a" && doubt) decide(doubt, doubt.dataset.yes);
    else if (event.key === "r" && doubt) decide(doubt, doubt.dataset.no);
    else if (event.key === "u") undo();
    else if (event.key === "o" && doubt && doubt.dataset.open) location.assign(doubt.dataset.open);
    else return;
    event.preventDefault();
  });
})();
