// Memos: on words, on a coding, on a source, on a code, on the project; shared with the team or for oneself.

function keepMemos(memos) {                   // all that are to be read here; returns the passages to draw again
  const before = state.noted.items.size ? state.noted.all().flatMap((memo) => [...state.noted.touched(memo)]) : [];
  state.memos = new Map();
  state.noted = new Shelf(state.passages);
  for (const memo of memos) {
    const kept = { ...memo, ranges: memo.span ? [memo.span] : [] };
    state.memos.set(memo.id, kept);
    if (memo.span) for (const number of state.noted.put(kept)) before.push(number);
  }
  return before;
}
const memosHere = () => [...state.memos.values()].sort((one, other) => (one.id < other.id ? 1 : -1));

function drawMemos() {
  const head = make('div', 'tri-row');
  head.append(button(`${word('new_memo')} (m)`, () => writeMemo(), '', { 'aria-keyshortcuts': 'm' }));
  const cards = memosHere().filter((memo) => memo.id !== state.writing?.id).map(memoCard);
  return [head, ...(state.writing ? [memoForm()] : []), ...(cards.length ? cards : [make('p', 'tri-none', word('no_memos'))])];
}
function memoCard(memo) {
  const current = memo.id === state.current?.id;
  const node = make('article', `tri-card memo${current ? ' current' : ''}`);
  node.dataset.memo = memo.id;
  const about = make('div', 'tri-code', aboutWords(memo));
  about.append(make('small', '', [isMine(memo) ? '' : personOf(memo.by), word(memo.private ? 'private' : 'shared')].filter(Boolean).join(' · ')));
  node.append(about, make('p', 'tri-memo-text', memo.text));
  if (isMine(memo)) {
    const row = make('div', 'tri-row');
    row.append(button(word('edit_memo'), () => writeMemo(memo)), button(word('remove'), () => act('remove_memo', { memo: memo.id }, word('memo_removed'))));
    node.append(row);
  }
  if (memo.ranges.length) node.addEventListener('click', (event) => { if (!event.target.closest('button')) chooseItem('memo', memo.id); });
  return node;
}
function aboutWords(memo) {
  const said = { span: () => `「${short(quoteOf(memo))}」`, code: () => codeWords(memo.code), coding: () => codingWords(memo.coding) };
  return [word('about_' + memo.target), said[memo.target]?.() ?? ''].filter(Boolean).join(' ');
}
function codingWords(id) {
  const coding = state.codings.get(id);
  return coding ? `${codeWords(coding.code)} 「${short(quoteOf(coding))}」` : '';
}

// ---- writing ----------------------------------------------------------------------------------------------------
function targetsHere() {                      // what a new memo can be about, the nearest first
  const targets = [], coding = currentOf('coding'), proposal = currentOf('proposal');
  if (state.marked) targets.push({ target: 'span', span: [state.marked.start, state.marked.end], words: `「${short(quoteOfMarked())}」` });
  if (coding) targets.push({ target: 'coding', coding: coding.id, words: codingWords(coding.id) });
  const code = (coding ?? proposal)?.code ?? entryLast;
  if (code) targets.push({ target: 'code', code, words: codeWords(code) });
  return [...targets, { target: 'source', words: state.source.title }, { target: 'project', words: state.data.study }];
}
function writeMemo(memo = null) {
  if (!state.source) return;
  const words = state.marked ?? selectedInPage();
  if (words) keepMarked(words);
  state.writing = memo ? { id: memo.id, targets: [memo], chosen: 0, text: memo.text, private: memo.private }
    : { id: null, targets: targetsHere(), chosen: 0, text: '', private: false };
  drawPicker();
  showPanel('memos');
  view.panel.querySelector('textarea')?.focus();
}
const isWriting = () => !!state.writing && state.writing.text.trim() !== (state.memos.get(state.writing.id)?.text ?? '');
function memoForm() {
  const { writing } = state, box = make('form', 'tri-decide tri-memo-form');
  const about = make('select', '', undefined, { 'aria-label': word('about') });
  about.append(...writing.targets.map((each, n) => make('option', '', writing.id ? aboutWords(each) : `${word('about_' + each.target)} ${short(each.words, 40)}`, { value: n })));
  about.value = writing.chosen;
  about.disabled = !!writing.id;
  about.addEventListener('change', () => { writing.chosen = +about.value; });
  const text = make('textarea', '', undefined, { rows: '5', maxlength: '20000', 'aria-label': word('memo'), placeholder: word('memo_hint') });
  text.value = writing.text;
  text.addEventListener('input', () => { writing.text = text.value; });
  const hidden = make('label', 'tri-private'), check = make('input', '', undefined, { type: 'checkbox' });
  check.checked = writing.private;
  check.addEventListener('change', () => { writing.private = check.checked; });
  hidden.append(check, document.createTextNode(` ${word('only_for_me')}`));
  const row = make('div', 'tri-row');
  row.append(make('button', 'tri-save', word('save'), { type: 'submit' }), button(word('cancel'), cancel));
  box.append(about, text, hidden, row);
  box.addEventListener('submit', (event) => { event.preventDefault(); saveMemo(); });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) saveMemo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return box;
}
async function saveMemo() {
  const { id, targets, chosen, text, private: hidden } = state.writing;
  if (!text.trim()) { tell(word('memo_empty'), true); return; }
  const about = targets[chosen], quote = about.span ? state.text.slice(about.span[0], about.span[1]) : null;
  const asked = { memo: id, target: about.target, span: about.span ?? null, quote, code: about.code ?? null, coding: about.coding ?? null };
  if (!(await act('write_memo', { ...asked, text, private: hidden }, word('memo_saved')))) return;
  state.writing = null;
  mark(null);
  drawPanel();
  view.text.focus({ preventScroll: true });
}
