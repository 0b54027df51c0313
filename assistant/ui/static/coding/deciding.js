// Answering a proposal: the evidence is read, a reason is given by one key, whichever way the answer goes.

const presets = (action) => [1, 2, 3, 4, 5].map((n) => `reason_${action}_${n}`).filter((key) => state.data.wording[state.language][key]).map((key) => word(key));

function begin(action) {
  const proposal = currentOf('proposal');
  if (!proposal) { tell(word('choose_proposal')); return; }
  if (action === 'accept' && !proposal.evidence.length) { tell(word('nothing_to_accept'), true); return; }
  const words = action === 'amend' ? state.marked ?? selectedInPage() ?? firstEvidence(proposal) : null;
  state.deciding = { id: proposal.id, action, code: null };
  if (action !== 'amend') mark(null); else if (words) keepMarked({ ...words, drawn: false });
  if (proposal.ranges.length) goHere(state.codings.passageAt(proposal.ranges[0][0]));
  drawPicker();
  drawPanel();
  view.panel.querySelector('.tri-decide input')?.focus();
}
const firstEvidence = (proposal) => (proposal.evidence.length ? { start: proposal.evidence[0][0], end: proposal.evidence[0][1] } : null);

function decisionBox(proposal) {
  const { action } = state.deciding, box = make('div', 'tri-decide');
  if (action === 'amend') box.append(...amendment(proposal));
  else if (proposal.evidence.length) {
    const [start, end] = proposal.evidence[0];
    box.append(make('p', 'tri-confirm', word(`confirm_${action}`, { quote: short(state.text.slice(start, end), 60), code: codeWords(proposal.code) })));
    if (proposal.evidence.length > 1) box.append(make('p', 'tri-why', word('first_evidence', { n: proposal.evidence.length })));
  }
  box.append(reasonLines(presets(action), finish, `${word(action)} — ${word('reason')}`));
  box.append(button(word('cancel'), cancel));
  return box;
}
function reasonLines(reasons, done, label) {
  const box = make('div', 'tri-reasons', undefined, { role: 'group', 'aria-label': label });
  box.append(make('div', 'tri-why', label));
  reasons.forEach((words, number) => box.append(button(`${number + 1} ${words}`, () => done(words), 'tri-reason')));
  const own = make('input', 'tri-own', undefined, { 'aria-label': label, placeholder: word('reason'), maxlength: '2000' });
  own.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const preset = own.value === '' ? reasons[+event.key - 1] : undefined;
    if (preset) done(preset);
    else if (event.key === 'Enter' && own.value.trim()) done(own.value.trim());
    else if (event.key === 'Escape') cancel();
    else if (own.value !== '' || !moveMarked(event)) { event.stopPropagation(); return; }
    event.preventDefault();
    event.stopPropagation();
  });
  box.append(own);
  return box;
}
function amendment(proposal) {
  const wanted = state.deciding.code ?? proposal.code, same = wanted === proposal.code;
  const code = make('p', 'tri-why', `${word('code')}: ${codeWords(wanted)}${same ? ` (${word('unchanged')})` : ''}`);
  const span = make('p', 'tri-why', `${word('span')}: ${state.marked ? `「${short(quoteOfMarked(), 60)}」` : word('use_selection')}`);
  return [codeFinder(proposal.family), code, span, make('p', 'tri-hint', word('amend_hint'))];
}
// Typing finds a code; Enter takes the first that fits, and goes on to the reason.
function codeFinder(family) {
  const box = make('div', 'tri-finder'), list = make('div', 'tri-found');
  const input = make('input', 'tri-find', undefined, { 'aria-label': word('other_code'), placeholder: word('other_code'), autocomplete: 'off' });
  const fitting = () => (input.value.trim() ? fittingCodes(input.value).slice(0, 6) : fittingCodes('', family).slice(0, 12));
  const draw = () => list.replaceChildren(...fitting().map((code) => {
    const node = button(codeWords(code.id), () => chooseOther(code.id), 'tri-quick');
    node.dataset.code = code.id;
    node.style.setProperty('--tint', colourOf(code.id));
    return node;
  }));
  input.addEventListener('input', draw);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && input.value.trim() && fitting()[0]) chooseOther(fitting()[0].id);
    else if (event.key === 'Enter') view.panel.querySelector('.tri-own')?.focus();
    else if (event.key === 'Escape') cancel();
    else if (input.value !== '' || !moveMarked(event)) { event.stopPropagation(); return; }
    event.preventDefault();
    event.stopPropagation();
  });
  draw();
  box.append(input, list);
  return box;
}
function chooseOther(code) {
  if (state.changing) { changeCoding(state.codings.get(state.changing), { code }); return; }
  state.deciding.code = code;
  drawPanel();
  view.panel.querySelector('.tri-own')?.focus();
}
function cancel() {
  state.deciding = state.changing = state.writing = null;
  mark(null);
  drawPanel();
  view.text.focus({ preventScroll: true });
}
async function finish(reason) {
  if (!state.deciding || state.sending) return;               // a second click on the reason is the same decision
  const { id, action, code } = state.deciding;
  const proposal = state.proposals.get(id), order = shownProposals().indexOf(proposal);
  const [first] = proposal.evidence, span = action === 'amend' ? state.marked : null;
  const moved = span && !(first && first[0] === span.start && first[1] === span.end);
  const done = await act('decide', {
    proposal: id, action, reason, order, dwell_ms: Math.round(performance.now() - shownAt),
    code: action === 'amend' && code && code !== proposal.code ? code : null,
    span: moved ? [span.start, span.end] : null, quote: moved ? quoteOfMarked() : null,
    confirmed: first ? state.text.slice(first[0], first[1]) : null,
  }, word('decided_' + action, { code: codeWords(code ?? proposal.code) }));
  if (!done) return;
  state.deciding = null;
  mark(null);
  const next = state.proposals.all().slice(state.proposals.all().findIndex((each) => each.id === id) + 1).find((each) => !each.decision);
  if (next) chooseItem('proposal', next.id); else drawPanel();
  view.text.focus({ preventScroll: true });
}
