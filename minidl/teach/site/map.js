// The index: what is done of each lesson, and answers as a file.
"use strict";

const byId = (id) => document.getElementById(id);

function draw() {
  for (const place of document.querySelectorAll("[data-asks]")) {
    const parts = done(JSON.parse(place.dataset.asks));
    const [all, got] = ["all", "done"].map((what) => parts.reduce((sum, part) => sum + part[what], 0));
    const bar = place.querySelector("progress");
    [bar.max, bar.value] = [Math.max(all, 1), got];
    place.querySelector("span").textContent = got ? doneInWords(JSON.parse(place.dataset.asks)) : "not begun here";
    place.hidden = !all;
  }
}

onKept = draw;
draw();
addEventListener("storage", draw); // another page has kept something
addEventListener("pageshow", draw);
byId("save").addEventListener("click", saveAsFile);
byId("take-in").addEventListener("change", async ({ target }) => {
  byId("kept").textContent = takeIn(await target.files[0].text()) || "Taken in.";
  draw();
});
byId("answers").hidden = false;
