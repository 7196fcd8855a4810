// Suggestions below the search box, by keyboard, by touch and by ear: the combobox pattern of WAI-ARIA 1.2, where the focus
// stays in the box and an option is only pointed at. Without this file the box searches as before. Every word that is shown
// or said comes from the server. Listeners are on the document: htmx may put another box in place when one goes back.
(() => {
  "use strict";
  const PAUSE = 120; // milliseconds without a key before the server is asked
  const SHORTEST = 2;
  let waiting = 0;
  let asking = new AbortController();

  const boxOf = (target) => (target instanceof Element ? target.closest("[data-suggest]") : null);
  const listOf = (box) => box.form.querySelector(".suggestions");
  const optionsOf = (box) => [...listOf(box).children];
  const isOpen = (box) => !listOf(box).hidden;
  const pointedAt = (box) => listOf(box).querySelector('[aria-selected="true"]');

  function dress(box) {
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", listOf(box).id);
    box.setAttribute("aria-expanded", String(isOpen(box)));
  }

  function pointAt(box, option) {
    pointedAt(box)?.setAttribute("aria-selected", "false");
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(box, isShown) {
    if (!isShown) pointAt(box, null);
    listOf(box).hidden = !isShown;
    box.setAttribute("aria-expanded", String(isShown));
  }

  function stop() {
    clearTimeout(waiting);
    asking.abort();
  }

  function close(box) {
    stop();
    show(box, false);
  }

  async function ask(box) {
    stop();
    asking = new AbortController();
    const { signal } = asking;
    const text = box.value.trim();
    let page = new Document();
    if (text.length >= SHORTEST) {
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal });
        if (answer.ok) page = new DOMParser().parseFromString(await answer.text(), "text/html");
      } catch {
        if (signal.aborted) return;
      }
    }
    const options = page.querySelectorAll('[role="option"]');
    listOf(box).replaceChildren(...options);
    listOf(box).scrollTop = 0;
    show(box, options.length > 0 && document.activeElement === box);
    box.form.querySelector('[role="status"]').textContent = page.querySelector("p")?.textContent ?? "";
  }

  function step(box, by) {
    const options = optionsOf(box);
    const from = options.indexOf(pointedAt(box));
    show(box, true);
    pointAt(box, options.at(from < 0 && by < 0 ? -1 : (from + by) % options.length));
  }

  const KEYS = {
    ArrowDown(box, event) {
      if (!optionsOf(box).length) return false;
      event.altKey ? show(box, true) : step(box, 1);
      return true;
    },
    ArrowUp(box, event) {
      if (!optionsOf(box).length) return false;
      event.altKey ? close(box) : step(box, -1);
      return true;
    },
    Home: (box) => toEnd(box, 0),
    End: (box) => toEnd(box, -1),
    Enter(box) {
      const option = pointedAt(box);
      const isAnswered = isOpen(box) && option !== null;
      close(box);
      if (isAnswered) option.click();
      return isAnswered;
    },
    Escape(box) {
      const wasOpen = isOpen(box);
      close(box);
      return wasOpen;
    },
    ArrowLeft: (box) => pointAt(box, null),
    ArrowRight: (box) => pointAt(box, null),
  };

  // Among the options once one of them is pointed at; in the text otherwise, as in any box.
  function toEnd(box, place) {
    if (!isOpen(box) || !pointedAt(box)) return false;
    pointAt(box, optionsOf(box).at(place));
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const box = boxOf(event.target);
    if (!box || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (KEYS[event.key]?.(box, event)) event.preventDefault();
  });

  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (!box) return;
    stop();
    pointAt(box, null);
    waiting = setTimeout(() => ask(box), PAUSE);
  });

  document.addEventListener("focusin", (event) => {
    const box = boxOf(event.target);
    if (box) dress(box);
  });

  // A screen reader may carry the focus into the list; only beyond both does it close.
  document.addEventListener("focusout", (event) => {
    const box = event.target.closest("form.search")?.querySelector("[data-suggest]");
    if (!box || event.relatedTarget === box || listOf(box).contains(event.relatedTarget)) return;
    if (event.target === box || listOf(box).contains(event.target)) close(box);
  });

  // A press on an option leaves the focus in the box; the link itself opens on release, in a new tab too if so asked.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".suggestions")) event.preventDefault();
  });

  const dressAll = () => document.querySelectorAll("[data-suggest]").forEach(dress);
  const closeAll = () => document.querySelectorAll("[data-suggest]").forEach(close);
  document.addEventListener("submit", closeAll);
  window.addEventListener("pageshow", closeAll);
  dressAll();
})();
