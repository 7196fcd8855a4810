// The page of results: what is typed is searched in this browser, in files beside the page. Every word that is shown comes from
// the page or from the index; the list is a plain one, and a line above it is read out when it changes.
(() => {
  "use strict";
  const Dalil = (window.Dalil = window.Dalil || {});
  const PAUSE = 200, AT_ONCE = 20, SHORTEST = 2;
  const form = document.querySelector("form[data-search]");
  const results = document.getElementById("results");
  const given = document.getElementById("words");
  if (!form || !results || !given) return;
  const words = JSON.parse(given.textContent);
  const box = form.elements.q;
  const language = document.documentElement.lang;
  const home = form.dataset.search;
  const signs = [...document.querySelectorAll("#ways .sectors svg")];
  const said = element("h2", { class: "said" });
  const list = element("div", { class: "found-list" });
  const more = element("button", { type: "button", class: "button" }, words.more);
  results.append(element("div", { role: "status" }, said), list, more);
  more.hidden = true;
  let finder = null, turn = 0, waiting = 0, found = [], shown = 0;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function name({ value, lang }) {
    const right = ["ar", "he", "fa", "ur", "ckb", "yi", "ps"].includes(lang);
    return element("bdi", lang ? { lang, dir: right ? "rtl" : "ltr" } : {}, value);
  }

  const isolated = (text) => `\u2068${text}\u2069`;
  const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, key) => isolated(values[key]));

  function sector(number) {
    const sign = signs[number]?.cloneNode(true) ?? "";
    if (sign) sign.classList.remove("large");
    return element("span", { class: "sector-name" }, sign, ` ${words.sectors[number]}`);
  }

  function reason(ways) {
    const sentences = ways.map(({ asked, way, named, strength }) => {
      const sureness = strength >= 0.85 ? "surely" : strength >= 0.6 ? "probably" : "perhaps";
      return words.ways[`${way} ${sureness}`] ? filled(words.ways[`${way} ${sureness}`], { asked, named }) : null;
    });
    const kept = sentences.filter(Boolean);
    return kept.length ? element("p", { class: "reason" }, kept.join(" · ")) : null;
  }

  function card(one, ways) {
    const head = one.title(language);
    const also = one.names.filter((_, place) => place !== head).slice(0, 2);
    const [locality, , country] = one.place;
    const where = [locality, words.countries[country] || country].filter(Boolean).map(isolated).join(words.comma);
    const link = element("a", { href: `o/${one.id[0]}/${one.id}.html` }, name(one.names[head]));
    const heading = element("h3", {}, link);
    if (one.status) heading.append(" ", element("span", { class: "badge warning" }, words.statuses[one.status] || one.status));
    const facts = element("p", { class: "card-facts" }, ...one.sectors.map(sector), where ? element("span", {}, where) : null);
    const others = also.flatMap((other, place) => [place ? element("span", { "aria-hidden": "true" }, " · ") : "", name(other)]);
    return element("article", { class: "card" }, heading, also.length ? element("p", { class: "also" }, ...others) : null, facts, reason(ways));
  }

  async function showMore(mine) {
    const next = found.slice(shown, shown + AT_ONCE);
    const cards = await Promise.all(next.map(async (one) => card(await finder.shown(one.owner), one.ways())));
    if (mine !== turn) return;
    shown += next.length;
    list.append(...cards);
    more.hidden = shown >= found.length;
  }

  async function wayToPlaces(text) {
    const codes = await finder.places(text);
    const known = codes.filter((code) => words.countries[code]);
    const links = known.flatMap((code) => [element("a", { href: `p/${code}.html` }, words.countries[code]), " "]);
    return links.length ? element("p", {}, `${words.place} `, ...links) : null;
  }

  async function search(isTyped) {
    const mine = ++turn;
    const text = box.value.trim();
    document.getElementById("ways").hidden = text.length >= SHORTEST;
    if (text.length < SHORTEST) {
      said.textContent = "";
      list.replaceChildren();
      more.hidden = true;
      return;
    }
    finder = finder || (await Dalil.finder(`${home}q/`));
    if (!finder || mine !== turn) return;
    const answers = await finder.find(box.value, isTyped);
    const place = await wayToPlaces(text);
    if (mine !== turn) return;
    [found, shown] = [answers, 0];
    list.replaceChildren(...(place ? [place] : []));
    said.textContent = answers.length ? filled(words.found, { count: String(answers.length) }) : words.nothing;
    if (!answers.length) list.append(element("p", {}, words.hint));
    document.getElementById("ways").hidden = answers.length > 0;
    await showMore(mine);
  }

  function remember() {
    try {
      history.replaceState(null, "", `?q=${encodeURIComponent(box.value.trim())}`);
    } catch {
      // A page from a disk may not change its address; the question then stands in the box alone.
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search(false);
    remember();
  });
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(true), PAUSE);
  });
  more.addEventListener("click", async () => {
    const first = list.children.length;
    await showMore(turn);
    list.children[first]?.querySelector("a")?.focus();
  });

  box.value = new URLSearchParams(location.search).get("q") ?? "";
  if (box.value.trim()) search(false);
})();
