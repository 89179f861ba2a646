// The menu opens and closes without this; with it, Escape and a click elsewhere close what is open.
"use strict";
const opened = () => document.querySelector(".menu details[open]");
document.addEventListener("click", (event) => {
  const group = opened();
  if (group && !group.contains(event.target)) group.open = false;
});
document.addEventListener("keydown", (event) => {
  const group = opened();
  if (event.key !== "Escape" || !group) return;
  group.open = false;
  group.querySelector("summary").focus();
});
