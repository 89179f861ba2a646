// The tool bar at once: size, colours, line and pointer change without loading the page again. Every one of its
// switches is an address that the server remembers, so a browser without this script has them all the same. Keys are
// Alt+Shift and a letter; they press what stands in the tool bar (docs and /accessibility/ list them).
(() => {
  const root = document.documentElement;
  const bar = document.querySelector(".reader");
  const usual = { size: "100", theme: "plain" };

  const remember = (address) => fetch(address, { redirect: "manual", credentials: "same-origin" });
  const mark = (link, on) => (on ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));

  const choose = async (link) => {
    const { set, value } = link.dataset;
    await remember(link.href);
    if (value === usual[set]) delete root.dataset[set];
    else root.dataset[set] = value;
    for (const other of bar.querySelectorAll(`[data-set="${set}"]`)) mark(other, other === link);
  };
  const turn = async (link) => {
    const name = link.dataset.switch;
    const on = !root.classList.contains(name);
    await remember(link.href);
    root.classList.toggle(name, on);
    link.href = link.href.replace(/o(n|ff)\/$/, on ? "off/" : "on/");
    mark(link, on);
    lines();
  };
  bar?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-set], a[data-switch]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    (link.dataset.set ? choose(link) : turn(link)).catch(() => { location.href = link.href; });
  });

  // two lines that follow the pointer, and the focus of those who use keys
  let across, down;
  const lines = () => {
    if (!root.classList.contains("line")) return [across, down].forEach((one) => one?.remove());
    if (!across) {
      across = document.createElement("div");
      down = document.createElement("div");
      across.className = "reader-line";
      down.className = "reader-line reader-line--down";
      across.setAttribute("aria-hidden", "true");
      down.setAttribute("aria-hidden", "true");
    }
    document.body.append(across, down);
  };
  const follow = (x, y) => {
    if (!across?.isConnected) return;
    across.style.top = `${y + 14}px`;
    down.style.left = `${x + 14}px`;
  };
  document.addEventListener("pointermove", (event) => follow(event.clientX, event.clientY), { passive: true });
  document.addEventListener("focusin", (event) => {
    const place = event.target.getBoundingClientRect();
    follow(place.left - 20, place.bottom - 10);
  });
  lines();

  const sizes = () => [...bar.querySelectorAll("[data-set=size]")];
  const step = (by) => {
    const all = sizes();
    all[all.findIndex((one) => one.hasAttribute("aria-current")) + by]?.click();
  };
  const next = () => {
    const all = [...bar.querySelectorAll("[data-set=theme]")];
    all[(all.findIndex((one) => one.hasAttribute("aria-current")) + 1) % all.length]?.click();
  };
  const press = (selector) => document.querySelector(selector)?.click();
  const keys = {
    Equal: () => step(1), Minus: () => step(-1), KeyC: next,
    KeyL: () => press(".reader [data-switch=line]"), KeyM: () => press(".reader [data-switch=pointer]"),
    KeyR: () => press(".reader [data-say=start]"), KeyX: () => press(".reader [data-say=stop]"),
    KeyZ: () => press(".reader__word"), KeyS: () => document.getElementById("find")?.focus(),
    KeyT: () => { bar.open = true; bar.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    if (!bar || !event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey || !(event.code in keys)) return;
    event.preventDefault();
    keys[event.code]();
  });

  // Escape shuts what was unfolded and goes back to what unfolded it
  bar?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !bar.open) return;
    bar.open = false;
    bar.querySelector("summary").focus();
  });

  // copying the address of the page
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const said = button.parentElement.querySelector("[data-copied]");
      said.hidden = true;
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        said.hidden = false;
      } catch {
        // the browser does not allow it; the address stands there to be selected
      }
    });
  }
})();
