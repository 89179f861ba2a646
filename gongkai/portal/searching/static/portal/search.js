// Words that are offered while somebody types: a combobox with a list, as the ARIA practices have it. Without this
// script the box is an ordinary form.
(() => {
  const WAIT = 160;
  for (const input of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("ul");
    list.id = `${input.id}-words`;
    list.className = "finder__words";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0].textContent);
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    let chosen = -1, typed = "", timer = 0, asked = 0, composing = false;

    const close = () => {
      asked += 1;
      clearTimeout(timer);
      list.hidden = true;
      list.replaceChildren();
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const take = (word) => {
      input.value = word;
      close();
      input.form.requestSubmit();
    };
    const choose = (place) => {
      const options = [...list.children];
      chosen = (place + options.length + 1) % (options.length + 1);
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
      if (chosen === options.length) {
        chosen = -1;
        input.value = typed;
        input.removeAttribute("aria-activedescendant");
      } else {
        input.value = options[chosen].textContent;
        input.setAttribute("aria-activedescendant", options[chosen].id);
      }
    };
    const show = (words) => {
      list.replaceChildren(...words.map((word, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = word;
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(word));
        return option;
      }));
      chosen = -1;
      list.hidden = words.length === 0;
      input.setAttribute("aria-expanded", String(words.length > 0));
    };
    const ask = async () => {
      typed = input.value;
      const mine = ++asked;
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`);
        const found = answer.ok ? (await answer.json()).words : [];
        if (mine === asked && document.activeElement === input) show(found);
      } catch {
        // without an answer nothing is offered; the form works as it is
        if (mine === asked) close();
      }
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };
    // while an input method composes, what is in the box is no word yet
    input.addEventListener("compositionstart", () => { composing = true; });
    input.addEventListener("compositionend", () => { composing = false; later(); });
    input.addEventListener("input", () => { if (!composing) later(); });
    // an empty box offers what is searched most
    input.addEventListener("focus", () => { if (!input.value.trim()) later(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (composing || event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        input.value = typed;
        close();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
        event.preventDefault();
        const last = list.children.length;
        choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? last - 1 : chosen === 0 ? last : chosen - 1);
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        ask();
      }
    });
  }
})();
