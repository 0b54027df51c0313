// The history: who published what and why, what differs between any two versions, files out and in.

function drawVersions() {
  const versions = [...known.versions].reverse();
  const [newest, before] = [versions[0], versions[1] ?? versions[0]];
  state.compared ??= { before: before.id, after: newest.id, differences: null };
  const table = make('table', 'book-history'), head = make('tr');
  for (const key of ['book_before', 'book_after', 'book_number', 'book_at', 'book_by', 'book_reason', 'book_changes', 'book_open_version']) head.append(make('th', '', word(key === 'book_reason' ? 'book_why' : key), { scope: 'col' }));
  const top = make('thead'), body = make('tbody');
  top.append(head);
  for (const version of versions) body.append(versionLine(version));
  table.append(top, body);
  return box('', isLead() ? importer() : null, box('book-scroll card', table), box('row', button(word('book_compare'), () => compareVersions(state.compared.before, state.compared.after), 'main', { id: 'book-compare' })), drawCompared());
}
function versionLine(version) {
  const node = make('tr');
  node.dataset.version = version.number;
  for (const side of ['before', 'after']) {
    const cell = make('td');
    const radio = make('input', '', undefined, { type: 'radio', name: `book-${side}`, 'aria-label': `${word(`book_${side}`)} · ${version.number}` });
    radio.checked = state.compared[side] === version.id;
    radio.addEventListener('change', () => { state.compared[side] = version.id; });
    cell.append(radio);
    node.append(cell);
  }
  const changes = version.changes.map(([code, kind, into]) => `${code} ${word(`kind_${kind}`)}${into.length ? ` ${into.join(' ')}` : ''}`).join(' · ');
  for (const words of [version.number, when(version.at), version.by, version.reason, changes]) node.append(make('td', 'words', words));
  const acts = make('td');
  acts.append(box('row', button(word('book_open_version'), () => openVersion(version)), button('YAML', () => save(version, 'yaml'), '', { 'aria-label': `${word('book_export')} YAML ${version.number}` }), button('xlsx', () => save(version, 'xlsx'), '', { 'aria-label': `${word('book_export')} xlsx ${version.number}` })));
  if (isLead() && version.id !== known.book.id) acts.append(button(word('book_restore'), () => restore(version), 'link'));
  node.append(acts);
  return node;
}
async function compareVersions(before, after) {
  state.compared = { before, after, differences: null };
  const differences = await ask('compare', { before, after });
  if (!differences) return;
  state.compared.differences = differences;
  draw();
}
function drawCompared() {
  const { differences } = state.compared;
  if (!differences) return box('book-compared');
  const node = box('book-compared');
  if (!differences.length) node.append(make('p', '', word('book_no_difference')));
  for (const each of differences) node.append(differenceCard(each, make('span', `book-mark ${each.kind}`, word(`kind_${each.kind}`))));
  return node;
}
async function openVersion(version) {
  const book = version.id === known.book.id ? null : await ask('version', { id: version.id });
  if (version.id !== known.book.id && !book) return;
  Object.assign(state, { old: book, tab: 'entries', editing: false });
  draw();
}
async function restore(version) {                // an earlier version as the draft; publishing gives it a new number
  const book = await ask('version', { id: version.id });
  if (book) takeWhole(book, version.number);
}
function takeWhole(book, name) {
  const { id, ...content } = book;
  state.draft = { ...emptyDraft(), whole: content };
  Object.assign(state, { old: null, tab: 'entries', open: null });
  keepDraft();
  draw();
  tell(word('book_imported', { name }));
  checkDraft();
}
async function save(version, form) {
  const file = await ask('export', { id: version.id, form });
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.data), (char) => char.charCodeAt(0));
  const link = make('a', '', '', { download: file.name });
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
function importer() {
  const pick = make('input', 'hidden-label', undefined, { type: 'file', accept: '.yaml,.yml,.xlsx,.csv', id: 'book-file', tabindex: '-1', 'aria-label': word('book_import') });
  pick.addEventListener('change', async () => {
    const [file] = pick.files;
    pick.value = '';
    if (file) await importFile(file);
  });
  return box('row card', button(word('book_import'), () => pick.click(), '', { id: 'book-import' }), make('span', 'soft', word('book_import_hint')), pick);
}
async function importFile(file) {
  const form = new FormData();
  form.append('files', file, file.name);
  const config = window.gradio_config ?? {};
  let path;
  try {
    const reply = await fetch(`${(config.root ?? '').replace(/\/$/, '')}${config.api_prefix ?? '/gradio_api'}/upload`, { method: 'POST', body: form });
    [path] = await reply.json();
  } catch (why) {
    tell(word('not_saved') + why, true);
    return;
  }
  const book = await ask('take_in', { path, name: file.name });
  if (book) takeWhole(book, file.name);
}
