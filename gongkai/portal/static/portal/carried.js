// A package without a network: says when it is out of date, and searches its own index.
(() => {
  "use strict";
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  if (today > document.documentElement.dataset.until) {
    for (const notice of document.querySelectorAll("[data-expired]")) notice.hidden = false;
  }
  const list = document.querySelector("[data-found]");
  if (!list || !window.carried) return;
  const most = 50;
  const around = 40;
  const plain = (words) => words.normalize("NFKC").toLowerCase().replace(/[\[【（(〔]/g, "〔").replace(/[\]】）)〕]/g, "〕");

  document.querySelector("[data-without]").hidden = true;
  const asked = (new URLSearchParams(location.search).get("q") || "").trim();
  document.querySelector("#find").value = asked;
  const words = plain(asked).split(/\s+/).filter(Boolean).slice(0, 8);
  if (!words.length) return;

  const found = [];
  for (const [title, number, agency, theme, day, state, path, text] of window.carried) {
    const head = plain([title, number, agency, theme].join(" "));
    const whole = plain(text);
    if (!words.every((word) => head.includes(word) || whole.includes(word))) continue;
    found.push({ title, number, day, state, path, text, whole, weight: words.filter((word) => head.includes(word)).length });
  }
  found.sort((one, other) => other.weight - one.weight || (one.day < other.day ? 1 : -1));

  const marked = (text, whole) => {
    const shown = document.createElement("p");
    const place = words.map((word) => whole.indexOf(word)).find((at) => at >= 0);
    if (place === undefined || whole.length !== text.length) return shown;
    const long = words.find((word) => whole.startsWith(word, place)).length;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(place, place + long);
    shown.append("…", text.slice(Math.max(0, place - around), place), mark, text.slice(place + long, place + long + around), "…");
    return shown;
  };
  for (const one of found.slice(0, most)) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.path.split("/").map(encodeURIComponent).join("/");
    link.textContent = one.title;
    line.append(link, ` ${one.number} ${one.state} ${one.day}`, marked(one.text, one.whole));
    list.append(line);
  }
  const more = found.length > most ? `，列出前${most}件` : "";
  document.querySelector("[data-said]").textContent = found.length ? `找到${found.length}件${more}。` : `没有找到“${asked}”。请换一个说法，或者按主题查阅。`;
})();
