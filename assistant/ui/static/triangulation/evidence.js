// A cell opened: what the rules propose and why, the verdicts that may be seen, the evidence side by side.

async function openCell(row, column) {
  state.at = { row, column };
  state.opened = null;
  drawMatrix();
  cellNode(row, column)?.focus({ preventScroll: true });
  state.opened = await ask('open_row', { ...question(), row, column });
  drawDetail();
  panel.querySelector('.tg-detail')?.scrollIntoView({ block: 'nearest' });
}
function closeDetail(focus = false) {
  const at = state.at;
  state.at = state.opened = null;
  if (state.tab === 'matrix' && state.board) drawMatrix();
  if (focus && at) cellNode(at.row, at.column)?.focus();
}
function drawDetail() {
  const place = panel.querySelector('.tg-detail-place');
  if (!place) return;
  place.replaceChildren();
  const cell = state.at && cellOf(state.at.row, state.at.column);
  if (!cell) return;
  const box = make('section', 'tg-detail');
  box.setAttribute('aria-label', `${rowName(state.at.row)} × ${columnWord(state.at.column)}`);
  const head = make('div', 'line', null, make('h2', '', `${rowName(state.at.row)} × ${columnWord(state.at.column)}`), press(word('tri_close'), () => closeDetail(true)));
  const proposed = make('p', '', `${word('tri_proposed')}: ${SIGNS[cell.proposed]} ${word(`tri_v_${cell.proposed}`)} — ${said(cell.why)} `, make('span', 'soft', `(${word('tri_rule')}: ${cell.rule})`));
  box.append(head, proposed, verdictButtons(cell), ...verdictLines(cell), ...rowWarnings());
  if (state.opened) box.append(make('h3', '', word('tri_evidence')), sides());
  else box.append(make('p', 'soft', word('tri_loading')));
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopPropagation(); closeDetail(true); } });
  place.append(box);
}
function verdictButtons(cell) {
  const line = make('div', 'tg-verdicts');
  line.setAttribute('aria-label', word('tri_give'));
  for (const [key, verdict] of Object.entries(KEYS)) {
    line.append(press(`${SIGNS[verdict]} ${word(`tri_v_${verdict}`)} (${key})`, () => judge(state.at.row, state.at.column, verdict), cell.mine.at(-1)?.value === verdict ? 'main' : ''));
  }
  return line;
}
function verdictLines(cell) {
  const lines = cell.mine.map((each) => make('div', 'soft', `${word('tri_mine', { n: each.version })}: ${word(`tri_v_${each.value}`)} — ${each.reason} · ${each.at.slice(0, 16).replace('T', ' ')}${each.stale ? ` · ${word('tri_stale')}` : ''}`));
  for (const each of cell.others) lines.push(make('div', 'soft', `${word('tri_others', { name: personName(each.coder), verdict: word(`tri_v_${each.value}`) })} — ${each.reason}`));
  if (cell.waiting) lines.push(make('div', 'soft', word('tri_waiting', { n: cell.waiting })));
  return lines;
}
function rowWarnings() {
  const row = state.board.rows.find((each) => each.id === state.at.row);
  return row.warnings.map((each) => make('div', '', `! ${said(each.words)}`));
}
function sides() {
  const box = make('div', 'tg-sides');
  for (const [column, shown] of state.opened.columns) {
    const side = make('div', `tg-side ${column === state.at.column ? 'first' : ''}`);
    side.append(make('h3', '', `${columnWord(column)} (${shown.length})`), ...shown.map((each) => quote(each)));
    if (state.opened.more[column]) side.append(make('p', 'soft', word('tri_more', { n: state.opened.more[column] })));
    box.append(side);
  }
  if (!box.children.length) box.append(make('p', 'soft', word('tri_nothing_here')));
  return box;
}
