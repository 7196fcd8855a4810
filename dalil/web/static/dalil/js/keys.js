// Keys for pages of decisions: a letter clicks the link or button that names it in data-key; the outcome is told once the
// next pair is there. Without this file nothing is lost: every key is a link or a button.
(() => {
  let isLeaving = false;

  // The sign that was typed; where the layout has no Latin letters (Arabic, Hebrew), the letter at that place of the keyboard.
  function signOf(event) {
    if (/^[!-~]$/.test(event.key)) return event.key.toLowerCase();
    if (event.key === "\u061f") return "?";
    if (event.code === "Slash" && event.shiftKey) return "?";
    return /^Key[A-Z]$/.test(event.code) && event.key.length <= 2 ? event.code[3].toLowerCase() : "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const sign = signOf(event);
    const target = sign && document.querySelector(`[data-key="${CSS.escape(sign)}"]`);
    if (!target || isLeaving) return;
    event.preventDefault();
    // A second press before the next page is there must not answer twice.
    isLeaving = !target.matches("summary");
    target.click();
  });
  addEventListener("pageshow", () => { isLeaving = false; });

  const outcome = document.querySelector("[data-outcome]");
  if (outcome) {
    document.querySelector("[data-focus]")?.focus();
    // A live region tells what changes in it, not what was in it from the start.
    setTimeout(() => { document.querySelector("[data-announce]").textContent = outcome.innerText; }, 150);
  }
})();
