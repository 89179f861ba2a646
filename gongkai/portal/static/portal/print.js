// Shows the print buttons, which only work with this script; every page works without it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// Brings people who use a screen reader or a keyboard to the list of faults.
document.getElementById("faults")?.focus();
