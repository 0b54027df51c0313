// The codings of the passage at hand: what each says, its status, and how it is changed or taken away.

function drawCodings() {
  const codings = state.codings.at(state.here);
  const head = make('div', 'tri-row');
  head.append(make('span', '', word('codings_hint', { n: codings.length, all: [...state.codings.items.values()].filter(isMine).length })));
  return [head, ...(codings.length ? codings.map(codingCard) : [make('p', 'tri-none', word('no_codings_here'))])];
}
function codingCard(coding) {
  const current = coding.id === state.current?.id, mine = isMine(coding);
  const node = make('article', `tri-card coding${current ? ' current' : ''}${mine ? '' : ' theirs'}`, undefined, { 'aria-label': codeWords(coding.code) });
  node.dataset.coding = coding.id;
  if (current) node.setAttribute('aria-current', 'true');
  node.style.setProperty('--tint', colourOf(coding.code));
  const name = make('div', 'tri-code', codeWords(coding.code));
  name.append(make('small', '', [mine ? word('mine') : personOf(coding.by), word('mode_' + coding.mode), coding.rank === 'secondary' ? word('secondary') : '', coding.origin ? word('from_proposal') : ''].filter(Boolean).join(' · ')));
  entryOnHover(name, coding.code);
  node.append(name, make('blockquote', 'tri-quote', quoteOf(coding)));
  const memos = [...state.memos.values()].filter((memo) => memo.coding === coding.id);
  for (const memo of memos) node.append(make('p', 'tri-why', `✎ ${memo.text}`));
  const changing = state.changing === coding.id;
  if (mine && current && !changing) node.append(attributesOf(coding));
  else if (coding.attributes.length) node.append(make('p', 'tri-why', coding.attributes.map(attributeWords).join(' · ')));
  if (mine) node.append(changing ? changeBox(coding) : actsOn(coding));
  node.addEventListener('click', (event) => {
    if (!event.target.closest('button, input, select, a') && !current) chooseItem('coding', coding.id);
  });
  return node;
}
// The status of what is said (is it done or promised, who says so …), one choice for each question of the codebook.
function attributesOf(coding) {
  const box = make('div', 'tri-attributes'), given = Object.fromEntries(coding.attributes);
  if (familyOf(codeOf(coding.code).family).rule === 'primary') box.append(rankOf(coding));
  for (const [key, attribute] of Object.entries(state.data.codebook.attributes)) {
    const label = make('label', '', inLanguage(attribute)), pick = make('select');
    pick.dataset.attribute = key;
    pick.append(make('option', '', '—', { value: '' }), ...Object.entries(attribute.values).map(([value, words]) => make('option', '', inLanguage(words), { value })));
    pick.value = given[key] ?? '';
    pick.addEventListener('change', () => changeCoding(coding, { attributes: { ...given, [key]: pick.value } }));
    label.append(pick);
    box.append(label);
  }
  return box;
}
function rankOf(coding) {                     // in a family that takes one primary code and one secondary
  const label = make('label', '', word('rank')), pick = make('select', 'tri-rank');
  pick.append(...['primary', 'secondary'].map((rank) => make('option', '', word(rank), { value: rank })));
  pick.value = coding.rank;
  pick.addEventListener('change', () => changeCoding(coding, { rank: pick.value }));
  label.append(pick);
  return label;
}
function actsOn(coding) {
  const row = make('div', 'tri-row');
  const choose = (then) => () => { chooseItem('coding', coding.id); then(); };
  row.append(
    button(`${word('amend')} (e)`, choose(beginChange), '', { 'aria-keyshortcuts': 'e' }),
    button(`${word('memo')} (m)`, choose(() => writeMemo())),
    button(`${word('remove')} (x)`, choose(() => removeCoding(coding)), '', { 'aria-keyshortcuts': 'x' }),
  );
  row.lastChild.dataset.action = 'remove';
  return row;
}
function beginChange() {
  const coding = currentOf('coding');
  if (!coding || !isMine(coding)) return;
  const words = state.marked ?? selectedInPage() ?? { start: coding.start, end: coding.end };
  state.changing = coding.id;
  keepMarked({ ...words, drawn: false });
  drawPanel();
  view.panel.querySelector('.tri-find')?.focus();
}
function changeBox(coding) {
  const box = make('div', 'tri-decide');
  const moved = state.marked && (state.marked.start !== coding.start || state.marked.end !== coding.end);
  const span = make('p', 'tri-why', `${word('span')}: 「${short(quoteOfMarked() || quoteOf(coding), 60)}」`);
  const row = make('div', 'tri-row');
  const take = button(word('take_span'), () => changeCoding(coding, { span: [state.marked.start, state.marked.end], quote: quoteOfMarked() }), 'tri-take');
  take.disabled = !moved;
  row.append(take, button(word('cancel'), cancel));
  box.append(codeFinder(codeOf(coding.code).family), span, make('p', 'tri-hint', word('change_hint')), row);
  return box;
}
function stepCodings(by) {                    // in the order of the text, through the whole document
  const all = state.codings.all();
  if (!all.length) { tell(word('no_codings_here')); return; }
  const at = all.findIndex((coding) => coding.id === state.current?.id);
  const start = at >= 0 ? at + by : all.findIndex((coding) => coding.start >= state.passages[state.here].start);
  chooseItem('coding', all[Math.max(0, Math.min(all.length - 1, start < 0 ? all.length - 1 : start))].id);
}
