// The form of one entry. What is typed goes into the draft at once; the draft is kept by the browser.

function sides(label, wording, changed, rows = 2) { // one text in both languages
  const node = box('book-sides', make('h3', '', label));
  for (const side of ['zh', 'en']) {
    const text = make('textarea', '', undefined, { rows: String(rows), lang: side, 'aria-label': `${label} · ${word(side === 'zh' ? 'book_in_chinese' : 'book_in_english')}` });
    text.value = wording[side] ?? '';
    text.dataset.side = side;
    text.addEventListener('input', () => { wording[side] = text.value; changed(); });
    node.append(field(word(side === 'zh' ? 'book_in_chinese' : 'book_in_english'), text));
  }
  return node;
}
function several(label, items, fresh, drawItem, changed) { // a list whose items are added and removed
  const node = box('book-several', make('h3', '', label));
  const body = box('');
  const drawAll = () => {
    body.replaceChildren(...items.map((item, at) => box('card book-item', drawItem(item, at), button(word('book_remove'), () => { items.splice(at, 1); changed(); drawAll(); }, 'link', { 'aria-label': `${word('book_remove')} · ${label} ${at + 1}` }))));
  };
  drawAll();
  node.append(body, button(`${word('book_add')} · ${label}`, () => { items.push(fresh()); changed(); drawAll(); body.lastElementChild?.querySelector('textarea, select, input')?.focus(); }));
  return node;
}
function line(label, value, changed, attributes = {}) {
  const input = make('input', '', undefined, attributes);
  input.value = value ?? '';
  input.addEventListener('input', () => changed(input.value));
  return field(label, input);
}
function codeChoice(label, value, changed, family = null, except = '') {
  const options = [['', word('book_none')], ...codes().filter((code) => code.id !== except && (!family || code.family === family) && !isRetired(code.id)).map((code) => [code.id, `${code.id} ${said(code.label)}`])];
  const node = choice(options, value ?? '');
  node.addEventListener('change', () => changed(node.value || null));
  return field(label, node);
}
function filledIn(code) {                        // an entry with every part there, to be edited in place
  const entry = copy(code);
  for (const name of ['label', 'definition']) entry[name] = { zh: '', en: '', ...entry[name] };
  for (const name of ['inclusion', 'exclusions', 'indicators', 'cues', 'examples']) entry[name] = list(entry[name]);
  entry.exclusions = entry.exclusions.map((each) => ({ neighbour: null, ...each, rule: { zh: '', en: '', ...each.rule } }));
  entry.examples = entry.examples.map((each) => ({ positive: true, instead: null, ...each, why: { zh: '', en: '', ...each.why } }));
  entry.support ??= '';
  return entry;
}
function codeForm(code) {
  const entry = filledIn(code);
  const changed = () => changeEntry('codes', entry);
  const done = button(word('book_done'), () => { state.editing = false; drawMiddle(); drawEntryMarks(); }, 'main', { id: 'book-done' });
  return [
    box('row', make('h2', 'words', `${code.id} ${said(code.label)}`), done),
    make('p', 'soft', word('book_saved_here')),
    ...codeFields(entry, changed),
  ];
}
function codeFields(entry, changed) {
  const rank = make('input', '', undefined, { type: 'checkbox' });
  rank.checked = !!entry.abstain;
  rank.addEventListener('change', () => { entry.abstain = rank.checked; changed(); });
  return [
    sides(word('book_label'), entry.label, changed, 1),
    sides(word('book_definition'), entry.definition, changed, 4),
    several(word('book_inclusion'), entry.inclusion, () => ({ zh: '', en: '' }), (item) => sides('', item, changed), changed),
    several(word('book_exclusions'), entry.exclusions, () => ({ neighbour: null, rule: { zh: '', en: '' } }), (item) => box('', codeChoice(word('book_neighbour'), item.neighbour, (id) => { item.neighbour = id; changed(); }, null, entry.id), sides(word('book_rule'), item.rule, changed)), changed),
    several(word('book_indicators'), entry.indicators, () => ({ zh: '', en: '' }), (item) => sides('', item, changed, 1), changed),
    cues(entry, changed),
    several(word('book_examples'), entry.examples, () => ({ text: '', quote: '', positive: true, instead: null, why: { zh: '', en: '' } }), (item, at) => exampleFields(entry, item, at, changed), changed),
    box('row', codeChoice(word('book_parent'), entry.parent, (id) => { entry.parent = id; changed(); }, entry.family, entry.id), field(word('book_abstain'), rank)),
    line(word('book_support'), entry.support, (words) => { entry.support = words; changed(); }, { class: 'book-support' }),
  ];
}
function cues(entry, changed) {
  const text = make('textarea', '', undefined, { rows: '3', 'aria-label': word('book_cues') });
  text.value = entry.cues.join('\n');
  text.addEventListener('input', () => { entry.cues = [...new Set(text.value.split('\n').map((each) => each.trim()).filter(Boolean))]; changed(); });
  return box('book-field', make('h3', '', word('book_cues')), field(word('book_cues_hint'), text));
}
function exampleFields(entry, example, at, changed) {
  const text = make('textarea', 'book-example-text', undefined, { rows: '3', 'aria-label': word('book_text') });
  const quote = make('textarea', 'book-example-quote', undefined, { rows: '1', 'aria-label': word('book_quote') });
  text.value = example.text;
  quote.value = example.quote;
  text.addEventListener('input', () => { example.text = text.value; changed(); });
  quote.addEventListener('input', () => { example.quote = quote.value; changed(); });
  const take = button(word('book_take_selection'), () => {
    const words = text.value.slice(text.selectionStart, text.selectionEnd);
    if (words) { quote.value = example.quote = words; changed(); }
  });
  take.addEventListener('mousedown', (event) => event.preventDefault());
  const kind = choice([['yes', word('book_positive')], ['', word('book_negative')]], example.positive === false ? '' : 'yes', { 'aria-label': word('book_examples') });
  const instead = codeChoice(word('book_instead'), example.instead, (id) => { example.instead = id; changed(); }, null, entry.id);
  instead.hidden = example.positive !== false;
  kind.addEventListener('change', () => { example.positive = !!kind.value; if (example.positive) example.instead = null; instead.hidden = example.positive; changed(); });
  const mark = make('span', 'book-quoted');
  mark.dataset.quoted = `${entry.id} ${at}`;
  return box('', box('row', kind, instead), field(word('book_text'), text), field(word('book_quote'), quote), box('row', take, mark), sides(word('book_why'), example.why, changed, 1));
}
function drawQuoteMarks() {                      // whether the words that decide stand in their passage
  for (const node of sheet.querySelectorAll('.book-quoted')) {
    const wrong = state.misquoted.has(node.dataset.quoted);
    node.textContent = word(wrong ? 'book_misquoted' : 'book_quoted');
    node.classList.toggle('bad', wrong);
  }
  for (const node of sheet.querySelectorAll('.book-example')) node.classList.toggle('misquoted', state.misquoted.has(node.dataset.quoted));
}
function familyForm(family) {
  const entry = { ...copy(family), label: { zh: '', en: '', ...family.label }, question: { zh: '', en: '', ...family.question }, rule: family.rule ?? 'multiple' };
  const changed = () => changeEntry('families', entry);
  const rule = choice([['primary', word('book_rule_primary')], ['multiple', word('book_rule_multiple')]], entry.rule);
  rule.addEventListener('change', () => { entry.rule = rule.value; changed(); });
  return [
    box('row', make('h2', 'words', `${family.id} ${said(family.label)}`), button(word('book_done'), () => { state.editing = false; drawMiddle(); drawEntryMarks(); }, 'main', { id: 'book-done' })),
    sides(word('book_label'), entry.label, changed, 1),
    sides(word('book_question'), entry.question, changed, 4),
    field(word('book_family_rule'), rule),
  ];
}
