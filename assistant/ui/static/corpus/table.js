// The table of sources: grouped, sorted, counted; edited cell by cell or for many sources at once.

const FIELDS = ['title', 'source_type', 'case', 'organisation', 'publisher', 'voice', 'date', 'language', 'may_leave'];
const shown = () => ['title', 'source_type', 'case', 'voice', 'date'].filter((name) => name !== state.group || name === 'date');
const state = {
  counts: null,                                  // source -> [coded, uncoded, undecided]
  counted: 0,                                    // when, in milliseconds
  chosen: new Set(),
  changes: new Map(),                            // source -> {field: words}, not saved yet
  editing: false,
  group: letter('tricoder-corpus-group', 'source_type'),
  sort: ['title', 1],
  open: null,                                    // the source that is previewed
  hits: null,
};
const mayEdit = () => known.role !== 'viewer';
const heading = (name) => word({ source_type: 'corpus_type' }[name] ?? `corpus_${name}`);
const sourceOf = (id) => known.sources.find((source) => source.id === id);

function shownValue(name, value) {
  if (name === 'source_type') return word(`type_${value}`);
  if (name === 'language') return word(`corpus_${value}`);
  if (name === 'voice') return said(known.codebook.attributes.voice?.values[value]) || value;
  if (name === 'may_leave') return word({ yes: 'corpus_yes', no: 'corpus_no' }[value] ?? 'corpus_rule');
  return value;
}
function options(name) {                         // what a field may be, null where it is free words
  if (name === 'source_type') return known.types.map((type) => [type, word(`type_${type}`)]);
  if (name === 'language') return known.languages.map((each) => [each, word(`corpus_${each}`)]);
  if (name === 'may_leave') return ['', 'yes', 'no'].map((each) => [each, shownValue('may_leave', each)]);
  return null;
}
function suggestions(name) {
  const voices = name === 'voice' ? Object.keys(known.codebook.attributes.voice?.values ?? {}) : [];
  return [...new Set([...known.sources.map((source) => source[name]), ...voices])].filter(Boolean).sort();
}
function control(name, value, label) {
  const choices = options(name);
  if (choices) return choice(choices, value, { 'aria-label': label });
  const list = { case: 1, organisation: 1, publisher: 1, voice: 1 }[name] ? { list: `corpus-list-${name}` } : {};
  const node = make('input', '', undefined, { 'aria-label': label, maxlength: '500', ...list });
  node.value = value;
  if (name === 'date') node.placeholder = '2023-05-12';
  return node;
}
function lists() {
  return ['case', 'organisation', 'publisher', 'voice'].map((name) => {
    const node = make('datalist', '', undefined, { id: `corpus-list-${name}` });
    for (const words of suggestions(name)) node.append(make('option', '', undefined, { value: words }));
    return node;
  });
}

// ---- order and groups ------------------------------------------------------------------------------------------
const keyOf = (source, name) => (name === 'date' && state.group === 'date' ? source.date.slice(0, 4) : source[name]);
const countOf = (source) => state.counts?.[source.id] ?? [0, source.units, 0];
function sortValue(source, name) {
  const at = ['coded', 'uncoded', 'undecided'].indexOf(name);
  return at < 0 ? shownValue(name, source[name]) : countOf(source)[at];
}
function ordered(sources) {
  const [name, way] = state.sort;
  const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b, language === 'zh' ? 'zh-CN' : 'en'));
  return [...sources].sort((a, b) => way * compare(sortValue(a, name), sortValue(b, name)));
}
function groups() {
  if (!state.group) return [['', ordered(known.sources)]];
  const found = new Map();
  for (const source of ordered(known.sources)) {
    const key = keyOf(source, state.group);
    found.set(key, [...(found.get(key) ?? []), source]);
  }
  const rank = (key) => (state.group === 'source_type' ? known.types.indexOf(key) : 0);
  return [...found].sort(([a], [b]) => rank(a) - rank(b) || (a === '') - (b === '') || a.localeCompare(b, 'zh-CN'));
}

