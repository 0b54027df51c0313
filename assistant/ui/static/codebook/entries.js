// The list of entries, and one entry to be read.

function drawList() {
  const filter = make('input', '', undefined, { type: 'search', placeholder: word('book_filter'), 'aria-label': word('book_filter'), class: 'book-filter' });
  filter.value = state.filter;
  filter.addEventListener('input', () => { state.filter = filter.value; sheet.querySelector('.book-list').replaceWith(drawEntries()); });
  const tools = box('row', isLead() && !state.old ? button(word('book_new_code'), newCode, '', { id: 'book-new' }) : null, isLead() && !state.old ? button(word('book_new_family'), newFamily) : null);
  return box('book-left card', filter, tools, drawEntries());
}
function fits(code) {
  const wanted = state.filter.trim().toLowerCase();
  if (!wanted) return true;
  const words = [code.id, code.label?.zh, code.label?.en, code.definition?.zh, code.definition?.en, ...list(code.cues)];
  return words.some((each) => each?.toLowerCase().includes(wanted));
}
function drawEntries() {
  const node = make('nav', 'book-list', undefined, { 'aria-label': word('book_entries') });
  for (const family of families()) {
    const own = codes().filter((code) => code.family === family.id && fits(code));
    if (!own.length && state.filter) continue;
    node.append(entryLine('family', family, `${family.id} ${said(family.label)}`));
    for (const code of own) node.append(entryLine('code', code, `${code.id} ${said(code.label)}`));
  }
  const lost = codes().filter((code) => !familyOf(code.family) && fits(code));
  for (const code of lost) node.append(entryLine('code', code, `${code.id} ${said(code.label)}`));
  return node;
}
function entryLine(what, entry, words) {
  const open = state.open?.what === what && state.open.id === entry.id;
  const line = button('', () => openEntry(what, entry.id), `book-line ${what}${open ? ' open' : ''}`);
  line.dataset.entry = `${what} ${entry.id}`;
  line.setAttribute('aria-current', String(open));
  line.append(make('span', 'words', words));
  if (what === 'code') {
    const count = known.counts[entry.id];
    const marked = mark(entry);
    if (marked) line.append(make('span', `book-mark ${marked}`, word(`book_${marked}`)));
    if (count) line.append(make('span', 'soft', String(count), { title: word('book_codings', { n: count }) }));
  }
  return line;
}
function drawEntryMarks() { sheet.querySelector('.book-list')?.replaceWith(drawEntries()); }
function openEntry(what, id) {
  state.open = { what, id };
  state.editing = false;
  drawMiddle();
  drawEntryMarks();
  sheet.querySelector(`[data-entry="${CSS.escape(`${what} ${id}`)}"]`)?.focus({ preventScroll: true });
  if (matchMedia('(max-width: 900px)').matches) sheet.querySelector('.book-middle').scrollIntoView({ block: 'start' });
}
function drawMiddle() {
  const fresh = middle();
  sheet.querySelector('.book-middle')?.replaceWith(fresh);
  drawQuoteMarks();
}
function middle() {
  const node = make('section', 'book-middle card', undefined, { 'aria-live': 'off' });
  const entry = state.open && (state.open.what === 'family' ? familyOf(state.open.id) : codeOf(state.open.id));
  if (!entry) node.append(make('p', 'soft', word('book_pick')));
  else if (state.editing) node.append(...(state.open.what === 'family' ? familyForm(entry) : codeForm(entry)));
  else node.append(...(state.open.what === 'family' ? readFamily(entry) : readCode(entry)));
  return node;
}

