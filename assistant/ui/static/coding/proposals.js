// What instruments suggest, as cards: drawn unlike codings, and answered at the same cost whichever way the answer goes.

const WINDOW = 30;                            // cards drawn before and after the current one
const ANSWERS = [['accept', 'a'], ['reject', 'x'], ['amend', 'e'], ['skip', 's']];

const isShown = (proposal) => !state.onlyOpen || !proposal.decision || proposal.id === state.current?.id;
const shownProposals = () => state.proposals.all().filter(isShown);

function currentItem() {
  if (!state.current) return null;
  const { kind, id } = state.current;
  return kind === 'proposal' ? state.proposals.get(id) : kind === 'coding' ? state.codings.get(id) : state.memos.get(id);
}
const currentOf = (kind) => (state.current?.kind === kind ? currentItem() : null);

let shownAt = 0;                              // when the current item came up

function chooseItem(kind, id) {
  const touched = new Set(), note = (item) => { if (item?.ranges) for (const number of state.codings.touched(item)) touched.add(number); };
  note(currentItem());
  if (state.current?.id !== id) { shownAt = performance.now(); state.deciding = state.changing = null; }
  state.current = { kind, id };
  const item = currentItem();
  note(item);
  redraw(touched);
  if (item?.ranges?.length) goHere(state.codings.passageAt(item.ranges[0][0]));
  else if (kind === 'proposal') goHere(numberOf(item.segment));
  showPanel(kind === 'proposal' ? 'proposals' : kind === 'coding' ? 'codings' : 'memos');
}
const numberOf = (id) => state.passages.findIndex((passage) => passage.id === id);

