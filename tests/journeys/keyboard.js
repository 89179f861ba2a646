// What a person without a mouse finds on a page: everything that can be used, the order in which Tab comes to it, and
// whether it can be seen that it is there. tests/journeys/keyboard.py presses the keys and reads the answers.
(() => {
  const USED = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, canvas, "
    + "audio[controls], video[controls], [contenteditable], [role=button], [onclick], [tabindex]:not([tabindex='-1'])";
  const SMALLEST = 24;
  const visible = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  // the button that the Enter key presses: for nobody's eyes, and no stop
  const silent = (one) => one.getAttribute("tabindex") === "-1" && one.getAttribute("aria-hidden") === "true";
  const used = () => [...document.querySelectorAll(USED)].filter((one) =>
    visible(one) && !one.disabled && !one.closest("[inert]") && !silent(one));
  const open = () => document.querySelector("dialog:modal");
  const within = () => used().filter((one) => !open() || open().contains(one));
  const group = (one) => (one.type === "radio" && one.name ? `${one.name} of ${[...document.forms].indexOf(one.form)}` : null);
  const name = (one) => {
    const words = (one.getAttribute("aria-label") || one.innerText || one.name || one.alt || one.id || "").trim();
    const kind = one.localName + (one.type ? `[${one.type}]` : "");
    return `${kind} “${words.replace(/\s+/g, " ").slice(0, 40)}”`;
  };

  // stops that Tab should make: one for a group of radio buttons
  const stops = () => {
    const groups = new Set();
    return within().filter((one) => {
      const own = group(one);
      if (own === null) return true;
      if (groups.has(own)) return false;
      return groups.add(own);
    });
  };
  const same = (one, other) => one === other || (group(one) !== null && group(one) === group(other));

  // the words or the frame whose look tells that the focus is there: the element, or what wraps it closely
  const looks = (one) => {
    const told = [];
    for (let at = one, steps = 0; at && steps < 3; at = at.parentElement, steps += 1) {
      const style = getComputedStyle(at);
      const ring = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 ? "none" : style.outlineColor;
      told.push([ring, style.boxShadow]);
    }
    return told;
  };
  const shown = (one, before) => looks(one).some(([ring, shadow], place) =>
    (ring !== "none" && !/^rgba\(.*, 0\)$/.test(ring) && ring !== before[place][0]) || shadow !== before[place][1]);

  // 2.4.11: what has the focus lies in the window and under nothing
  const box = (one) => {
    const choice = one.matches("input[type=radio], input[type=checkbox]") ? one.closest("label") ?? one : one;
    return choice.getBoundingClientRect();
  };
  const covered = (one) => {
    const rows = [...one.getClientRects()].filter((row) => row.width > 1 && row.height > 1);
    const high = innerHeight, wide = innerWidth;
    const seen = (x, y) => {
      if (x < 0 || y < 0 || x >= wide || y >= high) return false;
      const top = document.elementFromPoint(x, y);
      return top && (one.contains(top) || top.contains(one) || (top.closest("label") && top.closest("label").control === one));
    };
    return !rows.some((row) => {
      const edge = 3, middle = row.left + row.width / 2;
      // of what is larger than the window, and of a box to write in, the beginning is enough
      const large = row.height > high || row.width > wide || one.localName === "textarea";
      const places = large
        ? [[Math.max(row.left, 0) + edge, Math.max(row.top, 0) + edge]]
        : [[middle, row.top + edge], [middle, row.bottom - edge], [middle, row.top + row.height / 2]];
      return places.every(([x, y]) => seen(x, y));
    });
  };

  // 2.5.8: 24 × 24 px, or in a line of text, or with nothing within a circle of that size
  const inLine = (one) => {
    if (getComputedStyle(one).display !== "inline") return false;
    const around = one.parentElement.closest("p, li, dd, td, th, figcaption, h1, h2, h3, label, div");
    return around && around.innerText.trim().length > one.innerText.trim().length;
  };
  const small = (all) => {
    const boxes = all.map((one) => [one, box(one)]);
    const little = boxes.filter(([one, own]) => own.width > 1 && (own.width < SMALLEST || own.height < SMALLEST) && !inLine(one));
    return little.filter(([one, own]) => {
      const x = own.left + own.width / 2, y = own.top + own.height / 2, far = SMALLEST / 2;
      return boxes.some(([other, its]) => other !== one && !other.contains(one) && !one.contains(other) && its.width > 1
        && Math.hypot(Math.max(its.left - x, 0, x - its.right), Math.max(its.top - y, 0, y - its.bottom)) < far);
    }).map(([one, own]) => `${name(one)} ${Math.round(own.width)} × ${Math.round(own.height)}`);
  };

  // what somebody with a mouse may press and nobody else
  const onlyPressed = () => {
    const all = within();
    const works = (one) => one.closest(USED) || one.closest("label") || all.some((other) => one.contains(other));
    return [...document.querySelectorAll("body *")].filter((one) => visible(one) && (!open() || open().contains(one))
      && (one.matches("[data-heard]") || getComputedStyle(one).cursor === "pointer")
      && !works(one) && !one.closest("[role=listbox]"));
  };

  // upwards only into another column: of two neighbours, the later one stands lower or further right
  const jumps = (all) => all.slice(1).flatMap((one, place) => {
    const before = all[place], from = before.getBoundingClientRect(), to = one.getBoundingClientRect();
    if (silent(before) || getComputedStyle(one).position === "fixed" || one.closest(".kioskbar") || from.width < 2 || to.width < 2) return [];
    return to.bottom <= from.top && to.left < from.right - 1 && to.right > from.left + 1 ? [`${name(before)} → ${name(one)}`] : [];
  });

  // back to the top: what had the focus last is where the next Tab would go on
  const toTop = () => {
    const had = document.body.getAttribute("tabindex");
    document.body.setAttribute("tabindex", "-1");
    (open() ?? document.body).focus();
    if (had === null) document.body.removeAttribute("tabindex");
    document.activeElement?.blur();
    getSelection().removeAllRanges();
    window.scrollTo(0, 0);
  };

  // everything that one look tells, the focus going from place to place by script; a key was pressed before, so that
  // the browser shows the focus as it does to somebody who uses keys
  window.lookedAt = () => {
    const all = stops();
    document.activeElement?.blur();
    const before = all.map(looks);
    const faults = { unmarked: [], covered: [], small: small(within()), pressed: onlyPressed().map(name), jumps: jumps(all) };
    all.forEach((one, place) => {
      one.focus();
      if (document.activeElement !== one) return faults.unmarked.push(`${name(one)} takes no focus`);
      if (!shown(one, before[place])) faults.unmarked.push(name(one));
      if (covered(one)) faults.covered.push(name(one));
    });
    toTop();
    return faults;
  };

  // the walk itself: what was to be reached is written down before, each stop afterwards
  let wanted = [], met = [];
  window.walkBegins = () => {
    toTop();
    wanted = stops();
    met = [];
    return wanted.length;
  };
  window.walkGoesOn = () => {
    const here = document.activeElement;
    if (here === document.body || here === document.documentElement || (met.length > 1 && here === met[0])) return false;
    if (met.at(-1) !== here) met.push(here);
    return true;
  };
  window.walkEnds = () => {
    const missed = wanted.filter((one) => !met.some((other) => same(one, other)));
    const twice = met.filter((one, place) => met.indexOf(one) !== place);
    const turned = met.slice(1).filter((one, place) => !(met[place].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING));
    const first = met[0] ? met[0].className : "";
    toTop();
    return { first, missed: missed.map(name), twice: twice.map(name), turned: turned.map(name) };
  };
})();
