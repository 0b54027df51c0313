// The beginning: the words of the interface, what listens to what, and the source that was open last.

function label() {
  view.note.textContent = word('single_user', { name: state.data.coder.name });
  view.go.textContent = word('search_button');
  const titled = [[view.undo, 'undo', 'u'], [view.redo, 'redo', 'Shift+u'], [view.helper, 'key_help', '?']];
  for (const [node, key, shown] of titled) { node.title = `${word(key)} (${shown})`; node.setAttribute('aria-label', word(key)); }
  view.words.placeholder = word('search');
  view.words.setAttribute('aria-label', word('search'));
  view.filter.placeholder = `${word('find_code')} (/)`;
  view.filter.setAttribute('aria-label', word('find_code'));
  const named = { '.tri-sources': 'sources', '.tri-book': 'codebook', '.tri-right': 'tab_proposals', '.tri-text': 'the_text', '.tri-tabs': 'panels', '.tri-families': 'families' };
  for (const [selector, key] of Object.entries(named)) find(selector).setAttribute('aria-label', word(key));
  view.codes.setAttribute('aria-label', word('codebook'));
  view.picker.setAttribute('aria-label', word('codebook'));
  const chosen = view.type.value;
  view.type.replaceChildren(...['', ...state.data.types].map((type) => make('option', '', type ? word('type_' + type) : word('all_types'), { value: type })));
  view.type.value = chosen;
  view.type.setAttribute('aria-label', word('all_types'));
  if (!state.source) view.text.replaceChildren(make('p', 'tri-none', word('choose')));
}
function drawAll() {
  element.firstElementChild.lang = state.language === 'zh' ? 'zh-CN' : 'en';
  label();
  drawFamilies();
  drawCodes();
  drawList();
  drawTabs();
  if (!state.source) return;
  const top = view.text.scrollTop;
  drawText();
  drawDone();
  drawPanel();
  view.text.scrollTop = top;
}

function fitHeight() {                        // the columns fill what the window leaves below the page's head
  const above = find('.tri-columns').getBoundingClientRect().top + scrollY;
  element.firstElementChild.style.setProperty('--above', `${Math.round(above)}px`);
}
function speakLanguage(language) {
  state.language = language;
  drawAll();
}

function listen() {
  find('.tri-search').addEventListener('submit', search);
  view.words.addEventListener('keydown', (event) => { if (event.key === 'Escape') view.text.focus({ preventScroll: true }); });
  view.undo.addEventListener('click', () => takeBack('undo'));
  view.redo.addEventListener('click', () => takeBack('redo'));
  view.helper.addEventListener('click', toggleHelp);
  view.done.addEventListener('click', lockSource);
  view.tabs.addEventListener('keydown', onTabKey);
  document.addEventListener('keydown', onKey);
  view.panel.addEventListener('focusout', () => setTimeout(() => { if (drawPanel.stale) drawPanelWhenFree(); }, 0));
  window.addEventListener('beforeunload', (event) => { if (isWriting()) event.preventDefault(); });
  new ResizeObserver(fitHeight).observe(document.body);
  listenToCodebook();
  listenToSelecting();
}
function sayFailure(words) {
  view.status.textContent = words;
  view.status.classList.add('bad');
  view.text.replaceChildren(make('p', '', words));
}
async function begins() {
  let started = null;
  for (let tries = 0; tries < 20 && !started; tries += 1) {
    try { started = JSON.parse(await server.start({})); } catch { await new Promise((done) => setTimeout(done, 500)); }
  }
  if (!started || started.error) { sayFailure(started?.error ?? 'The workbench does not answer; reload the page.'); return; }
  state.data = started;
  learnCodebook(started.codebook);
  state.language = window.tricoder.language;
  listen();
  drawAll();
  element.dataset.ready = 'yes';
  const asked = new URLSearchParams(location.search), wanted = asked.get('source');
  if (wanted && sourceOf(wanted)) await openSource(wanted, asked.has('at') ? +asked.get('at') : null);
  const progress = await ask('progress', {});
  if (progress) { state.progress = { ...progress, ...(state.source ? { [state.source.id]: countHere() } : {}) }; drawList(); }
  keepFollowing();
}
window.addEventListener('tricoder-language', (event) => { event.preventDefault(); if (state.data) speakLanguage(event.detail); });
begins();
