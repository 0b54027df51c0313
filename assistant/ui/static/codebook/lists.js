// New entries: an id that is free, a family, a label, a definition.

function dialog(title, ...content) {             // a dialog that Escape closes and that is gone when it is closed
  const node = make('dialog', '', undefined, { 'aria-label': title });
  node.append(make('h2', 'words', title), ...content.filter(Boolean));
  node.addEventListener('close', () => node.remove());
  sheet.append(node);
  node.showModal();
  return node;
}
const isFree = (id) => id.length > 0 && id.length <= 80 && !/\s/.test(id) && !codes().some((code) => code.id === id) && !families().some((family) => family.id === id);

function newCode() {
  const made = { id: '', family: state.open?.what === 'code' ? codeOf(state.open.id)?.family : state.open?.id ?? families()[0]?.id, label: {}, definition: {} };
  const family = choice(families().map((each) => [each.id, `${each.id} ${said(each.label)}`]), made.family);
  family.addEventListener('change', () => { made.family = family.value; });
  const wrong = make('p', 'bad');
  const node = dialog(
    word('book_new_code'),
    box('row', line(word('book_id'), '', (words) => { made.id = words.trim(); }, { class: 'book-id', maxlength: '80' }), field(word('book_family'), family)),
    sides(word('book_label'), made.label, () => {}, 1),
    sides(word('book_definition'), made.definition, () => {}, 3),
    wrong,
    box('row', button(word('book_add'), () => {
      const missing = lacking(made);
      wrong.textContent = missing;
      if (missing) return;
      made.family = family.value;
      changeEntry('codes', made);
      node.close();
      openEntry('code', made.id);
    }, 'main', { id: 'book-add-code' }), button(word('book_cancel'), () => node.close())),
  );
  node.querySelector('input')?.focus();
}
function lacking(entry) {                        // what an entry still needs, in a sentence
  if (!isFree(entry.id)) return word('book_need_id');
  if (!said(entry.label).trim()) return word('book_need_label');
  if (!said(entry.definition).trim()) return word('book_need_definition');
  return '';
}
function newFamily() {
  const made = { id: '', label: {}, question: {}, rule: 'multiple' };
  const wrong = make('p', 'bad');
  const node = dialog(
    word('book_new_family'),
    line(word('book_id'), '', (words) => { made.id = words.trim(); }, { class: 'book-id', maxlength: '80' }),
    sides(word('book_label'), made.label, () => {}, 1),
    sides(word('book_question'), made.question, () => {}, 3),
    wrong,
    box('row', button(word('book_add'), () => {
      wrong.textContent = !isFree(made.id) ? word('book_need_id') : !said(made.label).trim() ? word('book_need_label') : '';
      if (wrong.textContent) return;
      changeEntry('families', made);
      node.close();
      openEntry('family', made.id);
    }, 'main'), button(word('book_cancel'), () => node.close())),
  );
}
