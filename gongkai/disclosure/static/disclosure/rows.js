// A table with merged cells in the editor: every cell is typed into where it stands. The rows go to the server as the
// text of a field that is not shown. Everything shown is set as a value, never as markup.
"use strict";
(() => {
  if (!window.wagtail || !window.wagtail.app || !window.StimulusModule) return;

  function element(name, words) {
    const made = document.createElement(name);
    if (words) made.textContent = words;
    return made;
  }

  class Rows extends window.StimulusModule.Controller {
    connect() {
      if (this.shown) return;
      this.rows = this.read();
      this.shown = element("div");
      this.shown.className = "gongkai-rows";
      this.element.hidden = true;
      this.element.after(this.shown);
      this.draw();
    }

    disconnect() {
      if (this.shown) this.shown.remove();
      this.shown = null;
      this.element.hidden = false;
    }

    read() {
      try {
        const rows = JSON.parse(this.element.value);
        if (Array.isArray(rows) && rows.length) return rows;
      } catch {
        // what cannot be read begins as an empty table; the server says what is wrong with it
      }
      return [0, 1].map(() => [0, 1].map(() => ({ text: "", across: 1, down: 1 })));
    }

    keep() {
      this.element.value = JSON.stringify(this.rows);
      this.element.dispatchEvent(new Event("input", { bubbles: true }));
    }

    width() {
      return Math.max(...this.rows.slice(0, 1).map((row) => row.reduce((sum, cell) => sum + cell.across, 0)), 1);
    }

    draw() {
      const table = element("table");
      const busy = this.rows.map(() => 0);
      this.rows.forEach((row, place) => {
        const line = element("tr");
        row.forEach((cell, column) => line.append(this.cell(cell, place, column)));
        row.forEach((cell) => { for (let below = 1; below < cell.down; below += 1) busy[place + below] = 1; });
        const whole = row.every((cell) => cell.down === 1) && !busy[place];
        line.append(whole ? this.remove(place) : this.beside());
        table.append(line);
      });
      const more = element("button", "在下面加一行");
      more.type = "button";
      more.className = "button button-small button-secondary";
      more.addEventListener("click", () => {
        this.rows.push(Array.from({ length: this.width() }, () => ({ text: "", across: 1, down: 1 })));
        this.keep();
        this.draw();
      });
      this.shown.replaceChildren(table, more);
    }

    cell(cell, place, column) {
      const holder = element("td");
      holder.colSpan = cell.across;
      holder.rowSpan = cell.down;
      const field = element("textarea");
      field.value = cell.text;
      field.rows = Math.min(6, cell.text.split("\n").length);
      field.setAttribute("aria-label", `第${place + 1}行第${column + 1}格`);
      field.addEventListener("input", () => {
        cell.text = field.value;
        this.keep();
      });
      holder.append(field);
      return holder;
    }

    beside() {
      const holder = element("td");
      holder.className = "remove";
      return holder;
    }

    remove(place) {
      const holder = this.beside();
      const button = element("button", "×");
      button.type = "button";
      button.title = `删除第${place + 1}行`;
      button.setAttribute("aria-label", button.title);
      button.addEventListener("click", () => {
        if (this.rows.length > 1) this.rows.splice(place, 1);
        this.keep();
        this.draw();
      });
      holder.append(button);
      return holder;
    }
  }

  window.wagtail.app.register("gongkai-rows", Rows);
})();
