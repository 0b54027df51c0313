// Reading a source beside the table: its words with page and time code, and what reading left out.

const FIRST = 200;
const clock = (ms) => {
  const seconds = Math.floor(ms / 1000), two = (n) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};
const codingAddress = (source, at) => `/?source=${encodeURIComponent(source)}&at=${at}`;

async function openPreview(id) {
  state.open = id;
  redraw();
  const side = sheet.querySelector('.corpus-side');
  const read = await ask('preview', { source: id });
  if (read && state.open === id) side.replaceChildren(...drawPreview(sourceOf(id), read));
}
function emptyPreview() { return [make('h3', '', word('corpus_preview')), make('p', 'soft', word('corpus_pick'))]; }
function drawPreview(source, read) {
  const facts = ['source_type', 'case', 'organisation', 'publisher', 'voice', 'date', 'language'].map((name) => shownValue(name, source[name])).filter(Boolean);
  const open = make('a', 'corpus-start', word('corpus_open'), { href: codingAddress(source.id, 0) });
  const text = make('div', 'corpus-text', undefined, { tabindex: '0', role: 'document', 'aria-label': source.title });
  drawPassages(text, source, read.passages, 0, FIRST);
  return [
    make('h2', 'words', source.title),
    make('p', 'soft words', [...facts, source.file, `${source.characters} ${word('corpus_characters')}`].join(' · ')),
    box('row', open),
    notesOf(read.notes),
    text,
  ];
}
function notesOf(notes) {
  const node = make('details', 'corpus-notes');
  const sum = make('summary', '', notes.length ? `${word('corpus_notes')} (${notes.length})` : word('corpus_no_notes'));
  node.append(sum);
  const list = make('ul');
  for (const [kind, count, detail] of notes) list.append(make('li', 'words', `${word(`note_${kind}`)}: ${count}${detail ? ` — ${detail}` : ''}`));
  node.append(list);
  return node;
}
function drawPassages(text, source, passages, from, to) {
  let page = passages[from - 1]?.page ?? null;
  for (const passage of passages.slice(from, to)) {
    const marks = [];
    if (passage.page !== null && passage.page !== page) { marks.push(word('page', { n: passage.page })); page = passage.page; }
    if (passage.time_ms !== null) marks.push(clock(passage.time_ms));
    const line = make('div', `corpus-passage ${passage.kind}`);
    if (marks.length) line.append(make('span', 'soft corpus-mark', marks.join(' · ')));
    const words = make('a', 'words', passage.text, { href: codingAddress(source.id, passage.start) });
    line.append(words);
    text.append(line);
  }
  if (to < passages.length) {
    const rest = button(word('corpus_rest', { n: passages.length - to }), () => { rest.remove(); drawPassages(text, source, passages, to, passages.length); });
    text.append(rest);
  }
}
