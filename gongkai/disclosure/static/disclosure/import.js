// The preview of a Word file without leaving the page, so that the chosen file stays chosen for the import itself.
// What comes back is our own page; only its part about the file is taken over.
"use strict";
(() => {
  const WORKING = "正在读取文件……";
  const FAILED = "没有读出来，请检查网络后再按“预览”。";

  function begin(form) {
    const status = form.querySelector("[data-import-status]");
    const file = form.querySelector("input[type=file]");

    async function preview() {
      status.textContent = WORKING;
      const sent = new FormData(form);
      sent.set("do", "preview");
      try {
        const answer = await fetch(form.action || window.location.href, { method: "POST", body: sent });
        if (![200, 413, 422].includes(answer.status)) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const come = page.querySelector("[data-import-found]");
        if (!come) throw new Error("other page");
        const wrong = page.querySelector("form[data-import] > .summary");
        come.prepend(...(wrong ? [wrong] : []));
        form.querySelectorAll(":scope > .summary").forEach((old) => old.remove());
        form.querySelector("[data-import-found]").replaceWith(come);
        status.textContent = "";
        const first = come.querySelector(".summary, h2");
        if (first) {
          first.tabIndex = -1;
          first.focus();
        }
      } catch {
        status.textContent = FAILED;
      }
    }

    form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.value === "preview" && file.files.length) {
        event.preventDefault();
        preview();
      }
    });
    file.addEventListener("change", () => {
      if (file.files.length) preview();
    });
  }

  for (const form of document.querySelectorAll("form[data-import]")) begin(form);
})();
