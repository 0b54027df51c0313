// A text counted in Unicode code points, as Python counts. The browser counts UTF-16 units; the two meet only here.

class Text {
  constructor(words) {
    this.words = words;
    this.units = null;                        // code point -> UTF-16 unit, kept only where the two counts differ
    if (!/[\ud800-\udfff]/.test(words)) return;
    this.units = [];
    let unit = 0;
    for (const char of words) { this.units.push(unit); unit += char.length; }
    this.units.push(unit);
  }
  get length() { return this.units ? this.units.length - 1 : this.words.length; }
  slice(start, end) {
    return this.units ? this.words.slice(this.units[start], this.units[end]) : this.words.slice(start, end);
  }
}

function countPoints(words) {
  let count = 0;
  for (const _ of words) count += 1;
  return count;
}

const REACH = 64;                             // code points looked at around a border; no character is longer
const splitter = (granularity) => (Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity }) : null);
const byCharacter = splitter('grapheme'), byWord = splitter('word');

function piecesOf(words, how) {               // what a reader sees as characters, or words
  return how ? [...how.segment(words)].map((each) => each.segment) : [...words];
}

// The character (an emoji family, a flag, a letter with its marks) that a border would cut; [point, point] where it cuts none.
function characterAround(text, point) {
  let at = Math.max(0, point - REACH);
  for (const piece of piecesOf(text.slice(at, Math.min(text.length, point + REACH)), byCharacter)) {
    const after = at + countPoints(piece);
    if (at < point && point < after) return [at, after];
    if (at >= point) break;
    at = after;
  }
  return [point, point];
}

// Widen a range to whole characters and leave out white space at its ends.
function wholeCharacters(text, start, end) {
  return withoutSpace(text, characterAround(text, start)[0], characterAround(text, end)[1]);
}

function withoutSpace(text, start, end) {
  while (start < end && /\s/.test(text.slice(start, start + 1))) start += 1;
  while (end > start && /\s/.test(text.slice(end - 1, end))) end -= 1;
  return [start, end];
}

// The next border after (by = 1) or before (by = -1) a place, one word or one character on; white space is passed over.
function nextBorder(text, at, by, how = byWord) {
  const from = by > 0 ? at : Math.max(0, at - REACH), to = by > 0 ? Math.min(text.length, at + REACH) : at;
  const pieces = piecesOf(text.slice(from, to), how);
  if (by < 0) pieces.reverse();
  for (const piece of pieces) {
    at += by * countPoints(piece);
    if (piece.trim()) break;
  }
  return at;
}
