// The text as it is drawn: one element per passage, cut into pieces at the borders of what is marked in it.

const LANES = 4;                              // codings drawn one above the other; further ones share the last lane

const CHUNK = 40;                             // passages that the browser skips together while they are out of view
const LINE = 31, PER_LINE = 36;               // a line's height in pixels and its characters, to guess the height of what is skipped

function drawText() {
  const source = state.source, chunks = [];
  let parts = null, points = 0;
  view.title.textContent = source.title;
  view.facts.textContent = [word('type_' + source.type), source.case, source.voice, source.date, source.file].filter(Boolean).join(' · ');
  state.nodes = [];
  let page = 0;
  state.passages.forEach((passage, number) => {
    if (number % CHUNK === 0) {
      parts = chunkOf(number / CHUNK);
      points = 0;
      chunks.push(parts);
    }
    for (; page < state.pages.length && state.pages[page][0] <= passage.start; page += 1) {
      const mark = make('span', 'tri-page');
      mark.dataset.words = word('page', { n: state.pages[page][1] });
      parts.append(mark);
    }
    const node = make('div', `tri-passage ${passage.kind}`);
    node.dataset.number = number;
    if (passage.kind === 'question') node.title = word('kind_question');
    node.append(make('div', 'tri-said'), make('div', 'tri-margin'));
    state.nodes.push(node);
    parts.append(node);
    points += LINE * Math.ceil((passage.end - passage.start) / PER_LINE) + 8;
    parts.style.containIntrinsicSize = `auto ${points}px`;
  });
  view.text.replaceChildren(...chunks);
  state.drawn = new Set();
  drawChunk(Math.floor(state.here / CHUNK));
  drawChunk(0);
  drawRest(state.source, 0);
}
function chunkOf(number) {
  const node = make('div', 'tri-chunk');
  node.addEventListener('contentvisibilityautostatechange', (event) => { if (!event.skipped) drawChunk(number); });
  return node;
}
// Far from where one reads the text is drawn while the browser has nothing else to do.
function drawChunk(chunk) {
  if (state.drawn.has(chunk)) return;
  state.drawn.add(chunk);
  for (let n = chunk * CHUNK; n < Math.min(state.passages.length, (chunk + 1) * CHUNK); n += 1) drawPassage(n);
}
function drawRest(source, chunk) {
  if (state.source !== source || chunk * CHUNK >= state.passages.length) return;
  whenIdle(() => {
    const until = performance.now() + 12;
    while (performance.now() < until && chunk * CHUNK < state.passages.length) { drawChunk(chunk); chunk += 1; }
    drawRest(source, chunk);
  });
}

function redraw(numbers) {
  for (const number of numbers) if (state.drawn.has(Math.floor(number / CHUNK))) drawPassage(number);
}

function drawPassage(number) {
  const node = state.nodes[number], passage = state.passages[number];
  const marks = marksOf(number);
  node.classList.toggle('here', number === state.here);
  node.classList.toggle('locked', state.locked.has(passage.id));
  const pieces = cutPieces(passage.start, passage.end, marks).map(drawPiece);
  node.firstChild.replaceChildren(...pieces);
  drawMargin(node.lastChild, number);
}

function marksOf(number) {
  const { start: from, end: to } = state.passages[number], marks = [];
  const add = (kind, item, ranges = item.ranges) => {
    for (const [start, end] of ranges) if (start < to && end > from) marks.push({ kind, start, end, item });
  };
  for (const coding of state.codings.at(number)) add(isMine(coding) ? 'coded' : 'theirs', coding);
  giveLanes(marks);
  for (const proposal of state.proposals.at(number)) if (!proposal.decision) add('proposed', proposal);
  for (const memo of state.noted.at(number)) add('noted', memo);
  const current = currentItem();
  if (current?.ranges) add('now', current);
  if (state.marked?.drawn) add('marked', state.marked, [[state.marked.start, state.marked.end]]);
  return marks;
}

function drawPiece({ start, end, marks }) {
  const node = make('span', 'tri-piece', state.text.slice(start, end));
  node.dataset.start = start;
  for (const mark of marks) node.classList.add(mark.kind);
  const codings = marks.filter((mark) => mark.kind === 'coded' || mark.kind === 'theirs');
  if (codings.length) drawLanes(node, codings);
  const words = marks.filter((mark) => mark.item.code && mark.kind !== 'now').map((mark) => titleOf(mark));
  if (words.length) node.title = [...new Set(words)].join('\n');
  return node;
}
function titleOf({ kind, item }) {
  const name = codeWords(item.code);
  if (kind === 'theirs') return `${name} · ${personOf(item.by)}`;
  return kind === 'proposed' ? `${word('proposed')}: ${name}` : name;
}

