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
function drawPanel() {                        // what is being typed there survives
  if (!state.source) { view.panel.replaceChildren(); return; }
  const typing = view.panel.contains(document.activeElement) ? document.activeElement : null;
  const kept = typing && { cls: typing.className, value: typing.value, from: typing.selectionStart };
  const top = view.panel.scrollTop;
  view.panel.replaceChildren(...PANELS[state.panel]());
  view.panel.scrollTop = top;
  if (kept?.cls) keepTyping(kept);
  watchCards();
  const current = view.panel.querySelector('.tri-card.current');
  if (current && current.dataset.proposal !== drawPanel.last) current.scrollIntoView({ block: 'nearest' });
  drawPanel.last = current?.dataset.proposal;
}
function keepTyping({ cls, value, from }) {
  const again = view.panel.querySelector(cls.split(' ').map((each) => `.${each}`).join(''));
  if (!again) return;
  if ('value' in again && value) again.value = value;
  again.focus({ preventScroll: true });
  if (from !== null && from !== undefined && again.setSelectionRange) again.setSelectionRange(from, from);
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
