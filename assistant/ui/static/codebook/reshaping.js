// Merging a code into another, splitting it into several: a version of its own each.

function reasonField() {
  return make('textarea', 'book-reason', undefined, { rows: '2', 'aria-label': word('book_reason') });
}
function blocked() {
  if (isEmpty(state.draft)) return false;
  tell(word('book_first_publish'), true);
  return true;
}
async function reshape(name, asked, node) {
  const done = await ask(name, { base: known.book.id, ...asked });
  if (!done) return;
  if (done.overtaken) { tell(said(done.overtaken), true); node.close(); await reload(); return; }
  node.close();
  await reload();
  tell(`${word('book_published', { number: done.number })}${name === 'merge' ? ` · ${word('book_moved', { n: done.restamped, doubled: done.doubled })}` : ''}`);
}
function openMerge(code) {
  if (blocked()) return;
  const others = codes().filter((each) => each.family === code.family && each.id !== code.id);
  const into = choice(others.map((each) => [each.id, `${each.id} ${said(each.label)}`]), others[0]?.id, { class: 'book-into' });
  const reason = reasonField();
  const node = dialog(
    word('book_merge_title', { code: `${code.id} ${said(code.label)}` }),
    make('p', 'soft', word('book_merge_hint')),
    field(word('book_into'), into),
    field(word('book_reason'), reason),
    box('row', button(word('book_publish'), () => reshape('merge', { codes: [code.id], into: into.value, reason: reason.value }, node), 'main', { id: 'book-do-merge' }), button(word('book_cancel'), () => node.close())),
  );
}
function openSplit(code) {
  if (blocked()) return;
  const parts = [part(code, 'a'), part(code, 'b')];
  const body = box('');
  const drawParts = () => body.replaceChildren(...parts.map((each, at) => partFields(each, at)));
  drawParts();
  const reason = reasonField();
  const node = dialog(
    word('book_split_title', { code: `${code.id} ${said(code.label)}` }),
    make('p', 'soft', word('book_split_hint', { code: code.id })),
    body,
    button(word('book_add_part'), () => { parts.push(part(code, String.fromCharCode(97 + parts.length))); drawParts(); }),
    field(word('book_reason'), reason),
    box('row', button(word('book_publish'), () => reshape('split', { code: code.id, parts: parts.map(tidy), reason: reason.value }, node), 'main', { id: 'book-do-split' }), button(word('book_cancel'), () => node.close())),
  );
}
const part = (code, letter_) => ({ id: `${code.id}${letter_}`, family: code.family, label: { zh: '', en: '' }, definition: { zh: '', en: '' } });
function partFields(entry, at) {
  return box('card book-part', make('h3', '', word('book_part', { n: at + 1 })), line(word('book_id'), entry.id, (words) => { entry.id = words.trim(); }), sides(word('book_label'), entry.label, () => {}, 1), sides(word('book_definition'), entry.definition, () => {}, 2));
}
