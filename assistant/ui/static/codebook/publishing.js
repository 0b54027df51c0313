// The draft: how much of it there is, what it would do, publishing it, and what happens when somebody was quicker.

function drawDraftBar() { sheet.querySelector('.book-draft')?.replaceWith(draftBar()); }
function draftBar() {
  const node = box('book-draft');
  if (!isLead() || isEmpty(state.draft)) return node;
  node.classList.add('card');
  node.append(box('row', make('strong', '', word('book_draft', { n: draftSize() })), make('span', 'soft', word('book_saved_here')), button(word('book_review'), openReview, 'main end', { id: 'book-review' }), button(word('book_drop_draft'), askDrop, '', { id: 'book-drop' })));
  if (state.overtaken) node.append(overtakenBy(state.overtaken));
  return node;
}
function askDrop() {
  const node = dialog(word('book_drop_sure'), box('row', button(word('book_drop_draft'), () => { node.close(); dropDraft(); draw(); }, 'main'), button(word('book_cancel'), () => node.close())));
}
function overtakenBy(version) {
  const told = { by: version.by, at: when(version.at), number: version.number, reason: version.reason };
  const ours = new Set([...Object.keys(state.draft.codes), ...Object.keys(state.draft.families)]);
  const since = known.versions.slice(known.versions.findIndex((each) => each.id === state.draft.base) + 1);
  const clash = [...new Set(since.flatMap((each) => each.changes.map(([code]) => code)))].filter((code) => ours.has(code));
  return box(
    'card book-overtaken',
    make('strong', 'bad', word('book_overtaken')),
    make('p', 'words', word('book_overtaken_by', told)),
    clash.length ? make('p', 'bad words', word('book_both', { codes: clash.join('、') })) : null,
    box('row',
      button(word('book_see_diff'), () => { state.tab = 'versions'; compareVersions(state.draft.base, known.book.id); draw(); }),
      button(word('book_rebase'), rebase, '', { id: 'book-rebase' })),
  );
}
function rebase() {                              // the same changes, on the version in force now
  state.draft.base = known.book.id;
  keepDraft();
  noticeOvertaken();
  draw();
  checkDraft();
}

// ---- looking at it, publishing it ------------------------------------------------------------------------------
async function openReview() {
  const reviewed = await ask('review', { draft: plainDraft() });
  if (!reviewed) return;
  const title = word('book_publish_title');
  if (reviewed.problems.length || reviewed.misquoted.length) {
    const wrong = [...reviewed.problems, ...list(reviewed.misquoted).map(([code, at]) => `${code} · ${word('book_examples')} ${at + 1}: ${word('book_misquoted')}`)];
    const node = dialog(title, make('p', 'bad', word('book_problems')), problemList(wrong), button(word('book_cancel'), () => node.close()));
    return;
  }
  if (!reviewed.differences.length) { const node = dialog(title, make('p', '', word('book_nothing')), button(word('book_cancel'), () => node.close())); return; }
  const kinds = {};
  const number = make('input', 'book-number', undefined, { maxlength: '80' });
  const suggest = () => {
    const semantic = reviewed.differences.some((each) => ['semantic', 'retired'].includes(kinds[each.id] ?? each.kind));
    if (!number.dataset.own) number.value = semantic ? reviewed.semantic : reviewed.minor;
  };
  number.addEventListener('input', () => { number.dataset.own = 'yes'; });
  const items = reviewed.differences.map((each) => differenceCard(each, kindChoice(each, reviewed, kinds, suggest)));
  suggest();
  const reason = reasonField();
  const node = dialog(title, ...items, box('row', field(word('book_number'), number)), field(word('book_reason'), reason), box('row', button(word('book_publish'), () => publish(node, { number: number.value, reason: reason.value, said: kinds }), 'main', { id: 'book-publish' }), button(word('book_cancel'), () => node.close())));
}
function problemList(problems) {
  const node = make('ul');
  for (const each of problems) node.append(make('li', 'words', each));
  return node;
}
function kindChoice(entry, reviewed, kinds, suggest) {
  const affected = reviewed.affected[entry.id];
  const count = affected ? make('span', 'soft', ` · ${word('book_affected', { n: affected })}`) : null;
  if (!['minor', 'semantic'].includes(entry.kind) || !['code', 'family'].includes(entry.what)) return box('row', make('span', `book-mark ${entry.kind}`, word(`kind_${entry.kind}`)), count);
  const row = box('row');
  for (const kind of ['minor', 'semantic']) {
    const radio = make('input', '', undefined, { type: 'radio', name: `kind-${entry.what}-${entry.id}`, value: kind });
    radio.checked = entry.kind === kind;
    radio.addEventListener('change', () => { kinds[entry.id] = kind; suggest(); });
    row.append(field(word(`book_${kind}`), radio, 'book-kind'));
  }
  if (count) row.append(count);
  return row;
}
function differenceCard(entry, extra) {
  const node = box('card book-difference', box('row', make('strong', 'words', `${word(`book_what_${entry.what}`)} ${entry.id} ${said(entry.label)}`)), extra);
  node.dataset.difference = entry.id;
  for (const each of entry.fields) node.append(fieldDifference(each));
  return node;
}
function fieldDifference(each) {
  const text = make('p', 'words');
  for (const [kind, words] of each.pieces) text.append(kind === 'kept' ? document.createTextNode(words) : make(kind === 'out' ? 'del' : 'ins', '', words));
  return box('', make('span', 'soft', word(`field_${each.name}`)), text);
}
async function publish(node, asked) {
  const done = await ask('publish', { draft: plainDraft(), ...asked });
  if (!done) return;
  node.close();
  if (done.overtaken) {
    tell(said(done.overtaken), true);
    await reload();
    return;
  }
  dropDraft();
  await reload();
  tell(word('book_published', { number: done.number }));
}
const when = (at) => new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' });
