// Two comforts on the review page, which works without them: marking a selection for the return, and reading aloud.

// ---------------------------------------------------------------- marking words for the return

const form = document.getElementById("return-form");
const panel = document.getElementById("return");
const list = document.querySelector("[data-places]");

// How far into its field a place in the page lies: the numbers of findings between the words do not count.
function offset(paragraph, node, at) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, at);
  const copy = range.cloneContents();
  for (const number of copy.querySelectorAll("[data-skip]")) number.remove();
  // The server counts characters, JavaScript pairs of surrogates.
  return Number(paragraph.dataset.start) + [...copy.textContent].length;
}

function paragraphOf(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element.closest("p[data-start]");
}

function mark(place, words) {
  if (list.querySelector(`[data-place="${place}"]`)) return;
  const item = document.createElement("li");
  item.dataset.place = place;
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "place", value: place });
  const text = document.createElement("span");
  text.textContent = `“${words.slice(0, 40)}”`;
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
  remove.textContent = "去掉";
  remove.setAttribute("aria-label", `去掉标出的“${words.slice(0, 20)}”`);
  remove.addEventListener("click", () => item.remove());
  item.append(field, text, remove);
  list.append(item);
}

function take() {
  const chosen = window.getSelection();
  if (!panel.open || chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  const [first, last] = [paragraphOf(range.startContainer), paragraphOf(range.endContainer)];
  if (!first || first !== last) return;
  const field = first.closest("[data-field]").dataset.field;
  const start = offset(first, range.startContainer, range.startOffset);
  const end = offset(first, range.endContainer, range.endOffset);
  if (end > start) mark(`${field}:${start}:${end}`, chosen.toString());
}

if (form && panel && list) {
  document.querySelector("[data-how]").textContent = "在左侧选中有问题的文字，或者勾选段落，起草人会看到标出的位置。";
  document.addEventListener("mouseup", () => setTimeout(take));
  document.addEventListener("keyup", (event) => event.key === "Shift" && take());
}

// ---------------------------------------------------------------- reading aloud

const read = document.querySelector("[data-read]");
const stop = document.querySelector("[data-stop]");
const said = document.querySelector("[data-reading]");

function spoken() {
  const copy = document.querySelector("[data-readable]").cloneNode(true);
  for (const skipped of copy.querySelectorAll("[data-skip]")) skipped.remove();
  return [...copy.querySelectorAll("h3, p")].map((each) => each.textContent.trim()).filter(Boolean);
}

function over() {
  read.hidden = false;
  stop.hidden = true;
}

if (read && "speechSynthesis" in window) {
  over();
  read.addEventListener("click", () => {
    const paragraphs = spoken();
    for (const [place, words] of paragraphs.entries()) {
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.lang = "zh-CN";
      if (place === paragraphs.length - 1) utterance.addEventListener("end", over);
      speechSynthesis.speak(utterance);
    }
    read.hidden = true;
    stop.hidden = false;
    said.textContent = "正在朗读";
    stop.focus();
  });
  stop.addEventListener("click", () => {
    speechSynthesis.cancel();
    over();
    said.textContent = "已停止朗读";
    read.focus();
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}
