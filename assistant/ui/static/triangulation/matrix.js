// The matrix: a grid of cells with sign, words and counts; moved through by arrows, opened by Enter, judged by a letter.

const KEYS = { a: 'agreement', p: 'partial', d: 'dissonance', s: 'silence_expected', u: 'silence_unexpected', o: 'alone' };

async function loadMatrix() {
  panel.replaceChildren(make('p', 'soft', word('tri_loading')));
  state.board = await ask('board', question());
  drawMatrix();
}
function matrixControls() {
  const rows = choices([['codes', word('tri_rows_codes')], ['figures', word('tri_rows_figures')]], state.rows);
  rows.addEventListener('change', () => { state.rows = rows.value; closeDetail(); loadTab(); });
  const columns = choices([['types', word('tri_columns_types')], ['relations', word('tri_columns_relations')]], state.columns);
  columns.addEventListener('change', () => { state.columns = columns.value; closeDetail(); loadTab(); });
  const family = choices([['', word('tri_all_families')], ...state.given.families.map((each) => [each.id, `${each.id} ${said(each)}`])], state.family);
  family.addEventListener('change', () => { state.family = family.value; loadTab(); });
  const only = tick(word('tri_only_evidence'), state.onlyEvidence);
  only.box.addEventListener('change', () => { state.onlyEvidence = only.box.checked; drawMatrix(); });
  const parts = [field(word('tri_rows'), rows), field(word('tri_columns'), columns)];
  if (state.rows === 'codes') parts.push(field(word('tri_family'), family));
  return [...parts, only.line];
}
function shownRows() {
  const rows = state.board.rows;
  return state.onlyEvidence ? rows.filter((row) => row.cells.some((cell) => cell.places)) : rows;
}
function drawMatrix() {
  if (!state.board) return;
  const grid = make('div', 'tg-grid');
  grid.append(make('table', '', null, matrixHead(), matrixBody()));
  grid.addEventListener('keydown', onGridKey);
  panel.replaceChildren(make('p', 'soft', word('tri_hint')), grid, make('p', 'soft', word('tri_keys')), make('div', 'tg-detail-place'), legend(), notes());
  drawDetail();
}
function matrixHead() {
  const cells = state.board.columns.map((column) => {
    const counts = word('tri_sources_units', column);
    const head = make('th', '', columnWord(column.id), make('small', '', counts));
    head.scope = 'col';
    return head;
  });
  return make('thead', '', null, make('tr', '', null, make('th', '', ''), ...cells));
}
function matrixBody() {
  const body = make('tbody');
  let group = null;
  for (const row of shownRows()) {
    if (row.group !== group) {
      group = row.group;
      const family = state.given.families.find((each) => each.id === group);
      const head = make('th', 'group', family ? `${group} ${said(family)}` : group);
      head.colSpan = state.board.columns.length + 1;
      body.append(make('tr', '', null, head));
    }
    body.append(matrixRow(row));
  }
  return body;
}
function matrixRow(row) {
  const name = state.rows === 'codes' ? `${row.id} ${said(row.label)}` : said(row.label);
  const warnings = row.warnings.map((each) => { const shown = chip(word(`tri_w_${each.kind}`), 'warn'); shown.title = said(each.words); return shown; });
  const head = make('th', '', name, make('div', 'tg-chips', null, ...warnings));
  head.scope = 'row';
  return make('tr', '', null, head, ...row.cells.map((cell) => make('td', '', null, matrixCell(row, cell))));
}
function matrixCell(row, cell) {
  const button = make('button', `tg-cell tg-${cell.proposed === 'partial' ? 'partial_' : cell.proposed}`);
  button.type = 'button';
  Object.assign(button.dataset, { row: row.id, column: cell.column });
  const count = cell.places ? ` ${cell.places}/${cell.voices}` : '';
  button.append(make('b', 'sign', SIGNS[cell.proposed]), make('span', '', `${word(`tri_s_${cell.proposed}`)}${count}`));
  if (cell.owner === 1) button.append(make('small', '', word('tri_owner_all')));
  else if (cell.owner) button.append(make('small', '', word('tri_owner_share', { share: percent(cell.owner) })));
  const mine = cell.mine.at(-1);
  if (mine) button.append(make('small', 'judged', `✓ ${SIGNS[mine.value]} ${word(`tri_s_${mine.value}`)}${mine.stale ? ' ↻' : ''}`));
  else if (cell.waiting) button.append(make('small', '', `◌ ${cell.waiting}`));
  button.title = said(cell.why);
  const here = state.at && state.at.row === row.id && state.at.column === cell.column;
  button.tabIndex = here || (!state.at && row === shownRows()[0] && cell === row.cells[0]) ? 0 : -1;
  button.setAttribute('aria-current', !!here);
  button.addEventListener('click', () => openCell(row.id, cell.column));
  button.addEventListener('focus', () => { if (!state.at || state.at.row !== row.id || state.at.column !== cell.column) moveTo(button); });
  return button;
}
function moveTo(button) {
  for (const each of panel.querySelectorAll('.tg-cell[tabindex="0"]')) each.tabIndex = -1;
  button.tabIndex = 0;
}
function onGridKey(event) {
  const cell = event.target.closest('.tg-cell');
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  if (steps[event.key]) {
    const rows = shownRows(), row = rows.findIndex((each) => each.id === cell.dataset.row);
    const column = state.board.columns.findIndex((each) => each.id === cell.dataset.column);
    const [down, across] = steps[event.key];
    const toRow = rows[Math.min(rows.length - 1, Math.max(0, row + down))];
    const toColumn = state.board.columns[Math.min(state.board.columns.length - 1, Math.max(0, column + across))];
    event.preventDefault();
    cellNode(toRow.id, toColumn.id)?.focus();
  } else if (KEYS[event.key] && cellOf(cell.dataset.row, cell.dataset.column)?.proposed !== 'no_source') {
    event.preventDefault();
    judge(cell.dataset.row, cell.dataset.column, KEYS[event.key]);
  } else if (event.key === 'Escape') closeDetail(true);
}
const cellNode = (row, column) => panel.querySelector(`.tg-cell[data-row="${CSS.escape(row)}"][data-column="${CSS.escape(column)}"]`);
const cellOf = (row, column) => state.board.rows.find((each) => each.id === row)?.cells.find((each) => each.column === column);

