// Boxes drawn on pages with a mouse, a pen, a finger or the keyboard. The page works without this script, with
// numbers typed into fields; with it the boxes travel as one list, and the server reads both in the same way.
const form = document.getElementById("redact");
const list = form.querySelector("[data-list]");
const said = form.querySelector("[data-said]");
const count = form.querySelector("[data-count]");
const dirty = form.querySelector("[data-dirty]");
const undoButton = form.querySelector("[data-undo]");
const grounds = document.getElementById("redact-grounds").content.firstElementChild;
const preset = form.elements.ground;
const leaves = new Map();
const SMALLEST = 0.004;
const history = [];
let boxes = [];
let chosen = null;
let serial = 0;
let changed = false;

// ---------------------------------------------------------------- the boxes

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const copy = () => boxes.map((box) => ({ ...box }));
const label = (key) => [...grounds.options].find((option) => option.value === key)?.text ?? "尚未选择依据";
const percent = (value) => `${(value * 100).toFixed(1)}%`;

function remember() {
  history.push(copy());
  if (history.length > 100) history.shift();
  changed = true;
}

function undo() {
  if (!history.length) return;
  boxes = history.pop();
  changed = true;
  chosen = boxes.some((box) => box.id === chosen) ? chosen : null;
  draw();
  say(`已撤销，现有${boxes.length}个框。`);
}

function add(page, left, top, right, bottom, ground = preset.value) {
  const box = { id: ++serial, page, left, top, right, bottom, ground };
  boxes.push(box);
  return box;
}

function remove(box) {
  remember();
  const place = boxes.findIndex((other) => other.id === box.id);
  boxes = boxes.filter((other) => other.id !== box.id);
  chosen = null;
  draw();
  say(`已删除，现有${boxes.length}个框。`);
  const next = boxes[Math.min(place, boxes.length - 1)];
  (next ? cover(next) : undoButton).focus();
}

function shift(box, across, down) {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  box.left = clamp(box.left + across, 0, 1 - width);
  box.top = clamp(box.top + down, 0, 1 - height);
  box.right = box.left + width;
  box.bottom = box.top + height;
}

function stretch(box, across, down) {
  box.right = clamp(box.right + across, box.left + SMALLEST, 1);
  box.bottom = clamp(box.bottom + down, box.top + SMALLEST, 1);
}

// ---------------------------------------------------------------- what is shown

const cover = (box) => leaves.get(box.page).querySelector(`[data-id="${box.id}"]`);
const say = (words) => { said.textContent = words; };

function name(box) {
  const number = boxes.filter((other) => other.page === box.page).indexOf(box) + 1;
  return `第${box.page}页第${number}框，${label(box.ground)}，左${percent(box.left)}，上${percent(box.top)}，右${percent(box.right)}，下${percent(box.bottom)}`;
}

function place(element, box) {
  element.style.left = percent(box.left);
  element.style.top = percent(box.top);
  element.style.width = percent(box.right - box.left);
  element.style.height = percent(box.bottom - box.top);
}

function drawn(box) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `cover${box.ground === "unrelated" ? " unrelated" : ""}${box.id === chosen ? " chosen" : ""}`;
  element.dataset.id = box.id;
  element.setAttribute("aria-label", name(box));
  element.title = label(box.ground);
  place(element, box);
  element.addEventListener("keydown", (event) => keyed(event, box));
  element.addEventListener("focus", () => choose(box));
  return element;
}

function choose(box) {
  chosen = box.id;
  for (const other of form.querySelectorAll(".chosen")) other.classList.remove("chosen");
  cover(box)?.classList.add("chosen");
  list.querySelector(`[data-line="${box.id}"]`)?.classList.add("chosen");
}

function line(box) {
  const item = document.createElement("li");
  item.dataset.line = box.id;
  if (box.id === chosen) item.className = "chosen";
  const select = grounds.cloneNode(true);
  select.id = `line-${box.id}`;
  select.value = box.ground;
  const title = document.createElement("label");
  title.htmlFor = select.id;
  title.textContent = `第${box.page}页`;
  const where = document.createElement("span");
  where.className = "sub";
  where.textContent = `左${percent(box.left)} 上${percent(box.top)} 右${percent(box.right)} 下${percent(box.bottom)}`;
  title.append(where);
  select.addEventListener("change", () => {
    remember();
    boxes.find((other) => other.id === box.id).ground = select.value;
    draw();
    list.querySelector(`#line-${box.id}`).focus();
  });
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  buttons.append(
    button("看位置", `看第${box.page}页的这个框`, () => cover(box).focus()),
    button("删除", `删除第${box.page}页的这个框`, () => remove(box)),
  );
  item.append(title, select, buttons);
  return item;
}

function button(words, full, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button small quiet";
  element.textContent = words;
  element.setAttribute("aria-label", full);
  element.addEventListener("click", act);
  return element;
}

function draw() {
  const focused = document.activeElement?.dataset?.id;
  for (const leaf of leaves.values()) for (const old of leaf.querySelectorAll(".cover")) old.remove();
  const ordered = [...boxes].sort((one, other) => one.page - other.page || one.top - other.top || one.left - other.left);
  for (const box of ordered) leaves.get(box.page)?.append(drawn(box));
  const empty = document.createElement("li");
  empty.className = "note";
  empty.textContent = "还没有遮盖框。";
  list.replaceChildren(...(ordered.length ? ordered.map(line) : [empty]));
  count.textContent = `（${boxes.length}）`;
  undoButton.disabled = history.length === 0;
  dirty.hidden = !changed;
  if (focused) form.querySelector(`.cover[data-id="${focused}"]`)?.focus();
}

