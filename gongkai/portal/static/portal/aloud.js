// Reading aloud with the browser's own voice: sentence by sentence, each of them marked while it is read. Nothing is
// sent anywhere. A browser without a voice for the page's language is told so, and nothing else happens.
(() => {
  const panel = document.querySelector("[data-aloud]");
  const voice = window.speechSynthesis;
  if (!panel || !voice) return;
  panel.hidden = false;
  const start = panel.querySelector("[data-say=start]");
  const speed = panel.querySelector("[data-say=speed]");
  const SENTENCE = /[^。！？；!?;]+[。！？；!?;”’）]*/g;
  const PASSED = "rt, nav, button, select, form, .visually-hidden, .noprint, .share, [hidden], script";
  let sentences = [], at = -1, turn = 0, halted = false;

  const language = () => document.documentElement.lang || "zh-CN";
  const able = () => voice.getVoices().some((one) => one.lang.replace("_", "-").slice(0, 2) === language().slice(0, 2));
  const show = (range) => {
    if (!window.Highlight || !CSS.highlights) return;
    if (range) CSS.highlights.set("reading", new Highlight(range));
    else CSS.highlights.delete("reading");
  };
  const say = (which) => {
    for (const one of document.querySelectorAll("[data-said]")) one.hidden = one.dataset.said !== which;
  };
  const label = (which) => {
    for (const one of start.children) one.hidden = one.dataset.now !== which;
  };

  // the sentences of a part of the page, each with the place where it stands
  const cut = (root, within) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.parentElement.closest(PASSED) || !node.data.trim() || (within && !within.intersectsNode(node))
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
    });
    let block = null, pieces = [];
    const close = () => {
      const words = pieces.map(([node, from, to]) => node.data.slice(from, to)).join("");
      for (const match of words.matchAll(SENTENCE)) {
        if (match[0].trim()) found.push({ words: match[0].trim(), range: place(pieces, match.index, match.index + match[0].length) });
      }
      pieces = [];
    };
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const own = node.parentElement.closest("p, li, h1, h2, h3, td, th, dt, dd, figcaption, caption, div");
      if (own !== block) close();
      block = own;
      const from = within && within.startContainer === node ? within.startOffset : 0;
      const to = within && within.endContainer === node ? within.endOffset : node.data.length;
      pieces.push([node, from, to]);
    }
    close();
    return found;
  };
  const place = (pieces, begin, end) => {
    const range = document.createRange();
    let passed = 0;
    for (const [node, from, to] of pieces) {
      const length = to - from;
      if (begin >= passed && begin < passed + length) range.setStart(node, from + begin - passed);
      if (end > passed && end <= passed + length) range.setEnd(node, from + end - passed);
      passed += length;
    }
    return range;
  };

  const stop = () => {
    turn += 1;
    at = -1;
    halted = false;
    voice.resume();
    voice.cancel();
    show(null);
    label("begin");
  };
  const read = (number) => {
    if (number >= sentences.length) return stop();
    at = number;
    const mine = ++turn;
    const { words, range } = sentences[number];
    const told = new SpeechSynthesisUtterance(words);
    told.lang = language();
    told.rate = Number(speed.value);
    told.onend = () => { if (mine === turn) read(number + 1); };
    told.onerror = () => { if (mine === turn) stop(); };
    show(range);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    range.startContainer.parentElement.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    voice.speak(told);
  };
  const begin = (found) => {
    if (!able()) return say("mute");
    say("");
    voice.cancel();
    sentences = found;
    label("pause");
    read(0);
  };

  // what is read: the article where there is one, else the page without its ways round the site
  const whole = () => cut(document.querySelector("main article") ?? document.getElementById("main"));
  start.addEventListener("click", () => {
    if (at < 0) return begin(whole());
    halted = !halted;
    if (halted) voice.pause();
    else voice.resume();
    label(halted ? "resume" : "pause");
  });
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const now = getSelection();
    if (now.rangeCount && !now.isCollapsed) chosen = now.getRangeAt(0).cloneRange();
  });
  panel.querySelector("[data-say=chosen]").addEventListener("click", () => {
    if (!chosen) return say("nothing");
    const root = chosen.commonAncestorContainer;
    begin(cut(root.nodeType === Node.TEXT_NODE ? root.parentElement : root, chosen));
  });
  panel.querySelector("[data-say=stop]").addEventListener("click", stop);
  speed.addEventListener("change", () => { if (at >= 0) { voice.cancel(); read(at); } });
  addEventListener("pagehide", () => voice.cancel());
})();