// ---- drawing ---------------------------------------------------------------------------------------------------
function drawTable() {
  const table = make('table'), head = make('tr');
  head.append(selectAll());
  for (const name of state.editing ? FIELDS : [...shown(), 'coded', 'uncoded', 'undecided']) head.append(column(name));
  const top = make('thead');
  top.append(head);
  table.append(top);
  for (const [key, sources] of groups()) table.append(bodyOf(key, sources));
  return box('corpus-scroll', table, ...lists());
}
function column(name) {
  const number = ['coded', 'uncoded', 'undecided'].includes(name);
  const node = make('th', number ? 'number' : '', undefined, { scope: 'col' });
  if (state.editing) { node.textContent = heading(name); return node; }
  const sorted = state.sort[0] === name;
  node.setAttribute('aria-sort', sorted ? (state.sort[1] > 0 ? 'ascending' : 'descending') : 'none');
  node.append(button(heading(name) + (sorted ? (state.sort[1] > 0 ? ' ▲' : ' ▼') : ''), () => {
    state.sort = [name, sorted ? -state.sort[1] : 1];
    redraw();
  }, 'link'));
  return node;
}
function bodyOf(key, sources) {
  const body = make('tbody');
  if (state.group) {
    const total = [0, 1, 2].map((at) => sources.reduce((sum, source) => sum + countOf(source)[at], 0));
    const line = make('tr', 'corpus-group');
    const name = make('th', 'words', `${shownValue(state.group, key) || word('corpus_unknown')} (${sources.length})`, { scope: 'rowgroup', colspan: state.editing ? FIELDS.length + 1 : shown().length + 1 });
    line.append(name);
    if (!state.editing) for (const sum of total) line.append(make('td', 'number', state.counts ? String(sum) : '…'));
    body.append(line);
  }
  for (const source of sources) body.append(state.editing ? editLine(source) : viewLine(source));
  return body;
}
function selectAll() {
  const node = make('th', '', undefined, { scope: 'col' });
  const all = known.sources.length > 0 && known.sources.every((source) => state.chosen.has(source.id));
  const tick = make('input', '', undefined, { type: 'checkbox', 'aria-label': word('corpus_select_all') });
  tick.checked = all;
  tick.addEventListener('change', () => {
    state.chosen = new Set(tick.checked ? known.sources.map((source) => source.id) : []);
    redraw();
  });
  node.append(tick);
  return node;
}
function tickOf(source) {
  const cell = make('td');
  const tick = make('input', '', undefined, { type: 'checkbox', 'aria-label': word('corpus_select', { name: source.title }) });
  tick.checked = state.chosen.has(source.id);
  tick.addEventListener('change', () => {
    if (tick.checked) state.chosen.add(source.id); else state.chosen.delete(source.id);
    drawTools();
  });
  cell.append(tick);
  return cell;
}
function viewLine(source) {
  const line = make('tr', source.id === state.open ? 'corpus-open' : '');
  line.dataset.source = source.id;
  line.append(tickOf(source));
  for (const name of shown()) {
    const cell = make('td', `words corpus-${name}`);
    if (name === 'title') cell.append(button(source.title, () => openPreview(source.id), 'link words'), box('soft words', document.createTextNode(source.file)));
    else cell.textContent = shownValue(name, source[name]);
    line.append(cell);
  }
  countOf(source).forEach((count) => line.append(make('td', 'number', state.counts ? String(count) : '…')));
  return line;
}
function editLine(source) {
  const line = make('tr');
  line.dataset.source = source.id;
  line.append(tickOf(source));
  for (const name of FIELDS) {
    const cell = make('td');
    const value = state.changes.get(source.id)?.[name] ?? source[name];
    const node = control(name, value, `${heading(name)} · ${source.title}`);
    node.dataset.field = name;
    if (name === 'may_leave' && known.role !== 'lead') node.disabled = true;
    node.classList.toggle('changed', value !== source[name]);
    node.addEventListener('input', () => note(source, name, node));
    cell.append(node);
    line.append(cell);
  }
  return line;
}
function note(source, name, node) {              // remembers a change, forgets it when the old words are back
  const changes = { ...(state.changes.get(source.id) ?? {}), [name]: node.value };
  if (node.value === source[name]) delete changes[name];
  if (Object.keys(changes).length) state.changes.set(source.id, changes); else state.changes.delete(source.id);
  node.classList.toggle('changed', node.value !== source[name]);
  drawTools();
}

// ---- saving ----------------------------------------------------------------------------------------------------
async function saveChanges(changes) {
  const answer = await ask('describe', { changes });
  if (!answer) return false;
  for (const source of answer.sources) {
    known.sources = known.sources.map((each) => (each.id === source.id ? source : each));
  }
  tell(word('corpus_saved', { n: answer.changed }));
  return true;
}
async function saveTable() {
  if (await saveChanges(Object.fromEntries(state.changes))) { state.changes.clear(); redraw(); }
}
function bulk() {
  if (!state.chosen.size || !mayEdit()) return null;
  const fields = FIELDS.filter((name) => name !== 'title' && (name !== 'may_leave' || known.role === 'lead'));
  const which = choice(fields.map((name) => [name, heading(name)]), bulk.field ?? 'case', { 'aria-label': word('corpus_set_to'), class: 'corpus-bulk-field' });
  bulk.field = which.value;
  const value = box('corpus-bulk-value');
  const draw = () => { value.replaceChildren(control(which.value, '', word('corpus_new_words'))); };
  draw();
  which.addEventListener('change', () => { bulk.field = which.value; draw(); });
  const apply = button(word('corpus_apply'), async () => {
    const words = value.firstElementChild.value;
    const changes = Object.fromEntries([...state.chosen].map((id) => [id, { [which.value]: words }]));
    if (await saveChanges(changes)) redraw();
  }, 'main');
  return box('row card corpus-bulk', make('span', '', word('corpus_bulk', { n: state.chosen.size })), which, make('span', '', word('corpus_set_to')), value, apply);
}