// ---------------------------------------------------------------- the keyboard

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keyed(event, box) {
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(box);
  } else if (ARROWS[event.key]) {
    event.preventDefault();
    const [across, down] = ARROWS[event.key].map((way) => way * (event.altKey ? 0.001 : 0.01));
    if (!event.repeat) remember();
    const now = boxes.find((other) => other.id === box.id);
    (event.shiftKey ? stretch : shift)(now, across, down);
    draw();
    say(name(now));
  }
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing) {
    event.preventDefault();
    undo();
  }
});

// ---------------------------------------------------------------- mouse, pen and finger

function spot(leaf, event) {
  const frame = leaf.getBoundingClientRect();
  return [clamp((event.clientX - frame.left) / frame.width, 0, 1), clamp((event.clientY - frame.top) / frame.height, 0, 1)];
}

function onHandle(element, event) {
  const frame = element.getBoundingClientRect();
  const reach = event.pointerType === "touch" ? 18 : 9;
  return event.clientX > frame.right - reach && event.clientY > frame.bottom - reach;
}

function pressed(event, leaf, page) {
  if (event.button !== 0 || (event.pointerType === "touch" && !leaf.classList.contains("by-touch"))) return;
  event.preventDefault();
  const held = event.target.closest(".cover");
  const [x, y] = spot(leaf, event);
  const before = copy();
  const box = held ? boxes.find((other) => other.id === Number(held.dataset.id)) : add(page, x, y, x, y);
  const start = { ...box };
  const act = !held ? "draw" : onHandle(held, event) ? "stretch" : "shift";
  const element = held ?? leaf.appendChild(drawn(box));
  if (!held) element.classList.add("fresh");
  leaf.setPointerCapture(event.pointerId);
  let moved = false;

  function dragged(now) {
    const [toX, toY] = spot(leaf, now);
    moved = true;
    if (act === "draw") {
      Object.assign(box, { left: Math.min(x, toX), top: Math.min(y, toY), right: Math.max(x, toX), bottom: Math.max(y, toY) });
    } else {
      Object.assign(box, start);
      (act === "stretch" ? stretch : shift)(box, toX - x, toY - y);
    }
    place(element, box);
  }

  function released(now) {
    leaf.removeEventListener("pointermove", dragged);
    leaf.removeEventListener("pointerup", released);
    leaf.removeEventListener("pointercancel", released);
    const tooSmall = box.right - box.left < SMALLEST || box.bottom - box.top < SMALLEST;
    if (now.type === "pointercancel" || (act === "draw" && tooSmall)) {
      boxes = before;
    } else {
      chosen = box.id;
      if (moved) {
        history.push(before);
        changed = true;
      }
    }
    draw();
    if (chosen === box.id) {
      cover(box)?.focus({ preventScroll: true });
      say(name(box));
    }
  }

  leaf.addEventListener("pointermove", dragged);
  leaf.addEventListener("pointerup", released);
  leaf.addEventListener("pointercancel", released);
}

// ---------------------------------------------------------------- the beginning and the end

function begin() {
  for (const section of form.querySelectorAll("[data-page]")) {
    const page = Number(section.dataset.page);
    const leaf = section.querySelector("[data-leaf]");
    leaf.querySelector("svg").remove();
    leaf.classList.add("live");
    leaf.addEventListener("pointerdown", (event) => pressed(event, leaf, page));
    leaves.set(page, leaf);
    const more = section.querySelector("[data-add]");
    more.hidden = false;
    more.addEventListener("click", () => {
      remember();
      const box = add(page, 0.35, 0.45, 0.65, 0.5);
      chosen = box.id;
      draw();
      cover(box).focus();
      say(`已在第${page}页中间加一个框，用方向键移动。`);
    });
  }
  for (const item of list.querySelectorAll("[data-box]")) {
    const [page, ...edges] = item.dataset.box.split(",").map(Number);
    if (!item.querySelector("[name=remove]").checked) add(page, ...edges, item.querySelector("select").value);
  }
  const saved = boxes.length;
  for (const row of form.querySelectorAll("[data-row]")) {
    const [page, ...edges] = [...row.querySelectorAll("input[inputmode]")].map((input) => input.value);
    const places = edges.map((value) => Number(value) / 100);
    const sound = leaves.has(Number(page)) && edges.every(Boolean) && places.every((value) => value >= 0 && value <= 1);
    if (sound && places[0] < places[2] && places[1] < places[3]) add(Number(page), ...places, row.dataset.ground || preset.value);
  }
  changed = boxes.length > saved;
  form.querySelector("[data-typed]").remove();
  form.querySelector("[data-tools]").hidden = false;
  form.querySelector("[data-touch]").addEventListener("change", (event) => {
    for (const leaf of leaves.values()) leaf.classList.toggle("by-touch", event.target.checked);
  });
  undoButton.addEventListener("click", undo);
  draw();
}

form.addEventListener("submit", () => {
  const field = form.elements.boxes ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "boxes" }));
  field.value = JSON.stringify(boxes.map((box) => [box.page, box.left, box.top, box.right, box.bottom, box.ground]));
  changed = false;
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
begin();
