// What is wrong in the text, beside the text, while somebody writes (三审三校 begins with the author).
// After a pause the words of the form go to the checks; nothing of them is kept there. Everything shown is set as text.
"use strict";
(() => {
  const PAUSE = 500;
  const LABELS = { error: "错误", warning: "警告", hint: "提示" };
  const ADDRESS = "/office/reviews/check/";

  // Each line of the draft and the element in which it stands, so that a finding leads back to its place.
  function lines(form) {
    const found = [];
    for (const field of form.querySelectorAll("input[type=text], textarea")) {
      if (field.offsetParent !== null && field.value.trim() && !field.closest("[data-contentpath-disabled]")) {
        found.push({ text: field.value, element: field });
      }
    }
    for (const block of form.querySelectorAll("[data-block=true]")) {
      if (block.textContent.trim()) found.push({ text: block.textContent, element: block });
    }
    return found;
  }

  function element(name, words, kind) {
    const made = document.createElement(name);
    if (words) made.textContent = words;
    if (kind) made.className = kind;
    return made;
  }

  function lead(target) {
    target.scrollIntoView({ block: "center" });
    const editable = target.closest("[contenteditable=true]") || target;
    editable.focus({ preventScroll: true });
  }

  function placed(said, start) {
    let at = 0;
    for (const line of said) {
      if (start <= at + line.text.length) return line.element;
      at += line.text.length + 1;
    }
    return null;
  }

  function show(panel, findings, said) {
    const counts = Object.keys(LABELS).map((kind) => [LABELS[kind], findings.filter((one) => one.severity === kind).length]);
    const told = counts.filter(([, count]) => count).map(([label, count]) => `${label}${count}处`);
    panel.querySelector("summary").textContent = told.length ? `文稿检查：${told.join("，")}` : "文稿检查：没有发现问题";
    const list = panel.querySelector("ol");
    list.replaceChildren();
    for (const finding of findings) {
      const item = element("li", "", finding.severity);
      const place = placed(said, finding.start);
      const quote = element(place ? "button" : "span", finding.quote || "（此处）", "quote");
      if (place) {
        quote.type = "button";
        quote.addEventListener("click", () => lead(place));
      }
      item.append(element("strong", LABELS[finding.severity]), quote, element("span", finding.message));
      if (finding.suggestions && finding.suggestions.length) item.append(element("span", `可改为：${finding.suggestions.join("、")}`, "note"));
      list.append(item);
    }
  }

  function begin(form) {
    const panel = element("aside", "", "findings");
    panel.setAttribute("aria-label", "文稿检查");
    const details = element("details");
    details.open = window.innerWidth > 900;
    details.append(element("summary", "文稿检查"), element("ol"));
    const status = element("p", "", "note");
    status.setAttribute("role", "status");
    panel.append(details, status);
    document.body.append(panel);
    let waiting = 0;
    let running = null;
    let last = null;

    async function check() {
      const said = lines(form);
      const text = said.map((line) => line.text).join("\n");
      if (text === last) return;
      if (running) running.abort();
      running = new AbortController();
      try {
        const answer = await fetch(ADDRESS, {
          method: "POST",
          headers: {
            Accept: "application/json",
            "Content-Type": "application/json",
            "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
          },
          body: JSON.stringify({ text }),
          signal: running.signal,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        show(panel, (await answer.json()).findings, said);
        last = text;
        status.textContent = "";
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = "暂时不能检查，保存和送审不受影响；继续输入时会再试。";
      }
    }

    function soon() {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(check, PAUSE);
    }

    for (const event of ["input", "keyup", "paste", "focusout"]) form.addEventListener(event, soon);
    window.setTimeout(check, PAUSE);
  }

  window.addEventListener("load", () => {
    const form = document.querySelector("form[data-edit-form], #page-edit-form");
    if (form) begin(form);
  });
})();
