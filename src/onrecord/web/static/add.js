// Adding: files can be dropped, and the outcomes of jobs come in while the page is open.
"use strict";

(() => {
  const drop = document.getElementById("drop");
  const files = document.getElementById("files");
  const chosen = document.getElementById("chosen");
  const jobs = document.getElementById("jobs");

  const tellChosen = () => {
    chosen.textContent = files.files.length ? [...files.files].map((file) => file.name).join(", ") : "";
  };
  files.addEventListener("change", tellChosen);
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) {
      files.files = event.dataTransfer.files;
      tellChosen();
    }
  });

  const isOver = (state) => state === "done" || state === "failed";
  const refresh = async () => {
    const answer = await fetch("/add", { headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("jobs");
    if (!fresh) return false;
    if (fresh.innerHTML !== jobs.innerHTML) jobs.replaceChildren(...fresh.childNodes);
    return [...jobs.querySelectorAll(".state")].some((state) => !isOver(state.textContent));
  };
  const follow = async () => {
    let more = false;
    try {
      more = await refresh();
    } catch {
      more = true; // the server may be back in a moment
    }
    if (more) setTimeout(follow, 700);
  };
  if ([...jobs.querySelectorAll(".state")].some((state) => !isOver(state.textContent))) setTimeout(follow, 400);
})();
