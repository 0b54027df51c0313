// The column on the right: one of four panels at a time.

const PANELS = { proposals: drawProposals, codings: drawCodings, memos: drawMemos, context: drawContext };

function showPanel(name) { state.panel = name; drawTabs(); drawPanel(); }

function drawTabs() {
  const counts = { proposals: state.proposals?.items.size, memos: state.memos.size };
  view.tabs.replaceChildren(...Object.keys(PANELS).map((name) => {
    const tab = button(`${word('tab_' + name)}${counts[name] ? ` ${counts[name]}` : ''}`, () => showPanel(name), 'tri-tab', {
      role: 'tab', 'aria-selected': name === state.panel, 'aria-controls': 'tri-panel', tabindex: name === state.panel ? '0' : '-1',
    });
    tab.dataset.panel = name;
    return tab;
  }));
}
function onTabKey(event) {
  const names = Object.keys(PANELS), by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  showPanel(names[(names.indexOf(state.panel) + by + names.length) % names.length]);
  view.tabs.querySelector('[aria-selected=true]').focus();
  event.preventDefault();
  event.stopPropagation();
}
function drawPanel() {
  drawPanel.stale = false;
  if (!state.source) { view.panel.replaceChildren(); return; }
  const held = placeOf(document.activeElement), top = view.panel.scrollTop;
  view.panel.replaceChildren(...PANELS[state.panel]());
  view.panel.scrollTop = top;
  if (held) focusAgain(held);
  watchCards();
  const current = view.panel.querySelector('.tri-card.current');
  if (current && current.dataset.proposal !== drawPanel.last) current.scrollIntoView({ block: 'nearest' });
  drawPanel.last = current?.dataset.proposal;
}
// What others do is drawn once nobody is typing there: a half-typed word, in Chinese above all, must not be broken off.
function drawPanelWhenFree() {
  const typing = document.activeElement;
  if (view.panel.contains(typing) && typing.matches('input, textarea, select')) drawPanel.stale = true; else drawPanel();
}
const CARD = '[data-proposal], [data-coding], [data-memo], form';
const nameOfCard = (card) => (card ? card.dataset.proposal ?? card.dataset.coding ?? card.dataset.memo ?? 'form' : '');
function placeOf(node) {                      // where the focus is: which card, and the how-manieth of its kind there
  if (!node || !view.panel.contains(node) || node === view.panel) return null;
  const card = node.closest(CARD), all = [...(card ?? view.panel).querySelectorAll(node.tagName)];
  return { card: nameOfCard(card), tag: node.tagName, number: all.indexOf(node), value: node.value, from: node.selectionStart };
}
function focusAgain({ card, tag, number, value, from }) {
  const scope = card ? [...view.panel.querySelectorAll(CARD)].find((each) => nameOfCard(each) === card) : view.panel;
  const again = scope?.querySelectorAll(tag)[number];
  if (!again) return;
  if (again.matches('input:not([type=checkbox])') && value) again.value = value;
  again.focus({ preventScroll: true });
  if (Number.isInteger(from) && again.setSelectionRange && again.type !== 'checkbox') again.setSelectionRange(from, from);
}

// ---- what was in view, and how long: noted for the record of what a coder saw -------------------------------------
const inView = new Map(), dwelt = new Map();  // proposal -> since when; proposal -> milliseconds not yet reported
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) noteView(target.dataset.proposal, isIntersecting);
}, { root: view.panel, threshold: 0.5 });

function watchCards() {
  watcher.disconnect();
  for (const id of [...inView.keys()]) noteView(id, false);
  for (const card of view.panel.querySelectorAll('[data-proposal]')) watcher.observe(card);
}
function noteView(id, seen) {
  if (seen) { if (!inView.has(id)) inView.set(id, performance.now()); return; }
  if (!inView.has(id)) return;
  dwelt.set(id, (dwelt.get(id) ?? 0) + performance.now() - inView.get(id));
  inView.delete(id);
}
async function reportShown() {
  for (const id of [...inView.keys()]) { noteView(id, false); noteView(id, true); }
  const order = new Map(state.proposals ? shownProposals().map((proposal, place) => [proposal.id, place]) : []);
  const showings = [...dwelt].filter(([, ms]) => ms >= 200).map(([id, ms]) => [id, order.get(id) ?? null, Math.round(ms)]);
  dwelt.clear();
  if (showings.length && state.source) await ask('shown', { source: state.source.id, showings });
}
