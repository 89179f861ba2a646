// Titles break between words. A browser breaks Chinese after any character (办公⏎室, 2023⏎年); its own dictionary says
// where words end. Without this script, or without such a dictionary, a title is balanced letter by letter as before.
(() => {
  const root = document.documentElement;
  if (!window.Intl?.Segmenter || !root.lang.startsWith("zh") || root.classList.contains("pinyin")) return;
  const dictionary = new Intl.Segmenter("zh", { granularity: "word" });
  // 印发明湖区 is not 印 and 发明: the verb of an official title ends where it ends
  const VERB = /((?:关于|關於)(?:印发|印發|转发|轉發|公布|公佈|发布|發佈)?)/;
  const NUMBER = /[\d〇一二三四五六七八九十百千万萬]$/, GOES_ON = /^[\d〇一二三四五六七八九十百千万萬年月日号號期件条條届屆次章家户戶岁歲个個人元]/;
  const ENDS = /[\p{L}\p{N}]$/u;

  // whether a line may end between two pieces: where there is a mark of punctuation the browser knows by itself, and a
  // single character belongs to what stands before it
  const parts = (before, piece) =>
    ENDS.test(before) && /^[\p{L}\p{N}]/u.test(piece) && piece.length > 1 && !(NUMBER.test(before) && GOES_ON.test(piece));

  const words = (text) => text.split(VERB).flatMap((part) => VERB.test(part) ? [part] : [...dictionary.segment(part)].map((one) => one.segment));

  const apart = (text) => {
    const out = [];
    let before = "";
    for (const piece of words(text.data)) {
      if (parts(before, piece)) out.push(before, document.createElement("wbr"));
      before = parts(before, piece) ? piece : before + piece;
    }
    text.replaceWith(...out, before);
  };

  for (const title of document.querySelectorAll("main :is(h1, h2, h3)")) {
    const walk = document.createTreeWalker(title, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) found.push(walk.currentNode);
    found.filter((text) => text.data.trim().length > 8).forEach(apart);
    title.classList.add("whole");
  }
})();
