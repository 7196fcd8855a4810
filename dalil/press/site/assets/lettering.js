// Words as the index has them: folded, romanised, and by their sound. It does what dalil/names/folding.py, dalil/search/wording.py
// and dalil/names/writing.py do, with tables that were read off them (lettering.py); a test holds the two to the same answers.
(() => {
  "use strict";
  const Dalil = (window.Dalil = window.Dalil || {});
  const UNSEEN = /[\p{Cf}\p{Cs}\p{Cn}\p{Co}\u0640\ufe00-\ufe0f]/gu;
  const APOSTROPHE = /['’‘ʼ`´ʻ′]/u;
  const HEBREW_QUOTE = /(?<=[\u05d0-\u05ea])["'\u05f4\u05f3\u201d\u2019](?=[\u05d0-\u05ea])/gu;
  const DOTTED = /(?<=(?<![\p{L}\p{N}_])\p{L})\.(?=\p{L}(?![\p{L}\p{N}_]))/gu;
  const DROPPED = new RegExp(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f]",
    "u",
  );
  const ASCII = /^[\x00-\x7f]*$/;
  const SOUNDS = [
    ["sch", "s"], ["tch", "s"], ["sh", "s"], ["ch", "s"], ["zh", "j"], ["kh", "k"], ["gh", "g"], ["ph", "f"], ["th", "t"],
    ["dh", "d"], ["ck", "k"], ["ts", "s"], ["dj", "j"], ["x", "ks"], ["qu", "k"], ["q", "k"], ["c", "k"], ["z", "s"],
    ["p", "b"], ["v", "f"], ["j", "g"],
  ];
  const ONE_SOUND = { f: "b", v: "b", p: "b", g: "k", j: "k", x: "k", d: "t" };
  const SCRIPTS = [
    ["Arab", /\p{Script=Arabic}/u], ["Hebr", /\p{Script=Hebrew}/u], ["Cyrl", /\p{Script=Cyrillic}/u],
    ["Grek", /\p{Script=Greek}/u], ["Ethi", /\p{Script=Ethiopic}/u], ["Latn", /\p{Script=Latin}/u],
  ];
  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

  Dalil.lettering = (tables) => {
    const elision = new RegExp(`(?<![\\p{L}\\p{N}_])(${tables.elisions.map(escaped).join("|")})'(?=[\\p{L}\\p{N}_])`, "gu");
    const longestFirst = Object.keys(tables.letters).sort((a, b) => [...b].length - [...a].length || (a < b ? -1 : 1));
    const letter = new RegExp(longestFirst.map(escaped).join("|"), "gu");
    const zeros = [...tables.zeros].map((zero) => zero.codePointAt(0));
    const known = new Map();

    function digit(character) {
      const code = character.codePointAt(0);
      return String(code - zeros.findLast((zero) => zero <= code));
    }

    function foldedCharacter(character) {
      if (APOSTROPHE.test(character)) return "'";
      if (Object.hasOwn(tables.folds, character)) return tables.folds[character];
      if (character === ".") return ".";
      if (/\p{Nd}/u.test(character)) return digit(character);
      if (/\p{M}/u.test(character) && DROPPED.test(character)) return "";
      if (/[\p{Cf}\p{Cs}]/u.test(character)) return "";
      return /[\p{L}\p{N}\p{M}]/u.test(character) ? character : " ";
    }

    function foldOne(character) {
      if (!known.has(character)) known.set(character, foldedCharacter(character));
      return known.get(character);
    }

    const caseFolded = (text) => [...text].map((c) => (Object.hasOwn(tables.cases, c) ? tables.cases[c] : c.toLowerCase())).join("");

    function fold(text) {
      const spread = caseFolded(text.normalize("NFKD")).normalize("NFKD").replace(HEBREW_QUOTE, "");
      let folded = [...spread].map(foldOne).join("");
      folded = folded.replace(elision, "$1 ").replaceAll("'", "").replace(DOTTED, "").replaceAll(".", " ");
      return folded.trim().split(/\s+/u).join(" ").normalize("NFC");
    }

    function withoutArticle(word) {
      const prefix = tables.prefixes.find((one) => word.startsWith(one) && [...word].length - [...one].length >= 2);
      return prefix === undefined ? word : word.slice(prefix.length);
    }

    function pieces(word) {
      const letters = [...word];
      if (letters.length <= 2 || letters[0].codePointAt(0) < 0x2e80) return [word];
      return letters.slice(1).map((second, place) => letters[place] + second);
    }

    function tokens(text) {
      const folded = fold([...text].slice(0, 300).join("").replace(UNSEEN, ""));
      return folded.split(" ").filter(Boolean).flatMap((word) => pieces([...withoutArticle(word)].slice(0, 40).join(""))).slice(0, 24);
    }

    function romanised(word) {
      if (ASCII.test(word)) return word.replace(/[^a-z0-9]+/g, "");
      const letters = [...word];
      const head = (letters.length > 1 && tables.initial[letters[0]]) || "";
      const tail = (letters.length > 2 && tables.final[letters.at(-1)]) || "";
      const middle = letters.slice(head ? 1 : 0, letters.length - (tail ? 1 : 0)).join("");
      const latin = head + middle.replace(letter, (found) => tables.letters[found]) + tail;
      const plain = [...latin].map((c) => (c < "\x80" ? c : tables.ascii[c] || "")).join("");
      return plain.toLowerCase().replace(/[^a-z0-9]+/g, "");
    }

    function skeleton(roman) {
      let heard = roman;
      for (const [written, sound] of SOUNDS) heard = heard.replaceAll(written, sound);
      return heard.replace(/[aeiouywh]+/g, "").replace(/([a-z])\1+/g, "$1") || roman;
    }

    function sound(word) {
      const coarse = [...skeleton(romanised(word))].map((c) => ONE_SOUND[c] || c);
      return coarse.filter((c, place) => c !== coarse[place - 1]).join("");
    }

    function script(word) {
      if (ASCII.test(word)) return /[a-z]/i.test(word) ? "Latn" : "";
      return SCRIPTS.find(([, letters]) => letters.test(word))?.[0] ?? "";
    }

    // A word as it is, without its article, and without one or two glued particles.
    function* stems(word) {
      yield word;
      const bare = withoutArticle(word);
      if (bare !== word) yield bare;
      const particles = tables.particles[script(word)] || [];
      for (const first of particles) {
        if (!word.startsWith(first) || word.length - first.length <= 2) continue;
        const rest = word.slice(first.length);
        yield withoutArticle(rest);
        for (const second of particles)
          if (rest.startsWith(second) && rest.length - second.length > 2) yield withoutArticle(rest.slice(second.length));
      }
    }

    return { fold, tokens, withoutArticle, romanised, skeleton, sound, script, stems };
  };

  // The learned costs of writing one language in Latin letters, and how surely one word is another so written (0..1).
  Dalil.writing = (lines) => {
    const UNKNOWN = 9;
    const costs = new Map(lines.split("\n").map((line) => line.split("\t")).map(([from, to, cost]) => [`${from}\t${to}`, cost / 100]));
    const letters = new Set([...costs.keys()].flatMap((key) => [...key.split("\t")[0]]));
    const cost = (from, to) => costs.get(`${from}\t${to}`) ?? (from.length + to.length > 2 ? 2 * UNKNOWN : UNKNOWN);
    const cheapest = new Map();
    for (const one of letters) cheapest.set(one, UNKNOWN);
    for (const [key, value] of costs) {
      const from = key.split("\t")[0];
      if ([...from].length === 1) cheapest.set(from, Math.min(cheapest.get(from), value));
    }
    const coded = (word) => [...word].slice(0, 20).filter((one) => letters.has(one));
    const latin = (word) => [...word].slice(0, 20).filter((one) => /[a-z0-9]/.test(one));

    function least(word) {
      return coded(word).reduce((sum, one) => sum + cheapest.get(one), 0);
    }

    function costOf(word, roman) {
      const source = coded(word), target = latin(roman);
      const reached = [[0]];
      for (let i = 0; i <= source.length; i++) {
        reached[i] = reached[i] || [];
        for (let j = 0; j <= target.length; j++) {
          if (!i && !j) continue;
          let best = Infinity;
          if (i) best = Math.min(best, reached[i - 1][j] + cost(source[i - 1], ""));
          if (j) best = Math.min(best, reached[i][j - 1] + cost("", target[j - 1]));
          if (i && j) best = Math.min(best, reached[i - 1][j - 1] + cost(source[i - 1], target[j - 1]));
          if (i && j > 1) best = Math.min(best, reached[i - 1][j - 2] + cost(source[i - 1], target[j - 2] + target[j - 1]));
          if (i > 1 && j) best = Math.min(best, reached[i - 2][j - 1] + cost(source[i - 2] + source[i - 1], target[j - 1]));
          reached[i][j] = best;
        }
      }
      return reached[source.length][target.length];
    }

    // `length` is that of the word whose letters are counted, as dalil.names.writing has it.
    function strength(word, roman, length, width) {
      const excess = Math.max(0, costOf(word, roman) - least(word));
      return 1 / (1 + Math.exp((excess / Math.max(1, (length + width) / 2) - 1.6) * 1.8));
    }

    return { coded, costOf, least, strength };
  };
})();
