// The tabs, the case that all of them are about, and the beginning.

const LOAD = { matrix: loadMatrix, claims: loadClaims, network: loadNetwork, timeline: loadTimeline, together: loadTogether, queue: loadQueue };
const DRAW = { matrix: drawMatrix, claims: drawClaims, network: drawNetwork, timeline: drawTimeline, together: drawTogether, queue: drawQueue };
const CONTROLS = { matrix: matrixControls, claims: claimsControls, together: togetherControls };

function drawFrame() {
  element.firstElementChild.lang = speech.language === 'zh' ? 'zh-CN' : 'en';
  const tabs = TABS.map((tab) => {
    const button = press(word(`tri_tab_${tab}`), () => chooseTab(tab));
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-selected', tab === state.tab);
    button.tabIndex = tab === state.tab ? 0 : -1;
    button.dataset.tab = tab;
    return button;
  });
  find('.tg-tabs').replaceChildren(...tabs);
  find('.tg-partial').replaceChildren(...(state.given.whole ? [] : [make('div', 'banner', word('tri_partial_view'))]));
  const pick = choices([['', word('tri_all_cases')], ...state.given.cases.map((each) => [each, each])], state.case);
  pick.addEventListener('change', () => { state.case = pick.value; state.at = state.opened = state.figure = state.look = null; loadTab(); });
  pick.dataset.control = 'case';
  const about = state.tab === 'network' ? [] : [field(word('tri_case'), pick)];
  find('.tg-controls').replaceChildren(...about, ...(CONTROLS[state.tab]?.() ?? []));
}
function chooseTab(tab) {
  state.tab = tab;
  history.replaceState(null, '', `#${tab}`);
  loadTab();
  find(`.tg-tabs [data-tab="${tab}"]`)?.focus();
}
async function loadTab() {
  drawFrame();
  await LOAD[state.tab]();
  element.dataset.shown = state.tab;
}
function drawAgain() {
  if (!state.given) return;
  drawFrame();
  DRAW[state.tab]();
}
find('.tg-tabs').addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) { event.preventDefault(); chooseTab(TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length]); }
});
speakWith(drawAgain);
ask('start_triangulation').then((given) => {
  if (!given) return;
  state.given = given;
  speech.wording = given.wording;
  const wanted = location.hash.slice(1);
  if (TABS.includes(wanted)) state.tab = wanted;
  loadTab();
});
