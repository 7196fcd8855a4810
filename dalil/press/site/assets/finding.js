// Finding organisations: each word of the question by itself, by what it means in English, by its beginning and by its sound;
// rare words tell more. It follows dalil/search in small: what that weighs by learned features is one sum here.
(() => {
  "use strict";
  const Dalil = (window.Dalil = window.Dalil || {});
  const MOST_TOKENS = 14, JOINED = 0.97, UNKNOWN = 0.7, LEAST = 0.3, LEFT_OUT = 0.8;
  const MOST_SOUNDS = 8, MOST_COMPARED = 120, MOST_BEGINNINGS = 60, SHORTEST_SHAPE = 4, LONGEST_ENDING = 4;
  const ROW = 0.6, PLACE = 0.2, TERM = 3, ENOUGH = 0.2, BEHIND = 0.6;

  Dalil.finder = async (folder) => {
    const shelves = Dalil.shelves(folder);
    const all = await shelves.volume("all", 0);
    if (!all) return null;
    shelves.open(all.firsts);
    const text = Dalil.lettering(all);
    const perOwner = Dalil.numbers(all.rows);
    const owners = new Int32Array(all.weights.length);
    perOwner.reduce((row, count, owner) => (owners.fill(owner, row, row + count), row + count), 0);
    const total = Math.max(1, all.weights.length);
    const rarity = (count) => Math.log1p(total / Math.max(1, count));
    const weightOf = (row) => Math.max(0.5, Dalil.value(all.weights[row]) / all.steps);
    const writings = new Map();

    async function writing(script) {
      const code = all.scripts[script];
      if (!code) return null;
      if (!writings.has(code)) writings.set(code, shelves.volume(`t-${code}-`, 0).then((lines) => (lines ? Dalil.writing(lines) : null)));
      return writings.get(code);
    }

    function stands(line) {
      const [own, groups, place] = (line ?? "").split("\t");
      const parts = (groups || "").split(" ").filter(Boolean);
      const meant = parts.flatMap((level, at) => (at % 2 ? [] : [[Number(level) / 10, Dalil.ascending(parts[at + 1])]]));
      return { own: Dalil.ascending(own), meant, places: Dalil.ascending(place) };
    }

    const one = (rows, strength, way, word) => ({ rows, strength, way, word, told: rarity(rows.length) });

    // English words with how surely; and in which share of names the word is left out by those who translate them.
    function glossed(line, share = 1) {
      const parts = (line ?? "").split(" ").filter(Boolean);
      const english = parts.filter((part) => part[0] !== "-").map((part) => [part.slice(1), (Number(part[0]) / 10) * share]);
      return { english, left: Number(parts.find((part) => part[0] === "-")?.[1] ?? 0) / 10 };
    }

    async function meanings(form) {
      let left = 0;
      for (const stem of text.stems(form)) {
        const known = glossed(await shelves.get("m", stem));
        left = Math.max(left, stem === form ? known.left : 0);
        if (known.english.length) return { ...known, left };
      }
      return { english: form.length > 4 ? await inflected(form) : [], left };
    }

    // The known form with the longest shared beginning, if only the ending differs.
    async function inflected(form) {
      const start = form.slice(0, Math.max(4, Math.ceil(0.7 * form.length)));
      let best = null, shared = 0;
      for (const [other, line] of await shelves.beginning("m", start, 2)) {
        const same = sharedBeginning(form, other);
        const isNear = same >= 0.7 * Math.max(form.length, other.length) && form.length - same <= 3 && other.length - same <= 3;
        if (same > shared && isNear && !other.includes(" ")) [best, shared] = [line, same];
      }
      return glossed(best, 0.8).english;
    }

    function sharedBeginning(a, b) {
      let same = 0;
      while (same < a.length && a[same] === b[same]) same++;
      return same;
    }

    async function byMeaning(english, found) {
      await Promise.all(english.map(async ([word, strength]) => {
        const line = stands(await shelves.get("w", word));
        if (line.own.length) found.push(one(line.own, strength, "meaning", word));
        for (const [other, rows] of line.meant) found.push(one(rows, strength * other, "meaning", word));
      }));
    }

    // Words that begin the same and end otherwise; while it is being typed, all that begin with it.
    async function byShape(word, isTyped, found) {
      if (isTyped && word.length > 1) {
        const begun = (await shelves.beginning("w", word, 3)).filter(([other]) => other !== word);
        const known = begun.map(([other, line]) => [other, stands(line).own]).filter(([, rows]) => rows.length);
        known.sort((a, b) => b[1].length - a[1].length);
        for (const [other, rows] of known.slice(0, MOST_BEGINNINGS)) found.push(one(rows, 0.9, "same", other));
      }
      if (word.length < SHORTEST_SHAPE) return;
      for (const [other, line] of await shelves.beginning("w", word.slice(0, Math.max(SHORTEST_SHAPE, Math.round(word.length * 0.6))), 1)) {
        const longest = Math.max(word.length, other.length), same = sharedBeginning(word, other);
        const rows = other !== word && longest - same <= LONGEST_ENDING ? stands(line).own : [];
        if (rows.length) found.push(one(rows, 0.95 - 0.9 * (1 - same / longest), "spelling", other));
      }
    }

    async function bySound(word, found) {
      const sound = text.sound(word);
      if (!sound || /^\d+$/.test(word)) return;
      const keys = sound.length < 3 ? [sound] : [sound, ...[...sound].map((_, place) => sound.slice(0, place) + sound.slice(place + 1))];
      const lines = await Promise.all([...new Set(keys)].map((key) => shelves.get("s", key)));
      const shared = new Map();
      for (const other of lines.flatMap((line) => (line || "").split(" ").filter(Boolean))) shared.set(other, (shared.get(other) || 0) + 1);
      const roman = text.romanised(word);
      const far = (other) => Math.abs(text.romanised(other).length - roman.length) - 2 * shared.get(other);
      const near = [...shared.keys()].filter((other) => other !== word).sort((a, b) => far(a) - far(b)).slice(0, MOST_COMPARED);
      const alike = (await Promise.all(near.map(async (other) => [other, await likeness(word, roman, other)])))
        .filter(([, strength]) => strength >= LEAST)
        .sort((a, b) => b[1] - a[1]);
      await Promise.all(alike.slice(0, MOST_SOUNDS).map(async ([other, strength]) => {
        const rows = stands(await shelves.get("w", other)).own;
        if (rows.length) found.push(one(rows, strength, "sound", other));
      }));
    }

    // How surely the one word is the other: by the learned costs of the one that is not Latin, by letters where neither is.
    async function likeness(word, roman, other) {
      const mine = text.script(word), its = text.script(other);
      if (mine === "Latn" || its === "Latn") {
        const source = mine === "Latn" ? other : word;
        const table = await writing(mine === "Latn" ? its : mine);
        const target = mine === "Latn" ? roman : text.romanised(other);
        if (!table) return nearness(roman, text.romanised(other)) ** 2;
        const spelled = its === mine ? text.romanised(source) : source;
        const strength = table.strength(spelled, target, [...spelled].length, target.length);
        const glued = mine !== "Latn" && /^[ae]l.{4}/.test(target) ? target.slice(2) : "";
        return glued ? Math.max(strength, 0.95 * table.strength(spelled, glued, [...spelled].length, glued.length)) : strength;
      }
      return nearness(...(mine === its ? [word, other] : [roman, text.romanised(other)])) ** 2;
    }

    function nearness(a, b) {
      let line = Array.from({ length: b.length + 1 }, (_, place) => place);
      for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1] + 1, line[j] + 1, line[j - 1] + (a[i - 1] !== b[j - 1]));
        line = next;
      }
      return 1 - line[b.length] / Math.max(1, a.length, b.length);
    }

    async function expanded(word, isTyped) {
      const found = [];
      const [line, { english, left }] = await Promise.all([shelves.get("w", word).then(stands), meanings(word)]);
      if (line.own.length) found.push(one(line.own, 1, "same", word));
      for (const [strength, rows] of line.meant) found.push(one(rows, strength, "meaning", word));
      await Promise.all([byMeaning(english, found), byShape(word, isTyped, found)]);
      const isWord = line.meant.length > 0 || english.some(([, strength]) => strength >= 0.6);
      if (!isWord || !found.length) await bySound(word, found);
      return { found, left, places: line.places };
    }

    async function units(tokens, isTyped) {
      const singles = await Promise.all(tokens.map((word, place) => expanded(word, isTyped && place === tokens.length - 1)));
      const every = singles.map(({ found }, place) => ({ covers: [place], found }));
      const more = [];
      for (let length = 2; length <= 3; length++)
        for (let start = 0; start + length <= tokens.length; start++) more.push(phrase(tokens, start, length));
      for (let start = 0; start + 1 < tokens.length; start++) more.push(joined(tokens, start, singles));
      return { singles, every: every.concat(await Promise.all(more)) };
    }

    async function phrase(tokens, start, length) {
      const found = [];
      await byMeaning(glossed(await shelves.get("m", tokens.slice(start, start + length).join(" "))).english, found);
      return { covers: Array.from({ length }, (_, step) => start + step), found };
    }

    // Two words that may be one: bir zeit. By sound only where neither is known.
    async function joined(tokens, start, singles) {
      const found = [], word = tokens[start] + tokens[start + 1];
      if (word.length >= 5 && word.length <= 24 && !/^\d+$/.test(tokens[start]) && !/^\d+$/.test(tokens[start + 1])) {
        const { own } = stands(await shelves.get("w", word));
        if (own.length) found.push(one(own, JOINED, "same", word));
        if (singles[start].found.length + singles[start + 1].found.length === 0) await bySound(word, found);
      }
      return { covers: [start, start + 1], found };
    }

    // For each row how much of the question it holds, and how much of it the question holds.
    function scored(tokens, every, weights) {
      const held = new Float64Array(total), told = new Float64Array(total);
      const touched = new Set();
      tokens.forEach((_, token) => {
        const best = new Map();
        for (const { covers, found } of every) {
          if (!covers.includes(token)) continue;
          const share = covers.length > 1 ? JOINED : 1;
          for (const { rows, strength, told: tells } of found)
            for (const row of rows) {
              const known = best.get(row);
              if (!known || known[0] < strength * share) best.set(row, [strength * share, (strength * tells) / covers.length]);
            }
        }
        for (const [row, [strength, tells]] of best) {
          held[row] += strength * weights[token];
          told[row] += tells;
          touched.add(row);
        }
      });
      return { held, told, touched };
    }

    async function terms(words) {
      const plain = text.fold(words).split(" ").map(text.romanised).join("");
      const asked = [];
      if (/\d/.test(plain)) asked.push(`i${plain}`);
      else if (!/\s/.test(words.trim()) && plain.length < 12) asked.push(`n${plain}`);
      const host = words.trim().toLowerCase().match(/^(?:https?:\/\/)?(?:www\.)?([^\s/?#:]+\.[^\s/?#:]+)/);
      if (host) asked.push(`h${host[1]}`);
      return (await Promise.all(asked.map((key) => shelves.get("x", key)))).flatMap((line) => Dalil.ascending(line));
    }

    // The organisations that answer, best first: { owner, score, ways }.
    async function find(words, isTyped = false) {
      const tokens = text.tokens(words).slice(0, MOST_TOKENS);
      if (!tokens.length) return [];
      const [{ singles, every }, whole] = await Promise.all([units(tokens, isTyped && !/\s$/.test(words)), terms(words)]);
      const unknown = UNKNOWN * Math.log1p(total / 2);
      const weights = singles.map(({ found, left }) => {
        const best = Math.max(0, ...found.map(({ strength }) => strength));
        const tells = Math.max(0, ...found.map(({ strength, told }) => strength * told)) + (1 - best) * unknown;
        return tells * (1 - LEFT_OUT * left);
      });
      const sum = weights.reduce((a, b) => a + b, 0) || 1;
      const { held, told, touched } = scored(tokens, every, weights);
      const best = new Map();
      for (const row of touched) {
        const share = held[row] / sum;
        const score = share + ROW * Math.min(1, told[row] / weightOf(row));
        const known = best.get(owners[row]);
        if (share >= ENOUGH && (!known || known.score < score)) best.set(owners[row], { owner: owners[row], row, share, score });
      }
      singles.forEach(({ places }, token) => {
        for (const owner of places) if (best.has(owner)) best.get(owner).score += (PLACE * weights[token]) / sum;
      });
      for (const owner of whole) best.set(owner, { owner, row: -1, ...best.get(owner), score: TERM, share: 1 });
      const found = [...best.values()].sort((a, b) => b.score - a.score || a.owner - b.owner);
      const enough = found.length ? found[0].share * BEHIND : 0;
      return found.filter(({ share }) => share >= enough).map((one) => ({ ...one, ways: () => ways(words, tokens, singles, one.row) }));
    }

    // Which words of the question a row answers in another way than by holding them; as they were typed, if that can be told.
    function ways(words, tokens, singles, row) {
      const typed = words.trim().split(/\s+/u);
      return tokens.flatMap((token, place) => {
        const asked = typed.length === tokens.length ? typed[place] : token;
        const answers = singles[place].found.filter(({ rows }) => rows.includes(row)).sort((a, b) => b.strength - a.strength);
        return answers.length && answers[0].way !== "same" && answers[0].word !== token ? [{ asked, way: answers[0].way, named: answers[0].word, strength: answers[0].strength }] : [];
      });
    }

    async function shown(owner) {
      const volume = await shelves.volume("d", Math.floor(owner / all.results));
      const [id, heads, names, sectors, place, status] = volume[owner % all.results];
      const pairs = names.filter((_, at) => at % 2 === 0).map((value, at) => ({ value, lang: names[2 * at + 1] }));
      return { id, names: pairs, title: (language) => Number(heads[all.languages.indexOf(language)] || 0), sectors: Dalil.ascending(sectors), place, status };
    }

    const places = async (words) => ((await shelves.get("x", `p${text.fold(words)}`)) || "").split(" ").filter(Boolean);
    return { find, shown, places, text };
  };
})();
