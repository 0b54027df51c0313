// One table of keys: what the page listens to, and what the help shows.

const step = (by) => () => stepPanel(by);
function stepPanel(by) {
  if (!state.source) return;
  if (state.panel === 'codings') { stepCodings(by); return; }
  if (state.panel === 'context' || state.panel === 'memos') { stepPassage(by); return; }
  const list = shownProposals();
  if (!list.length) { stepPassage(by); return; }
  const at = list.findIndex((proposal) => proposal.id === state.current?.id);
  const here = list.findIndex((proposal) => (proposal.ranges[0]?.[0] ?? 0) >= state.passages[state.here].start);
  const next = at >= 0 ? at + by : here < 0 ? list.length - 1 : here;
  chooseItem('proposal', list[Math.max(0, Math.min(list.length - 1, next))].id);
}
function stepPassage(by) {
  if (!state.source) return;
  noteStay(state.passages[state.here]);
  if (state.marked) mark(null);
  let to = state.here + by;
  while (state.passages[to] && !state.passages[to].unit) to += by;
  goHere(state.passages[to] ? to : state.here);
  sayHere();
}
function answer(action) {
  if (state.current?.kind === 'coding') {
    if (action === 'reject') removeCoding(currentItem());
    else if (action === 'amend') beginChange();
    return;
  }
  begin(action);
}
function escape() {
  if (!view.entry.hidden) hideEntry();
  else if (state.deciding || state.changing || state.writing) cancel();
  else if (state.marked) { getSelection().removeAllRanges(); mark(null); }
}

const KEYS = [
  ['keys_read', [
    { keys: ['j'], shown: 'j', word: 'key_next', run: step(1) },
    { keys: ['k'], shown: 'k', word: 'key_previous', run: step(-1) },
    { keys: ['ArrowDown'], shown: '↓', word: 'key_down', run: () => stepPassage(1), inText: true },
    { keys: ['ArrowUp'], shown: '↑', word: 'key_up', run: () => stepPassage(-1), inText: true },
    { keys: ['n'], shown: 'n', word: 'key_task', run: () => { if (state.source) goToNextTask(); } },
    { keys: ['o'], shown: 'o', word: 'ask_for', run: () => { if (askingLine()) askFor(); } },
    { keys: ['P'], shown: 'Shift p', word: 'tab_proposals', run: () => showPanel('proposals') },
    { keys: ['C'], shown: 'Shift c', word: 'tab_codings', run: () => showPanel('codings') },
    { keys: ['M'], shown: 'Shift m', word: 'tab_memos', run: () => showPanel('memos') },
    { keys: ['S'], shown: 'Shift s', word: 'key_similar', run: () => { showPanel('context'); findSimilar(); } },
  ]],
  ['keys_select', [
    { keys: ['Enter'], shown: 'Enter', word: 'key_select', run: markHere, inText: true },
    { keys: ['ArrowRight'], shown: '→', word: 'key_sentence', run: () => markSentence(1), inText: true },
    { keys: ['ArrowLeft'], shown: '←', word: 'key_sentence_back', run: () => markSentence(-1), inText: true },
    { shown: 'Shift ← →', word: 'key_end' },
    { shown: 'Shift ↑ ↓', word: 'key_start' },
    { shown: 'Ctrl Shift ←→↑↓', word: 'key_character' },
  ]],
  ['keys_code', [
    { keys: [...'123456789'], shown: '1–9', word: 'key_number', run: (key) => giveNumber(+key) },
    { keys: ['/'], shown: '/', word: 'key_find', run: findCode },
    { keys: ['f'], shown: 'f', word: 'key_search', run: () => view.words.focus() },
    { keys: ['Delete', 'Backspace'], shown: 'Del', word: 'key_remove', run: () => { if (state.current?.kind === 'coding') removeCoding(currentItem()); } },
  ]],
  ['keys_decide', [
    { keys: ['a'], shown: 'a', word: 'accept', run: () => answer('accept') },
    { keys: ['x'], shown: 'x', word: 'key_reject', run: () => answer('reject') },
    { keys: ['e'], shown: 'e', word: 'amend', run: () => answer('amend') },
    { keys: ['s'], shown: 's', word: 'skip', run: () => answer('skip') },
  ]],
  ['keys_more', [
    { keys: ['u'], shown: 'u', word: 'undo', run: () => takeBack('undo') },
    { keys: ['U'], shown: 'Shift u', word: 'redo', run: () => takeBack('redo') },
    { keys: ['m'], shown: 'm', word: 'new_memo', run: () => writeMemo() },
    { keys: ['l'], shown: 'l', word: 'key_lock', run: lockHere },
    { keys: ['L'], shown: 'Shift l', word: 'key_lock_source', run: lockSource },
    { keys: ['?', '？'], shown: '?', word: 'key_help', run: () => toggleHelp() },
    { keys: ['Escape'], shown: 'Esc', word: 'cancel', run: escape },
  ]],
];

