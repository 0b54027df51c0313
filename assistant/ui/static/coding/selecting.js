// Words selected and not yet coded: by mouse, by finger, or by keys alone; and the small box that offers codes for them.

function mark(marked) {                       // null takes the mark away
  const before = state.marked?.drawn ? state.marked : null;
  state.marked = marked;
  const again = new Set();
  for (const one of [before, marked?.drawn ? marked : null]) {
    if (one) for (const number of state.codings.touched({ ranges: [[one.start, one.end]] })) again.add(number);
  }
  redraw(again);
  drawPicker();
  if (state.deciding?.action === 'amend' || state.changing) drawPanel();
}
function keepMarked(marked) {                 // draw it ourselves: the browser's own selection goes when the focus does
  if (marked.drawn) return;
  getSelection().removeAllRanges();
  mark({ ...marked, drawn: true });
}
const quoteOfMarked = () => (state.marked ? state.text.slice(state.marked.start, state.marked.end) : '');

function takeSelection() {                    // after the mouse or the browser's own keys have selected something
  const marked = selectedInPage();
  if (marked) { mark(marked); goHere(state.codings.passageAt(marked.start)); } else if (state.marked && !state.marked.drawn) mark(null);
}

// ---- by keys --------------------------------------------------------------------------------------------------
function markByKeys(start, end) {
  if (start >= end) return;
  getSelection().removeAllRanges();
  mark({ start, end, drawn: true });
  goHere(state.codings.passageAt(start));
  speak(quoteOfMarked());
}
const bodyHere = () => state.passages[state.here].body;

function markSentence(by) {                   // the sentence after or before the one marked, within the passage
  const { sentences } = state.passages[state.here];
  if (!sentences.length) return;
  const at = state.marked ? sentences.findIndex(([start]) => start === state.marked.start) : -1;
  const next = at < 0 ? 0 : Math.max(0, Math.min(sentences.length - 1, at + by));
  markByKeys(...sentences[next]);
}
function markHere() {                         // first a sentence, then the whole passage
  const [start, end] = bodyHere();
  const { sentences } = state.passages[state.here];
  const whole = state.marked && sentences.some(([from, to]) => from === state.marked.start && to === state.marked.end);
  if (whole || sentences.length < 2) markByKeys(start, end); else markByKeys(...sentences[0]);
}
function moveEnd(by, how) {
  if (!state.marked) return;
  const end = nextBorder(state.text, state.marked.end, by, how);
  if (end > state.marked.start) markByKeys(state.marked.start, characterAround(state.text, end)[1]);
}
function moveStart(by, how) {
  if (!state.marked) return;
  const start = characterAround(state.text, nextBorder(state.text, state.marked.start, by, how))[0];
  if (start < state.marked.end) markByKeys(start, state.marked.end);
}

// ---- the box of codes beside the words --------------------------------------------------------------------------
let byTouch = false;

function drawPicker() {
  const { marked } = state;
  view.picker.hidden = !marked || !!state.deciding || !!state.changing || !!state.writing;
  if (view.picker.hidden) return;
  const chips = numbered().map((code, place) => {
    const chip = button('', () => assign(code.id), 'tri-quick', { title: codeWords(code.id) });
    chip.dataset.code = code.id;
    chip.style.setProperty('--tint', colourOf(code.id));
    chip.append(make('kbd', '', place + 1), make('span', '', short(inLanguage(code), 10)));
    return chip;
  });
  view.picker.replaceChildren(
    ...chips,
    button(`${word('other_code_short')} /`, findCode, 'tri-quick'),
    button(`${word('memo')} m`, () => writeMemo(), 'tri-quick'),
  );
  placePicker(boxOf(marked.start, marked.end));
}
function placePicker(box) {
  const room = view.picker.offsetParent.getBoundingClientRect(), text = view.text.getBoundingClientRect();
  view.picker.classList.toggle('docked', byTouch);
  if (byTouch) { view.picker.style.left = view.picker.style.top = ''; return; }
  const below = box.bottom + 8 + view.picker.offsetHeight < text.bottom;
  const top = below ? box.bottom + 8 : Math.max(text.top, box.top - view.picker.offsetHeight - 8);
  const left = Math.max(text.left, Math.min(box.left, text.right - view.picker.offsetWidth - 4));
  view.picker.style.left = `${left - room.left}px`;
  view.picker.style.top = `${Math.min(top, text.bottom - view.picker.offsetHeight - 4) - room.top}px`;
}

function listenToSelecting() {
  keepSelection(view.picker);
  document.addEventListener('pointerdown', (event) => {
    byTouch = event.pointerType !== 'mouse';
    if (!view.entry.hidden && !event.target.closest('.tri-entry, .tri-code-line, .tri-code')) hideEntry();
  });
  view.text.addEventListener('pointerup', () => setTimeout(takeSelection, 0));
  view.text.addEventListener('keyup', (event) => { if (event.shiftKey || event.key === 'Shift') takeSelection(); });
  let settle = 0;                             // a finger drags handles that send no pointer events
  document.addEventListener('selectionchange', () => {
    clearTimeout(settle);
    if (byTouch) settle = setTimeout(takeSelection, 350);
  });
  view.text.addEventListener('scroll', () => { if (state.marked && !view.picker.hidden) placePicker(boxOf(state.marked.start, state.marked.end)); }, { passive: true });
  view.text.addEventListener('click', onTextClick);
}
function onTextClick(event) {
  if (!getSelection().isCollapsed) return;
  const chip = event.target.closest('.tri-chip'), node = event.target.closest('.tri-passage');
  if (chip) return chooseItem('coding', chip.dataset.coding);
  if (!node) return undefined;
  const number = +node.dataset.number, piece = event.target.closest('.tri-piece');
  if (state.marked) mark(null);
  goHere(number);
  const inside = (item) => item.ranges.some(([start, end]) => piece && start <= +piece.dataset.start && +piece.dataset.start < end);
  const codings = state.codings.at(number).filter(inside);
  if (codings.length) {                       // where several lie over each other, each click takes the next
    const at = codings.findIndex((coding) => coding.id === state.current?.id);
    return chooseItem('coding', codings[(at + 1) % codings.length].id);
  }
  const proposal = state.proposals.at(number).filter(isShown).sort((one, other) => inside(other) - inside(one))[0];
  return proposal && state.panel === 'proposals' ? chooseItem('proposal', proposal.id) : undefined;
}
