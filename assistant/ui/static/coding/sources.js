// The sources with how far each is, and the passages that a search finds.

function drawList() {
  if (state.hits) { drawHits(); return; }
  const parts = [];
  for (const type of state.data.types) {
    const sources = state.data.sources.filter((source) => source.type === type);
    if (!sources.length) continue;
    parts.push(make('h3', '', `${word('type_' + type)} (${sources.length})`));
    for (const source of sources) parts.push(sourceLine(source));
  }
  view.list.replaceChildren(...(parts.length ? parts : [make('p', 'tri-none', word('no_sources'))]));
}
function sourceLine(source) {
  const line = button(source.title, () => openSource(source.id), 'tri-item');
  line.dataset.source = source.id;
  line.setAttribute('aria-current', state.source?.id === source.id);
  fillSourceLine(line, source);
  return line;
}
function fillSourceLine(line, source) {
  line.querySelector('small')?.remove();
  line.querySelector('progress')?.remove();
  const done = state.progress[source.id] ?? { coded: 0, locked: 0, open: 0 };
  const facts = [
    source.case, source.date, done.coded ? word('coded_count', { n: done.coded, all: source.units }) : '',
    done.locked ? word('locked_count', { n: done.locked, all: source.units }) : '', done.open ? word('open_count', { n: done.open }) : '',
  ];
  line.append(make('small', '', facts.filter(Boolean).join(' · ')));
  if (!source.units) return;
  const bar = make('progress', '', undefined, { max: source.units, 'aria-hidden': 'true' });
  bar.value = Math.max(done.coded, done.locked);
  line.append(bar);
}
function drawSourceLine() {
  const line = view.list.querySelector(`[data-source="${CSS.escape(state.source.id)}"]`);
  if (line) fillSourceLine(line, state.source);
}

// ---- searching --------------------------------------------------------------------------------------------------
async function search(event) {
  event.preventDefault();
  const words = view.words.value.trim();
  if (!words) { state.hits = null; drawList(); return; }
  tell(word('searching'));
  const hits = await ask('search', { words, type: view.type.value });
  if (!hits) return;
  tell(word('hits_count', { n: hits.length }));
  state.hits = hits;
  drawList();
}
function drawHits() {
  const back = button(word('close_search'), () => { state.hits = null; drawList(); });
  const lines = state.hits.map(hitLine);
  view.list.replaceChildren(back, ...(lines.length ? lines : [make('p', 'tri-none', word('no_hits'))]));
}
function hitLine(hit) {
  const line = button('', () => openSource(hit.source, hit.start), 'tri-item hit');
  line.dataset.start = hit.start;
  line.append(...withMatches(hit.text, new Set(hit.matches.map((match) => match[1]))));
  line.append(make('small', '', `${word('type_' + hit.type)} · ${hit.place}`));
  const across = hit.matches.filter((match) => match[2] < 0.999).slice(0, 3);
  if (across.length) line.append(make('small', '', across.map((match) => `${match[0]} ≈ ${match[1]}`).join('  ')));
  return line;
}
function withMatches(text, words) {           // the passage cut short around its first match, with the matches marked
  const lower = text.toLowerCase(), some = [...words].filter(Boolean).map((each) => each.toLowerCase());
  const long = some.filter((each) => each.length > 1), wanted = long.length ? long : some;   // 的 alone tells nobody why
  const places = wanted.map((each) => lower.indexOf(each)).filter((at) => at >= 0);
  const from = Math.max(0, Math.min(...(places.length ? places : [0])) - 20);
  let rest = (from ? '…' : '') + text.slice(from, from + 110) + (text.length > from + 110 ? '…' : '');
  const parts = [];
  while (rest) {
    const low = rest.toLowerCase();
    const found = wanted.map((each) => [low.indexOf(each), each.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
    if (!found) break;
    const [at, length] = found;
    parts.push(document.createTextNode(rest.slice(0, at)), make('mark', '', rest.slice(at, at + length)));
    rest = rest.slice(at + length);
  }
  return [...parts, document.createTextNode(rest)];
}

// ---- opening ----------------------------------------------------------------------------------------------------
async function openSource(id, at = null) {
  if (state.source?.id !== id) {
    if (isWriting() && !confirm(word('memo_unsaved'))) return;
    if (state.source) await reportShown();
    const opened = await ask('open_source', { source: id });
    if (!opened) return;
    if (!sourceOf(id)) await startAgain();
    state.source = sourceOf(id);
    state.text = new Text(opened.text);
    state.current = state.deciding = state.changing = state.writing = state.marked = null;
    state.here = 0;
    show(opened);
    view.text.scrollTop = 0;
    rememberPlace();
    drawList();
  }
  view.text.focus({ preventScroll: true });
  if (at === null) return;
  goTo(at);
  const first = state.proposals.at(state.here).filter(isShown)[0];
  if (first) chooseItem('proposal', first.id);
}
function show(opened) {                       // everything of a source that can change while it is open
  Object.assign(state, { passages: opened.passages, pages: opened.pages, people: opened.people, recorded: opened.recorded, seq: opened.seq });
  state.codings = new Shelf(state.passages);
  state.proposals = new Shelf(state.passages);
  state.noted = new Shelf(state.passages);
  state.locked = new Set(opened.locked);
  state.tasks = new Map(opened.tasks.map(([id, mode, round]) => [id, { mode, round }]));
  for (const coding of opened.codings) state.codings.put(withRanges(coding));
  for (const proposal of opened.proposals) state.proposals.put({ ...proposal, ranges: rangesOf(proposal) });
  keepMemos(opened.memos);
  state.progress[state.source.id] = countHere();
  drawText();
  drawDone();
  drawCodes();
  drawTabs();
  drawPanel();
}
// A proposal without evidence still belongs to its passage.
function rangesOf(proposal) {
  if (proposal.evidence.length) return proposal.evidence.map(([start, end]) => [start, end]);
  return [];
}
async function readAgain(codebook) {          // what may be seen has changed: read the source again, and stay where we are
  if (codebook) await startAgain();
  const opened = await ask('open_source', { source: state.source.id });
  if (!opened || opened.id !== state.source.id) return;
  const top = view.text.scrollTop;
  show(opened);
  if (state.current && !currentItem()) state.current = null;
  view.text.scrollTop = top;
  drawSourceLine();
}
async function startAgain() {                 // a new version of the codebook, or sources that were added
  const started = await ask('start', {});
  if (!started) return;
  if (started.codebook.id !== state.data.codebook.id) tell(word('code_changed'));
  state.data = started;
  learnCodebook(started.codebook);
  drawFamilies();
  drawCodes();
  drawList();
}
function rememberPlace() {                    // a reload, a bookmark or a link opens the same source
  const url = new URL(location.href);
  url.searchParams.set('source', state.source.id);
  url.searchParams.delete('at');
  history.replaceState(history.state, '', url);
}
