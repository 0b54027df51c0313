// The page of the codebook put together.

const TABS = ['entries', 'versions', 'recoding'];
function draw() {
  const list_ = sheet.querySelector('.book-list'), scroll = list_?.scrollTop ?? 0, focused = document.activeElement?.dataset?.tab;
  const newest = known.book;
  const title = make('h2', 'words', word('book_version_of', { name: newest.name, number: newest.version, n: list(newest.codes).length }));
  const body = { entries: drawBook, versions: drawVersions, recoding: drawQueue }[state.tab]();
  sheet.replaceChildren(box('row book-head', title, tabs()), draftBar(), state.old ? oldBar() : box(''), body, status);
  const fresh = sheet.querySelector('.book-list');
  if (fresh) fresh.scrollTop = scroll;
  if (focused) sheet.querySelector(`[data-tab=${focused}]`)?.focus();
  drawQuoteMarks();
}
function tabs() {
  const node = make('div', 'row book-tabs end', undefined, { role: 'tablist', 'aria-label': word('book_tabs') });
  for (const name of TABS) {
    const words = name === 'recoding' && known.waiting ? `${word('book_recoding')} (${known.waiting})` : word(`book_${name}`);
    const tab = button(words, () => openTab(name), state.tab === name ? 'main' : '', { role: 'tab', 'aria-selected': String(state.tab === name) });
    tab.dataset.tab = name;
    node.append(tab);
  }
  return node;
}
function openTab(name) {
  state.tab = name;
  if (name === 'recoding') state.waiting = null;
  draw();
}
const drawBook = () => box('book-columns', drawList(), middle());
function oldBar() {
  return box('card row book-old', make('strong', 'words', word('book_read_only', { number: state.old.version })), button(word('book_back'), () => { state.old = null; draw(); }, 'main'));
}
async function reload() {
  const fresh = await ask('start');
  if (!fresh) return;
  known = fresh;
  heard = fresh.head;
  state.compared = null;
  state.waiting = null;
  noticeOvertaken();
  draw();
}
async function heardOf({ book }) {               // somebody recorded something; what is being typed stays untouched
  if (book === known.book.id) return;
  const fresh = await ask('start');
  if (!fresh || fresh.book.id === known.book.id) return;
  known = fresh;
  noticeOvertaken();
  tell(`${word('book_overtaken')}: ${known.versions[known.versions.length - 1].number}`);
  if (state.tab === 'recoding' && !queue.deciding) state.waiting = null;
  if (state.editing || sheet.querySelector('dialog[open]') || queue.deciding) { drawDraftBar(); return; }
  state.compared = null;
  draw();
}
opens(() => { if (!state.draft) readDraft(); draw(); }).then((ready) => {
  if (!ready) return;
  document.addEventListener('keydown', onKey);
  const asked = new URLSearchParams(location.search);
  if (asked.get('code') && codeOf(asked.get('code'))) openEntry('code', asked.get('code'));
  if (TABS.includes(asked.get('tab'))) openTab(asked.get('tab'));
  follow(heardOf);
});
