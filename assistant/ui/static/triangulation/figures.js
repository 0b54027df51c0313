// The ledger of figures: conflicts first, each claim with its words, names that may be one measure.

async function loadClaims() {
  panel.replaceChildren(make('p', 'soft', word('tri_loading')));
  state.figures = await ask('figures', { case: state.case });
  drawClaims();
}
function claimsControls() {
  const only = tick(word('tri_only_conflicts'), state.onlyConflicts);
  only.box.addEventListener('change', () => { state.onlyConflicts = only.box.checked; drawClaims(); });
  return [only.line];
}
function drawClaims() {
  if (!state.figures) return;
  const lines = state.figures.figures.filter((each) => !state.onlyConflicts || each.marks.includes('conflict'));
  const rows = lines.map((line) => {
    const open = press(`${line.subject || word('tri_no_subject')} · ${line.names.join(' / ')}`, () => openFigure(line.id), 'tg-row-button');
    open.dataset.figure = line.id;
    return [open, word(`tri_d_${line.direction}`), line.values.map(said).join('  ≠  '), String(line.claims), String(line.voices), markChips(line)];
  });
  const heads = [word('tri_figures'), '', word('tri_values'), word('tri_claims'), word('tri_voices'), word('tri_marks')];
  const list = rows.length ? table(heads, rows) : make('p', 'soft', word('tri_no_figures'));
  panel.replaceChildren(make('div', 'tg-detail-place'), list, ...suggestions(), ...rejected());
  drawFigure();
}
function markChips(line) {
  return make('div', 'tg-chips', null, ...line.marks.map((mark) => chip(word(`tri_m_${mark}`), mark === 'conflict' ? 'bad' : 'warn')));
}
async function openFigure(id) {
  state.figure = await ask('open_figure', { figure: id });
  drawFigure();
  panel.querySelector('.tg-detail')?.scrollIntoView({ block: 'nearest' });
  panel.querySelector('.tg-detail button')?.focus({ preventScroll: true });
}
function drawFigure() {
  const place = panel.querySelector('.tg-detail-place');
  if (!place) return;
  place.replaceChildren();
  const figure = state.figure;
  if (!figure) return;
  const close = () => { const id = state.figure.id; state.figure = null; drawFigure(); panel.querySelector(`[data-figure="${CSS.escape(id)}"]`)?.focus(); };
  const box = make('section', 'tg-detail');
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
  box.append(make('div', 'line', null, make('h2', '', `${figure.subject || word('tri_no_subject')} · ${figure.names.join(' / ')} (${word(`tri_d_${figure.direction}`)})`), press(word('tri_close'), close)), markChips(figure));
  const parted = make('div', 'tg-sides');
  figure.sides.forEach((side, number) => {
    const column = make('div', 'tg-side');
    column.append(make('h3', '', word('tri_side', { n: number + 1, value: said(figure.values[number]) })), ...side.map(claimCard));
    parted.append(column);
  });
  box.append(parted);
  place.append(box);
}
function claimCard(claim) {
  const acts = make('div', 'line', null, press(word('tri_reject'), () => rejectClaim(claim)), press(word('tri_change'), () => changeClaim(claim)));
  return quote(claim, make('div', '', `${claim.metric}: ${said(claim.value)}`), acts);
}
function rejectClaim(claim) {
  askReason(word('tri_why_reject'), (reason) => ruleClaim({ claim: claim.claim, verdict: 'rejected', reason }), make('p', 'soft', claim.words));
}
function changeClaim(claim) {
  const metric = input('text', claim.metric, { maxLength: 200 }), subject = input('text', claim.subject, { maxLength: 200 });
  const fields = make('div', 'line', null, field(word('tri_metric'), metric), field(word('tri_subject'), subject));
  askReason(word('tri_why_change'), (reason) => ruleClaim({ claim: claim.claim, verdict: 'changed', reason, metric: metric.value, subject: subject.value }), fields);
}
async function ruleClaim(asked) {
  const figures = await ask('judge_claim', { ...asked, case: state.case });
  if (!figures) return false;
  state.figures = figures;
  state.figure = null;
  tell(word('tri_recorded'));
  drawClaims();
  return true;
}
function suggestions() {
  const all = state.figures.mergers;
  if (!all.length) return [];
  const rows = all.map((each) => [
    `${each.subject} · ${word(`tri_d_${each.direction}`)}`, `${each.one}  ＝?  ${each.other}`,
    `${word(`tri_because_${each.reason}`)}${each.same_values ? '' : ` · ${word('tri_would_conflict')}`}`,
    make('div', 'line', null, ...['same', 'different'].map((verdict) => press(word(`tri_${verdict}`), () => ruleNames(each, verdict)))),
  ]);
  return [make('h2', '', `${word('tri_suggestions')} (${all.length})`), table(['', '', '', ''], rows)];
}
function ruleNames(each, verdict) {
  askReason(word(`tri_why_${verdict}`, each), async (reason) => {
    const { subject, direction, one, other } = each;
    const figures = await ask('judge_names', { subject, direction, one, other, verdict, reason, case: state.case });
    if (!figures) return false;
    state.figures = figures;
    state.figure = null;
    tell(word('tri_recorded'));
    drawClaims();
    return true;
  });
}
function rejected() {
  const all = state.figures.rejected;
  if (!all.length) return [];
  const cards = all.map((claim) => quote(claim, make('div', 'soft', claim.rejected), press(word('tri_restore'), () => askReason(word('tri_why_restore'), (reason) => ruleClaim({ claim: claim.claim, verdict: 'stands', reason })))));
  return [make('h2', '', `${word('tri_rejected')} (${all.length})`), ...cards];
}
