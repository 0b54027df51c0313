// Passages for words and filters; each opens at its place for coding.

const filter = { words: '', type: '', case: '', coder: '', code: '' };
const asksSomething = () => Object.values(filter).some((value) => value.trim());

function drawSearch() {
  const form = make('form', 'row card corpus-search', undefined, { role: 'search' });
  const words = make('input', 'grow corpus-words', undefined, { type: 'search', maxlength: '500', placeholder: word('corpus_search'), 'aria-label': word('corpus_search') });
  words.value = filter.words;
  words.addEventListener('input', () => { filter.words = words.value; });
  const cases = known.cases.map((each) => [each, each]);
  form.append(
    words,
    picker('type', 'all_types', known.types.map((type) => [type, word(`type_${type}`)])),
    picker('case', 'corpus_all_cases', cases),
    picker('coder', 'corpus_all_coders', known.coders),
    picker('code', 'corpus_all_codes', known.codebook.codes.map((code) => [code.id, `${code.id} ${code[language]}`])),
    make('button', 'main', word('search_button')),
  );
  form.querySelector('button.main').type = 'submit';
  form.addEventListener('submit', search);
  return form;
}
function picker(name, all, options) {
  const node = choice([['', word(all)], ...options], filter[name], { 'aria-label': word(all), class: `corpus-${name}` });
  node.addEventListener('change', () => { filter[name] = node.value; });
  return node;
}
async function search(event) {
  event.preventDefault();
  if (!asksSomething()) { clearSearch(); return; }
  tell(word('searching'));
  const found = await ask('search', filter);
  if (!found) return;
  tell('');
  state.hits = found;
  redraw();
}
function clearSearch() {
  for (const name of Object.keys(filter)) filter[name] = '';
  state.hits = null;
  redraw();
}
function drawHits() {
  const { passages, sources, units } = state.hits;
  const told = [word('corpus_found', { n: passages.length, sources, units })];
  if (state.hits.more) told.push(word('corpus_more', { n: passages.length }));
  const head = box('row', make('span', '', told.join(' · '), { id: 'corpus-found' }), button(word('corpus_clear'), clearSearch, 'end'));
  const list = make('div', 'corpus-hits');
  if (!passages.length) list.append(make('p', '', word('no_hits')));
  for (const hit of passages) list.append(hitLine(hit));
  const lost = state.hits.without_units;
  return box('', head, lost.length ? make('p', 'soft words', word('corpus_not_searched', { names: lost.join('、') })) : null, list);
}
function hitLine(hit) {
  const line = make('a', 'card corpus-hit', undefined, { href: codingAddress(hit.source, hit.start) });
  const place = make('div', 'soft words', `${word(`type_${hit.type}`)} · ${hit.place}${hit.codes.length ? ` · ${hit.codes.join(' ')}` : ''}`);
  const text = make('div', 'words');
  text.append(...marked(hit.text, hit.matches.map((match) => match[1])));
  line.append(place, text);
  const across = hit.matches.filter((match) => match[2] < 0.999).slice(0, 3);
  if (across.length) line.append(make('div', 'soft words', across.map((match) => `${match[0]} ≈ ${match[1]}`).join('   ')));
  return line;
}
function marked(text, words) {                   // the passage around its first match, the words that matched marked
  const wanted = [...new Set(words.map((each) => each.toLowerCase()).filter(Boolean))].sort((a, b) => b.length - a.length);
  const lower = text.toLowerCase();
  const first = Math.min(...wanted.map((each) => lower.indexOf(each)).filter((at) => at >= 0), text.length);
  const from = first === text.length ? 0 : Math.max(0, first - 40);
  const shown = (from ? '…' : '') + text.slice(from, from + 260) + (text.length > from + 260 ? '…' : '');
  const parts = [];
  let plain = '';
  for (let at = 0; at < shown.length;) {
    const hit = wanted.find((each) => shown.toLowerCase().startsWith(each, at));
    if (!hit) { plain += shown[at]; at += 1; continue; }
    parts.push(document.createTextNode(plain), make('mark', '', shown.slice(at, at + hit.length)));
    plain = '';
    at += hit.length;
  }
  parts.push(document.createTextNode(plain));
  return parts;
}
