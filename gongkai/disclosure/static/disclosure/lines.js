// Starts the editor's lines that can be added and removed. Wagtail starts them from a script within the page,
// which our policy refuses; here the options stand in the page as data.
document.addEventListener("DOMContentLoaded", () => {
  for (const options of document.querySelectorAll('script[type="application/json"][id$="-LINES"]')) {
    new window.InlinePanel(JSON.parse(options.textContent));
  }
});
