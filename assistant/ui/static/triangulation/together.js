// Two families laid against each other: in how many units both codes stand, and how many independent voices say so.

async function loadTogether() {
  state.together = await ask('together', { down: state.down, across: state.across, case: state.case });
  drawTogether();
}
function togetherControls() {
  state.down ||= state.given.framework[0];
  state.across ||= state.given.framework[1] ?? state.given.framework[0];
  const families = state.given.framework.map((id) => [id, `${id} ${said(state.given.families.find((each) => each.id === id))}`]);
  return ['down', 'across'].map((which) => {
    const pick = choices(families, state[which]);
    pick.addEventListener('change', () => { state[which] = pick.value; loadTab(); });
    return field(word(`tri_${which}`), pick);
  });
}
function drawTogether() {
  if (!state.together) return;
  const { down, across, cells } = state.together;
  const found = new Map(cells.map((each) => [`${each.one} ${each.other}`, each]));
  const most = Math.max(1, ...cells.map((each) => each.units));
  const rows = down.map(([one]) => [codeWord(one), ...across.map(([other]) => {
    const cell = found.get(`${one} ${other}`);
    if (!cell) return '';
    const link = placeLink(cell.source, cell.start, `${cell.units} / ${cell.voices}`);
    link.title = `${codeWord(one)} + ${codeWord(other)}`;
    const box = make('div', '', null, link);
    box.style.background = `hsl(205 65% 50% / ${(.08 + .4 * cell.units / most).toFixed(2)})`;
    box.style.padding = '4px 8px';
    return box;
  })]);
  const drawn = rows.length ? table(['', ...across.map(([code]) => codeWord(code))], rows, 'tg-together') : make('p', '', word('tri_no_together'));
  panel.replaceChildren(make('p', 'soft', word('tri_together_hint')), drawn);
}
