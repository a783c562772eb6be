// The add page: drop files, and follow the progress of the jobs.
"use strict";

(() => {
  const drop = document.getElementById("drop");
  const files = document.getElementById("files");
  const chosen = document.getElementById("chosen");
  const jobs = document.getElementById("jobs");

  const showChosen = () => {
    chosen.textContent = files.files.length ? [...files.files].map((file) => file.name).join(", ") : "";
  };
  files.addEventListener("change", showChosen);
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
      showChosen();
    }
  });

  const isFinished = (state) => state === "done" || state === "failed";
  const hasUnfinishedJobs = () =>
    [...jobs.querySelectorAll(".state")].some((state) => !isFinished(state.textContent));
  const refresh = async () => {
    const response = await fetch("/add", { headers: { Accept: "text/html" } });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("jobs");
    if (!fresh) return false;
    // After a restart of the server the page has a new token, and the form here needs it.
    const token = page.querySelector("#adding [name=token]").value;
    for (const field of document.querySelectorAll("[name=token]")) field.value = token;
    if (fresh.innerHTML !== jobs.innerHTML) jobs.replaceChildren(...fresh.childNodes);
    return hasUnfinishedJobs();
  };
  const follow = async () => {
    let more = false;
    try {
      more = await refresh();
    } catch {
      more = true; // the server may be restarting
    }
    if (more) setTimeout(follow, 700);
  };
  if (hasUnfinishedJobs()) setTimeout(follow, 400);
})();