// ---- reading ---------------------------------------------------------------------------------------------------
function both(label, wording) {                  // both languages of one text, the reader's first
  if (!wording || !(wording.zh || wording.en)) return null;
  const sides = language === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  const node = box('book-field', make('h3', '', label));
  for (const side of sides) if (wording[side]) node.append(make('p', `words${side === language ? '' : ' soft'}`, wording[side], { lang: side }));
  return node;
}
function many(label, wordings, line = (each) => said(each)) {
  if (!list(wordings).length) return null;
  const node = box('book-field', make('h3', '', label)), items = make('ul');
  for (const each of wordings) items.append(make('li', 'words', line(each)));
  node.append(items);
  return node;
}
function readCode(code) {
  const retired = isRetired(code.id);
  const head = box('row', make('h2', 'words', `${code.id} ${said(code.label)}`));
  if (mark(code)) head.append(make('span', `book-mark ${mark(code)}`, word(`book_${mark(code)}`)));
  const other = code.label?.[language === 'zh' ? 'en' : 'zh'];
  const facts = [other, familyOf(code.family) ? said(familyOf(code.family).label) : code.family, code.parent ? `${word('book_parent')}: ${nameOf(code.parent)}` : '', code.abstain ? word('book_abstain') : '', word('book_codings', { n: known.counts[code.id] ?? 0 })];
  return [
    head,
    make('p', 'soft words', facts.filter(Boolean).join(' · ')),
    isLead() && !state.old ? codeActs(code, retired) : null,
    revisionsOf(code.id),
    both(word('book_definition'), code.definition),
    many(word('book_inclusion'), code.inclusion),
    many(word('book_exclusions'), code.exclusions, (each) => `→ ${each.neighbour ? nameOf(each.neighbour) : '∅'}: ${said(each.rule)}`),
    many(word('book_indicators'), code.indicators),
    list(code.cues).length ? box('book-field', make('h3', '', word('book_cues')), make('p', 'words', code.cues.join(' · '))) : null,
    readExamples(code),
    code.support ? box('book-field', make('h3', '', word('book_support')), make('p', 'words soft', code.support)) : null,
  ].filter(Boolean);
}
function readExamples(code) {
  if (!list(code.examples).length) return null;
  const node = box('book-field', make('h3', '', word('book_examples')));
  code.examples.forEach((example, at) => {
    const positive = example.positive !== false;
    const item = box(`book-example ${positive ? 'positive' : 'negative'}`, make('span', 'soft', word(positive ? 'book_positive' : 'book_negative') + (example.instead ? ` ⇒ ${nameOf(example.instead)}` : '')));
    const text = make('p', 'words'), start = example.text.indexOf(example.quote);
    if (start >= 0) text.append(example.text.slice(0, start), make('mark', '', example.quote), example.text.slice(start + example.quote.length));
    else text.append(example.text, make('br'), make('mark', '', example.quote));
    item.append(text);
    if (said(example.why)) item.append(make('p', 'soft words', said(example.why)));
    item.dataset.quoted = `${code.id} ${at}`;
    node.append(item);
  });
  return node;
}
function revisionsOf(id) {                       // what adjudication asks to be made clearer
  const asked = known.revisions[id];
  if (!asked) return null;
  const items = make('ul');
  for (const each of asked.cases) {
    const item = make('li', 'words', each.reason);
    item.append(box('soft words', document.createTextNode(`${each.title} · ${[...each.words].slice(0, 80).join('')}${each.outcome.length ? ` ⇒ ${each.outcome.join(' ')}` : ''}`)));
    items.append(item);
  }
  const against = asked.against.length ? make('p', 'soft words', `${word('book_against')}: ${asked.against.map(nameOf).join(' · ')}`) : null;
  return box('card book-revisions', make('h3', '', `${word('book_revisions')} (${asked.cases.length})${asked.pending ? '' : ` · ${word('book_revised')}`}`), against, items);
}
function codeActs(code, retired) {
  const row = box('row book-acts');
  if (!retired) row.append(button(word('book_edit'), () => { state.editing = true; drawMiddle(); sheet.querySelector('.book-middle textarea, .book-middle input')?.focus(); }, 'main', { id: 'book-edit' }));
  if (code.id in state.draft.codes) row.append(button(word('book_undo_entry'), () => undoEntry('codes', code.id)));
  if (!retired && publishedCode(code.id)) {
    row.append(
      button(word('book_merge'), () => openMerge(code), '', { id: 'book-merge' }),
      button(word('book_split'), () => openSplit(code), '', { id: 'book-split' }),
      button(word('book_retire'), () => { state.draft.codes[code.id] = null; keepDraft(); drawDraftBar(); drawMiddle(); drawEntryMarks(); }, '', { id: 'book-retire' }),
    );
  }
  return row;
}
function undoEntry(kind, id) {
  delete state.draft[kind][id];
  keepDraft();
  draw();
}
function readFamily(family) {
  return [
    make('h2', 'words', `${family.id} ${said(family.label)}`),
    make('p', 'soft', `${word('book_family_rule')}: ${word(`book_rule_${family.rule ?? 'multiple'}`)}`),
    isLead() && !state.old ? box('row book-acts', button(word('book_edit'), () => { state.editing = true; drawMiddle(); }, 'main', { id: 'book-edit' }), family.id in state.draft.families ? button(word('book_undo_entry'), () => undoEntry('families', family.id)) : null) : null,
    both(word('book_question'), family.question),
  ].filter(Boolean);
}