function judge(row, column, verdict) {
  const names = { row: rowName(row), column: columnWord(column), verdict: word(`tri_v_${verdict}`) };
  askReason(word('tri_reason_for', names), async (reason) => {
    const board = await ask('give_verdict', { ...question(), row, column, verdict, reason });
    if (!board) return false;
    state.board = board;
    tell(word('tri_recorded'));
    drawMatrix();
    setTimeout(() => cellNode(row, column)?.focus(), 0);
    return true;
  });
}
function rowName(id) {
  const row = state.board.rows.find((each) => each.id === id);
  return state.rows === 'codes' ? `${id} ${said(row?.label)}` : said(row?.label);
}
function legend() {
  const kinds = ['agreement', 'partial', 'dissonance', 'silence_expected', 'silence_unexpected', 'alone', 'not_searched', 'nothing', 'no_source'];
  return make('div', 'tg-legend', null, ...kinds.map((kind) => make('span', `tg-${kind === 'partial' ? 'partial_' : kind}`, `${SIGNS[kind]} ${word(`tri_v_${kind}`)}`)));
}
function notes() {
  const box = make('div'), list = make('ul', 'tg-warnings');
  for (const each of state.board.warnings) list.append(make('li', '', said(each.words)));
  if (state.board.homeless) list.append(make('li', '', word('tri_homeless', { n: state.board.homeless })));
  for (const [reason, count] of state.board.left_out) list.append(make('li', '', `${word('tri_left_out')}: ${said(reason)} (${count})`));
  if (list.children.length) box.append(make('h2', '', word('tri_warnings')), list);
  const line = make('p', 'soft');
  box.append(line);
  ask('agreement').then((found) => {
    if (!found) return;
    const { alpha, percent: alike } = found;
    line.textContent = alpha.why
      ? word('tri_agreement_none', { why: said(alpha.why) })
      : word('tri_agreement_of', { alpha: alpha.value, percent: percent(alike.value), cells: found.cells, people: found.people.map(personName).join(', ') });
  });
  return box;
}
