// A machine in a service centre: after two minutes in which nobody touched it, it asks; after another minute without
// an answer it forgets who was there. The answer may be given as often as one likes (WCAG 2.2.1).
(() => {
  const ask = document.querySelector("[data-ask]");
  if (!ask) return;
  const QUIET = 120, LAST = 60;
  const left = ask.querySelector("[data-left]");
  // on the first page nothing was typed, and the machine stays as it is
  const nothing = location.pathname.endsWith("/kiosk/");
  let touched = Date.now();

  const stay = () => {
    touched = Date.now();
    if (ask.open) ask.close();
  };
  const look = () => {
    const quiet = (Date.now() - touched) / 1000;
    if (quiet >= QUIET + LAST) {
      location.replace(ask.dataset.forget);
    } else if (quiet >= QUIET && !nothing) {
      left.textContent = String(Math.ceil(QUIET + LAST - quiet));
      if (!ask.open) ask.showModal();
    }
  };
  for (const kind of ["pointerdown", "keydown", "input", "wheel"]) {
    addEventListener(kind, () => { if (!ask.open) stay(); }, { passive: true });
  }
  ask.querySelector("[data-stay]").addEventListener("click", stay);
  ask.addEventListener("close", () => { touched = Date.now(); });
  setInterval(look, 1000);
  // what the back button would show of somebody else
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
