// One's own codings under entries that mean something else now: keep, change or remove each, with a reason.

const queue = { at: 0, deciding: null, sending: false };
const answers = { a: 'keep', e: 'change', x: 'remove' };

function drawQueue() {
  if (!state.waiting) { loadQueue(); return make('p', 'soft', '…'); }
  if (!state.waiting.length) return make('p', 'card', word('book_queue_empty'));
  queue.at = Math.min(queue.at, state.waiting.length - 1);
  return box('book-queue', make('p', 'soft', word('book_queue_hint')), make('p', '', word('book_queue_count', { n: state.waiting.length }), { id: 'book-waiting' }), ...state.waiting.map(questionedCard));
}
async function loadQueue() {
  const waiting = await ask('waiting');
  if (!waiting) return;
  state.waiting = waiting;
  known.waiting = waiting.length;
  draw();
}
function questionedCard(each, at) {
  const node = make('article', `card book-questioned${at === queue.at ? ' current' : ''}`, undefined, { tabindex: at === queue.at ? '0' : '-1' });
  node.dataset.coding = each.id;
  const words = make('p', 'words');
  words.append(each.before, make('mark', '', each.quotation), each.after);
  const place = make('a', 'soft words', each.place, { href: `/?source=${encodeURIComponent(each.source)}&at=${each.start}` });
  node.append(
    box('row', make('strong', 'words', nameOf(each.code)), make('span', `book-mark ${each.kind}`, word(`book_because_${each.kind}`)), place),
    words,
    make('p', 'soft words', each.reasons.join(' · ')),
  );
  if (each.difference && !each.gone) {
    const more = make('details');
    more.append(make('summary', 'soft', word('book_changes')), differenceCard(each.difference, null));
    more.open = at === queue.at;
    node.append(more);
  }
  node.append(at === queue.at && queue.deciding ? why(each) : acts(each, at));
  node.addEventListener('click', (event) => { if (!event.target.closest('button, a, input, select, summary') && at !== queue.at) goTo(at); });
  return node;
}
function acts(each, at) {
  const row = box('row');
  for (const [key, answer] of Object.entries(answers)) {
    if (answer === 'keep' && each.gone) continue;
    const node = button(`${word({ keep: 'book_keep', change: 'book_change', remove: 'book_drop' }[answer])} (${key})`, () => { queue.at = at; decide(answer); });
    node.dataset.answer = answer;
    row.append(node);
  }
  return row;
}
function decide(answer) {
  const each = state.waiting[queue.at];
  if (!each || (answer === 'keep' && each.gone)) return;
  queue.deciding = { answer, code: each.offered[0] ?? null };
  draw();
  sheet.querySelector('.book-why input')?.focus();
}
function why(each) {
  const { answer } = queue.deciding;
  const node = box('book-why card');
  if (answer === 'change') {
    const offered = new Set(each.offered);
    const order = [...codes()].sort((a, b) => offered.has(b.id) - offered.has(a.id)).filter((code) => code.id !== each.code);
    const pick = choice([['', word('other_code')], ...order.map((code) => [code.id, `${code.id} ${said(code.label)}`])], queue.deciding.code ?? '', { 'aria-label': word('other_code'), class: 'book-new-code' });
    pick.addEventListener('change', () => { queue.deciding.code = pick.value || null; });
    node.append(pick);
  }
  const presets = [1, 2].map((n) => word(`book_why_${answer}_${n}`));
  presets.forEach((words, n) => node.append(button(`${n + 1} ${words}`, () => record(words))));
  const own = make('input', '', undefined, { placeholder: word('reason'), 'aria-label': word('reason'), maxlength: '2000' });
  own.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const number = own.value === '' ? +event.key : NaN;
    if (number >= 1 && number <= presets.length) { event.preventDefault(); record(presets[number - 1]); }
    if (event.key === 'Enter' && own.value.trim()) { event.preventDefault(); record(own.value.trim()); }
    if (event.key === 'Escape') { queue.deciding = null; draw(); focusQueue(); }
    event.stopPropagation();
  });
  node.append(own, button(word('book_cancel'), () => { queue.deciding = null; draw(); focusQueue(); }));
  return node;
}
async function record(reason) {
  if (queue.sending || !queue.deciding) return;
  queue.sending = true;
  const { answer, code } = queue.deciding;
  const done = await ask('recode', { coding: state.waiting[queue.at].id, answer, code: answer === 'change' ? code : null, reason });
  queue.sending = false;
  if (!done) return;
  queue.deciding = null;
  state.waiting.splice(queue.at, 1);
  known.waiting = done.left;
  draw();
  focusQueue();
  tell(word('book_recorded', { n: done.left }));
}
function goTo(at) {
  queue.at = Math.max(0, Math.min(state.waiting.length - 1, at));
  queue.deciding = null;
  draw();
  focusQueue();
}
function focusQueue() {
  const node = sheet.querySelector('.book-questioned.current');
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: 'nearest' });
}
function onKey(event) {
  if (state.tab !== 'recoding' || !state.waiting?.length || !element.isConnected) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest('input, select, textarea, dialog')) return;
  if (event.key === 'j') goTo(queue.at + 1);
  else if (event.key === 'k') goTo(queue.at - 1);
  else if (answers[event.key]) decide(answers[event.key]);
  else return;
  event.preventDefault();
}