// Codings lie under the words as stripes, one lane each: solid for one's own, dashed for somebody else's.
function drawLanes(node, codings) {
  const stripe = ({ kind, item }) => (kind === 'coded'
    ? `linear-gradient(${colourOf(item.code)}, ${colourOf(item.code)})`
    : `repeating-linear-gradient(90deg, ${colourOf(item.code)} 0 6px, transparent 6px 9px)`);
  const lane = (mark) => Math.min(mark.lane, LANES - 1);
  const deepest = Math.max(...codings.map(lane));
  node.style.backgroundImage = codings.map(stripe).join(', ');
  node.style.backgroundPosition = codings.map((mark) => `0 calc(100% - ${(deepest - lane(mark)) * 4}px)`).join(', ');
  node.style.paddingBottom = `${4 * deepest + 3}px`;
  const own = codings.find((mark) => mark.kind === 'coded');
  if (own) node.style.setProperty('--tint', colourOf(own.item.code));
}

// Beside a passage: the codes it carries, once each, so that they can be read without pointing at words.
function drawMargin(node, number) {
  const seen = new Map();
  for (const coding of state.codings.at(number)) {
    const key = `${coding.code} ${isMine(coding)}`;
    if (!seen.has(key)) seen.set(key, []);
    seen.get(key).push(coding);
  }
  const chips = [...seen.values()].map((codings) => chipOf(codings));
  const memos = state.noted.at(number).length;
  if (memos) chips.push(make('span', 'tri-noted', `✎${memos}`, { 'aria-label': word('memos_here', { n: memos }) }));
  const task = state.tasks.get(state.passages[number].id);
  if (task) chips.push(make('span', 'tri-task', word('mode_' + task.mode), { title: `${word('task')}: ${task.round}` }));
  if (state.locked.has(state.passages[number].id)) chips.push(make('span', 'tri-lock', '🔒', { title: word('locked'), 'aria-label': word('locked') }));
  node.replaceChildren(...chips);
}
function chipOf(codings) {
  const [first] = codings, times = codings.length > 1 ? ` ×${codings.length}` : '';
  const chip = make('button', `tri-chip${isMine(first) ? '' : ' theirs'}`, `${first.code}${times}`, { tabindex: '-1' });
  chip.dataset.coding = first.id;
  chip.style.setProperty('--tint', colourOf(first.code));
  chip.title = isMine(first) ? codeWords(first.code) : `${codeWords(first.code)} · ${personOf(first.by)}`;
  chip.setAttribute('aria-label', `${chip.title}: ${short(quoteOf(first))}`);
  return chip;
}

const whenIdle = window.requestIdleCallback ? (act) => requestIdleCallback(act, { timeout: 300 }) : (act) => setTimeout(act, 16);
const quoteOf = (item) => (item.ranges ?? []).map(([start, end]) => state.text.slice(start, end)).join(' … ');

// ---- going somewhere ------------------------------------------------------------------------------------------
function goHere(number, block = 'nearest') {  // the passage that the reader is at
  if (!state.passages.length) return;
  const before = state.here;
  drawChunk(Math.floor(Math.max(0, Math.min(state.passages.length - 1, number)) / CHUNK));
  state.here = Math.max(0, Math.min(state.passages.length - 1, number));
  state.nodes[before]?.classList.remove('here');
  state.nodes[state.here].classList.add('here');
  state.nodes[state.here].scrollIntoView({ block });
  if (state.here !== before) followHere();
}
function flash(number) {
  const node = state.nodes[number];
  node.classList.remove('found');
  void node.offsetWidth;                      // begins the animation anew
  node.classList.add('found');
}
function goTo(point) {                        // a place given by somebody else: a hit, a link, an undone act
  const number = state.codings.passageAt(point);
  goHere(number, 'center');
  requestAnimationFrame(() => state.nodes[number]?.scrollIntoView({ block: 'center' }));   // far passages get their height on the way
  flash(number);
}
function followHere() {                       // what depends on where the reader is
  if (state.panel === 'codings' || state.panel === 'context' || state.tasks.size) drawPanel();
}
function sayHere() {
  const passage = state.passages[state.here];
  const codes = [...new Set(state.codings.at(state.here).filter(isMine).map((coding) => codeWords(coding.code)))];
  const open = state.proposals.at(state.here).filter((proposal) => !proposal.decision).length;
  speak([state.text.slice(passage.start, passage.end), codes.join('; '), open ? word('open_count', { n: open }) : ''].filter(Boolean).join(' — '));
}