function giveNumber(number) {
  if (state.deciding) {
    const reason = presets(state.deciding.action)[number - 1];
    if (reason) finish(reason);
    return;
  }
  const code = numbered()[number - 1];
  if (code) assign(code.id);
}
// Shift and an arrow move a border of the words marked: ← → the end, ↑ ↓ the beginning; with Ctrl by one character.
function moveMarked(event) {
  const moves = { ArrowRight: [moveEnd, 1], ArrowLeft: [moveEnd, -1], ArrowDown: [moveStart, 1], ArrowUp: [moveStart, -1] };
  const move = event.shiftKey && !event.altKey && state.marked?.drawn ? moves[event.key] : null;
  if (!move) return false;
  move[0](move[1], event.ctrlKey || event.metaKey ? byCharacter : byWord);
  return true;
}
const nameOf = (event) => {                   // the letter on the key, whatever input method or Caps Lock says
  const { key, code, shiftKey } = event;
  if (/^Key[A-Z]$/.test(code) && (key === 'Process' || /^[a-z]$/i.test(key))) {
    const letter = /^[a-z]$/i.test(key) ? key : code[3];
    return shiftKey ? letter.toUpperCase() : letter.toLowerCase();
  }
  return key;
};
function onKey(event) {
  if (!element.isConnected || element.offsetParent === null || !state.data || view.help.open) return;
  const typing = event.target.closest?.('input, select, textarea, [contenteditable]');
  if (event.isComposing || typing) return;
  const name = nameOf(event);
  if (moveMarked(event)) event.preventDefault();
  else if ((event.ctrlKey || event.metaKey) && !event.altKey && ['z', 'Z', 'y'].includes(name)) { event.preventDefault(); takeBack(name === 'z' ? 'undo' : 'redo'); }
  else if (event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.shiftKey && name.startsWith('Arrow')) return;
  else runKey(name, event);
}
function runKey(name, event) {
  for (const [, keys] of KEYS) {
    for (const { keys: names = [], run, inText } of keys) {
      if (!names.includes(name)) continue;
      if (inText && !view.text.contains(event.target)) return;
      event.preventDefault();
      if (!event.repeat || 'jk'.includes(name) || name.startsWith('Arrow')) run(name);
      return;
    }
  }
}

// ---- help -------------------------------------------------------------------------------------------------------
function toggleHelp() {
  if (view.help.open) { view.help.close(); return; }
  const groups = KEYS.map(([title, keys]) => {
    const group = make('section'), list = make('dl');
    for (const { shown, word: said } of keys) {
      const key = make('dt');
      key.append(...shown.split(' ').map((each) => make('kbd', '', each)));
      list.append(key, make('dd', '', word(said)));
    }
    group.append(make('h3', '', word(title)), list);
    return group;
  });
  const close = button(word('close'), () => view.help.close());
  view.help.setAttribute('aria-label', word('key_help'));
  view.help.replaceChildren(make('h2', '', word('key_help')), ...groups, close);
  view.help.showModal();
}
