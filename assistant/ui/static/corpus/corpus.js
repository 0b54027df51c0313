// The page of sources put together.

function redraw() {
  if (!known) return;
  const side = sheet.querySelector('.corpus-side'), scroll = sheet.querySelector('.corpus-scroll')?.scrollTop ?? 0;
  const main = box('corpus-main', mayEdit() ? drawUpload() : null, drawSearch(), tools(), state.hits ? drawHits() : body());
  const aside = side ?? make('aside', 'corpus-side card', undefined, { 'aria-label': word('corpus_preview') });
  if (!side || !state.open) aside.replaceChildren(...emptyPreview());
  sheet.replaceChildren(box(`corpus-columns${state.editing && !state.hits ? ' corpus-wide' : ''}`, main, aside), status);
  const scrolled = sheet.querySelector('.corpus-scroll');
  if (scrolled) scrolled.scrollTop = scroll;
}
function body() {
  return known.sources.length ? drawTable() : make('p', 'card', word('corpus_empty'));
}
function tools() {
  const line = box('row corpus-tools');
  fillTools(line);
  return box('corpus-toolbox', line, state.hits ? null : bulk());
}
function drawTools() { sheet.querySelector('.corpus-toolbox')?.replaceWith(tools()); }
function fillTools(line) {
  if (state.hits) return;
  const group = choice([['source_type', word('corpus_by_type')], ['case', word('corpus_by_case')], ['voice', word('corpus_by_voice')], ['date', word('corpus_by_year')], ['', word('corpus_by_nothing')]], state.group, { 'aria-label': word('corpus_group'), class: 'corpus-group-by' });
  group.addEventListener('change', () => { state.group = group.value; keepLetter('tricoder-corpus-group', group.value); redraw(); });
  line.append(field(`${word('corpus_group')} `, group));
  if (mayEdit() && known.sources.length) {
    line.append(button(word(state.editing ? 'corpus_view' : 'corpus_edit'), () => { state.editing = !state.editing; redraw(); }, '', { id: 'corpus-edit', 'aria-pressed': String(state.editing) }));
  }
  const changed = [...state.changes.values()].reduce((sum, each) => sum + Object.keys(each).length, 0);
  if (changed) {
    line.append(
      button(word('corpus_save', { n: changed }), saveTable, 'main', { id: 'corpus-save' }),
      button(word('corpus_drop_changes'), () => { state.changes.clear(); redraw(); }),
    );
  }
  line.append(make('span', 'soft end', word(state.editing ? 'corpus_first_row' : 'corpus_counts_mine')));
}
async function reload() {
  const fresh = await ask('start');
  if (!fresh) return;
  known = fresh;
  heard = fresh.head;
  state.chosen = new Set([...state.chosen].filter(sourceOf));
  redraw();
  await count();
}
async function count() {
  const counts = await ask('counts');
  if (!counts) return;
  state.counts = counts;
  state.counted = Date.now();
  if (!state.editing) redraw();
}
const isTyping = () => ['INPUT', 'SELECT', 'TEXTAREA'].includes(document.activeElement?.tagName) && sheet.contains(document.activeElement);
async function heardOf({ sources, counts }) {    // what is being typed stays untouched
  if (sending.active) return;
  if (sources) {
    const fresh = await ask('start');
    if (!fresh) return;
    const same = JSON.stringify(fresh.sources) === JSON.stringify(known.sources);
    known = fresh;
    if (!same) tell(word('corpus_changed'));
    if (!same && !isTyping()) redraw();
  }
  if (counts && !isTyping() && Date.now() - state.counted > 15000) await count();
}
opens(redraw).then(async (ready) => {
  if (!ready) return;
  listenForDrops();
  await count();
  follow(heardOf);
});