// ---- cards ------------------------------------------------------------------------------------------------------
function drawProposals() {
  const all = shownProposals(), open = [...state.proposals.items.values()].filter((each) => !each.decision).length;
  const head = make('div', 'tri-row');
  head.append(make('span', '', `${word('open_count', { n: open })} — ${word('proposals_hint')}`));
  head.append(button(word(state.onlyOpen ? 'show_all' : 'only_open'), () => { state.onlyOpen = !state.onlyOpen; drawPanel(); }));
  const asking = askingLine();
  if (asking) head.append(asking);
  if (!state.proposals.items.size) return [...(asking ? [asking] : []), make('p', 'tri-none', word(isWaiting() ? 'no_proposals_waiting' : 'no_proposals_source'))];
  const at = Math.max(0, all.findIndex((proposal) => proposal.id === state.current?.id));
  const from = Math.max(0, at - WINDOW), to = Math.min(all.length, at + WINDOW + 1);
  const cards = all.slice(from, to).map(proposalCard);
  if (from) cards.unshift(button(word('more_before', { n: from }), () => chooseItem('proposal', all[from - 1].id), 'tri-more'));
  if (to < all.length) cards.push(button(word('more_after', { n: all.length - to }), () => chooseItem('proposal', all[to].id), 'tri-more'));
  return [head, ...cards];
}
// What a task hides until the unit is locked, and what it shows only where one asks for it.
const isWaiting = () => state.passages.some((passage) => ['blind', 'decide_first'].includes(state.tasks.get(passage.id)?.mode) && !isLocked(passage));
function askingLine() {
  const passage = state.passages[state.here];
  if (!passage || state.tasks.get(passage.id)?.mode !== 'on_demand' || isLocked(passage)) return null;
  return button(`${word('ask_for')} (o)`, askFor, 'tri-ask', { 'aria-keyshortcuts': 'o' });
}
async function askFor() {
  const passage = state.passages[state.here], answer = passage && await act('ask_for', { segment: passage.id });
  if (answer) tell(word('asked_for', { n: answer.found }));
}
function proposalCard(proposal) {
  const node = make('article', 'tri-card', undefined, { 'aria-label': `${word('proposed')}: ${codeWords(proposal.code)}` });
  node.dataset.proposal = proposal.id;
  node.classList.toggle('done', !!proposal.decision);
  node.classList.toggle('current', proposal.id === state.current?.id);
  if (proposal.id === state.current?.id) node.setAttribute('aria-current', 'true');
  node.style.setProperty('--tint', colourOf(proposal.code));
  node.append(cardName(proposal), ...proposal.evidence.map(evidenceLine), ...proposal.unlocated.map(lostLine));
  node.append(make('p', 'tri-why', proposal.rationale));
  const attributes = proposal.attributes.map(attributeWords).join(' · ');
  if (attributes) node.append(make('p', 'tri-why', attributes));
  if (proposal.grounds.length) node.append(groundsOf(proposal));
  node.append(state.deciding?.id === proposal.id ? decisionBox(proposal) : answersOf(proposal));
  node.addEventListener('click', (event) => {
    if (!event.target.closest('button, input, select, summary, a') && state.current?.id !== proposal.id) chooseItem('proposal', proposal.id);
  });
  return node;
}
function cardName(proposal) {
  const node = make('div', 'tri-code', codeWords(proposal.code));
  const facts = [inLanguage(familyOf(proposal.family)), proposal.rank === 'secondary' ? word('secondary') : '', personOf(proposal.by)];
  node.append(make('small', '', facts.filter(Boolean).join(' · ')));
  const recorded = state.recorded[proposal.id];
  if (recorded !== undefined) node.append(make('small', 'tri-stability', word('recorded', { model: recorded }), { title: word('recorded_hint') }));
  const flips = proposal.stability;
  if (flips) node.append(make('small', 'tri-stability', word('stability', { given: flips[0], asked: flips[1] }), { title: word('stability_hint') }));
  entryOnHover(node, proposal.code);
  return node;
}
function entryOnHover(node, code) {
  node.addEventListener('pointerenter', (event) => {
    if (event.pointerType === 'touch' || entryPinned) return;
    clearTimeout(entryTimer);
    entryTimer = setTimeout(() => showEntry(code, node), 450);
  });
  node.addEventListener('pointerleave', soonHideEntry);
}
function evidenceLine([start, end, match]) {
  const node = make('blockquote', 'tri-quote', state.text.slice(start, end));
  node.append(make('small', `tri-match ${match}`, word('match_' + match)));
  return node;
}
function lostLine([words, match]) {
  const node = make('blockquote', 'tri-quote lost');
  node.append(make('s', '', words), make('small', 'tri-match', `${word('match_' + match)} — ${word('unlocated')}`));
  return node;
}
function groundsOf(proposal) {
  const node = make('details', 'tri-grounds');
  node.append(make('summary', '', word('grounds_count', { n: proposal.grounds.length })));
  node.append(listOf(proposal.grounds.map(([kind, text, score]) => `${word('ground_' + kind)}: ${text}${score ? ` (${score.toFixed(2)})` : ''}`)));
  node.open = openGrounds.has(proposal.id);
  node.addEventListener('toggle', () => (node.open ? openGrounds.add(proposal.id) : openGrounds.delete(proposal.id)));
  return node;
}
const openGrounds = new Set();
function attributeWords([key, value]) {
  const known = state.data.codebook.attributes[key];
  return `${known ? inLanguage(known) : key}: ${known?.values[value] ? inLanguage(known.values[value]) : value}`;
}
function answersOf(proposal) {
  const row = make('div', 'tri-row');
  if (proposal.decision) {
    row.append(make('span', 'tri-why', `${word('done_' + proposal.decision.action)}: ${proposal.decision.reason}`));
    row.append(button(word('change'), () => { chooseItem('proposal', proposal.id); begin('amend'); }));
    return row;
  }
  for (const [action, key] of ANSWERS) {
    if (action === 'accept' && !proposal.evidence.length) continue;
    const node = button(`${word(action)} (${key})`, () => { chooseItem('proposal', proposal.id); begin(action); }, '', { 'aria-keyshortcuts': key });
    node.dataset.action = action;
    row.append(node);
  }
  return row;
}
