// Tables from plain files: each volume is a script that hands its content over, so that they come from any server and from a
// disk alike. The other half is dalil/press/site/shelves.py.
(() => {
  "use strict";
  const Dalil = (window.Dalil = window.Dalil || {});
  const LETTERS = Array.from({ length: 94 }, (_, place) => String.fromCharCode(33 + place)).filter((c) => c !== '"' && c !== "\\");
  const HALF = LETTERS.length >> 1;
  const VALUES = new Map(LETTERS.map((letter, place) => [letter, place]));

  Dalil.value = (letter) => VALUES.get(letter);

  Dalil.numbers = (text) => {
    const found = [];
    let value = 0, place = 1;
    for (const letter of text) {
      const digit = VALUES.get(letter);
      if (digit >= HALF) {
        value += (digit - HALF) * place;
        place *= HALF;
      } else {
        found.push(value + digit * place);
        value = 0;
        place = 1;
      }
    }
    return found;
  };

  Dalil.ascending = (text) => {
    let sum = 0;
    return Dalil.numbers(text || "").map((step) => (sum += step));
  };

  const came = new Map();
  window.dalilVolume = (name, place, content) => came.get(`${name}${place}`)?.(content);

  Dalil.shelves = (folder) => {
    const asked = new Map();
    let firsts = {};

    function volume(name, place) {
      const key = `${name}${place}`;
      if (!asked.has(key)) {
        asked.set(key, new Promise((resolve) => {
          const script = document.createElement("script");
          came.set(key, resolve);
          script.src = `${folder}${key}.js`;
          script.onerror = () => resolve(null);
          document.head.append(script);
        }));
      }
      return asked.get(key);
    }

    const parsed = new Map();
    async function lines(name, place) {
      const key = `${name}${place}`;
      if (!parsed.has(key)) {
        const text = (await volume(name, place)) || "";
        const pairs = text.split("\n").map((line) => {
          const end = line.indexOf("\t");
          return end < 0 ? [line, ""] : [line.slice(0, end), line.slice(end + 1)];
        });
        parsed.set(key, new Map(pairs));
      }
      return parsed.get(key);
    }

    // The volume in which a key stands if it stands anywhere.
    function placeOf(name, key) {
      const first = firsts[name] || [];
      let low = 0, high = first.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (first[middle] <= key) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    }

    async function get(name, key) {
      const place = placeOf(name, key);
      return place < 0 ? undefined : (await lines(name, place)).get(key);
    }

    // Every line whose key begins so, from at most some volumes.
    async function beginning(name, start, most) {
      const from = Math.max(0, placeOf(name, start)), to = placeOf(name, `${start}\uffff`);
      const places = Array.from({ length: Math.max(0, Math.min(most, to - from + 1)) }, (_, step) => from + step);
      const found = await Promise.all(places.map((place) => lines(name, place)));
      return found.flatMap((one) => [...one]).filter(([key]) => key.startsWith(start));
    }

    const open = (first) => (firsts = first);
    return { open, volume, get, beginning };
  };
})();
