// The coding page. Text of documents, codes and people is only ever set as textContent: never markup, never template.
// Offsets that cross the border to Python are Unicode code points; the browser counts UTF-16 units (class Text).

const find = (selector) => element.querySelector(selector);
const make = (tag, cls, words) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (words !== undefined) node.textContent = words;
  return node;
};
const view = {
  status: find('.tri-status'), words: find('.tri-words'), type: find('.tri-type'), list: find('.tri-list'),
  title: find('.tri-title'), facts: find('.tri-facts'), text: find('.tri-text'), tools: find('.tri-tools'),
  cards: find('.tri-cards'),
};
const state = {
  data: null, language: 'zh', source: null, text: null, proposals: [], codings: [], counts: {}, hits: null,
  current: null, onlyOpen: false, deciding: null, marked: null, sending: false, reopened: null, shownAt: 0, nodes: new Map(),
};

// ---- words and calls -----------------------------------------------------------------------------------------
const word = (key, values = {}) => {
  const said = state.data.wording[state.language][key] ?? key;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
};
const tell = (words, bad = false) => { view.status.textContent = words; view.status.classList.toggle('bad', bad); };
async function ask(name, asked = {}) {
  let answer;
  tell('');
  try {
    answer = JSON.parse(await server[name](asked));
  } catch (error) {
    tell(word('not_saved') + error, true);
    return null;
  }
  if (answer && answer.error) { tell(answer.error, true); return null; }
  return answer;
}

// ---- code points and UTF-16 units ----------------------------------------------------------------------------
class Text {
  constructor(words) {
    this.words = words;
    this.units = null;                       // code point -> UTF-16 unit, only where the two differ
    if (/[\ud800-\udfff]/.test(words)) {
      this.units = [];
      let unit = 0;
      for (const char of words) { this.units.push(unit); unit += char.length; }
      this.units.push(unit);
    }
  }
  get length() { return this.units ? this.units.length - 1 : this.words.length; }
  slice(start, end) {
    return this.units ? this.words.slice(this.units[start], this.units[end]) : this.words.slice(start, end);
  }
}
const points = (words) => { let count = 0; for (const _ of words) count += 1; return count; };
const graphemes = Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

function whole(start, end) {                 // widen to whole grapheme clusters, then leave out white space at the ends
  const from = Math.max(0, start - 24), to = Math.min(state.text.length, end + 24);
  let at = from;
  for (const cluster of graphemes ? graphemes.segment(state.text.slice(from, to)) : []) {
    const size = points(cluster.segment);
    if (at < start && start < at + size) start = at;
    if (at < end && end < at + size) end = at + size;
    at += size;
  }
  while (start < end && /\s/.test(state.text.slice(start, start + 1))) start += 1;
  while (end > start && /\s/.test(state.text.slice(end - 1, end))) end -= 1;
  return [start, end];
}
function place(node, offset) {               // a DOM position as a code point of the text, null outside it
  if (node.nodeType !== Node.TEXT_NODE) {
    const pieces = [...node.querySelectorAll('[data-start]')];
    const child = node.childNodes[offset];
    const next = child && (child.dataset?.start !== undefined ? child : child.querySelector?.('[data-start]'));
    if (next) return +next.dataset.start;
    const last = pieces[pieces.length - 1] ?? node.closest('[data-start]');
    return last ? +last.dataset.start + points(last.textContent) : null;
  }
  const piece = node.parentElement.closest('[data-start]');
  return piece ? +piece.dataset.start + points(node.data.slice(0, offset)) : null;
}
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!view.text.contains(range.startContainer) || !view.text.contains(range.endContainer)) return null;
  const ends = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
  if (ends.includes(null)) return null;
  const [start, end] = whole(Math.min(...ends), Math.max(...ends));
  return start < end ? { start, end, quote: state.text.slice(start, end) } : null;
}

// ---- the list of sources, and search -------------------------------------------------------------------------
function drawList() {
  if (state.hits) return drawHits();
  const parts = [];
  for (const type of state.data.types) {
    const sources = state.data.sources.filter((source) => source.type === type);
    if (!sources.length) continue;
    parts.push(make('h3', '', `${word('type_' + type)} (${sources.length})`));
    for (const source of sources) parts.push(sourceLine(source));
  }
  view.list.replaceChildren(...parts);
}
function sourceLine(source) {
  const line = make('button', 'tri-item', source.title);
  line.type = 'button';
  line.dataset.source = source.id;
  line.setAttribute('aria-current', state.source?.id === source.id);
  const open = state.counts[source.id];
  const facts = [source.case, source.date, open ? word('open_count', { n: open }) : ''].filter(Boolean);
  line.append(make('small', '', facts.join(' · ')));
  line.addEventListener('click', () => openSource(source.id));
  return line;
}
function drawHits() {
  const back = make('button', '', word('close_search'));
  back.type = 'button';
  back.addEventListener('click', () => { state.hits = null; drawList(); });
  const lines = state.hits.map((hit) => {
    const line = make('button', 'tri-item hit');
    line.type = 'button';
    line.dataset.start = hit.start;
    line.append(...marked(hit.text, new Set(hit.matches.map((match) => match[1]))));
    line.append(make('small', '', `${word('type_' + hit.type)} · ${hit.place}`));
    const across = hit.matches.filter((match) => match[2] < 0.999).slice(0, 3);
    if (across.length) line.append(make('small', '', across.map((m) => `${m[0]} ≈ ${m[1]}`).join('  ')));
    line.addEventListener('click', () => openSource(hit.source, hit.start));
    return line;
  });
  view.list.replaceChildren(back, ...(lines.length ? lines : [make('p', '', word('no_hits'))]));
}
function marked(text, words) {               // the passage cut short around its first match, with matches marked
  const lower = text.toLowerCase();
  const places = [...words].map((one) => lower.indexOf(one.toLowerCase())).filter((at) => at >= 0);
  const from = Math.max(0, Math.min(...(places.length ? places : [0])) - 20);
  const shown = (from ? '…' : '') + text.slice(from, from + 110) + (text.length > from + 110 ? '…' : '');
  const parts = [];
  let rest = shown;
  while (rest) {
    let at = -1, hit = '';
    for (const one of words) {
      const found = rest.toLowerCase().indexOf(one.toLowerCase());
      if (one && found >= 0 && (at < 0 || found < at || (found === at && one.length > hit.length))) { at = found; hit = one; }
    }
    if (at < 0) break;
    parts.push(document.createTextNode(rest.slice(0, at)), make('mark', '', rest.slice(at, at + hit.length)));
    rest = rest.slice(at + hit.length);
  }
  parts.push(document.createTextNode(rest));
  return parts;
}
async function search(event) {
  event.preventDefault();
  const words = view.words.value.trim();
  if (!words) { state.hits = null; return drawList(); }
  tell(word('searching'));
  const hits = await ask('search', { words, type: view.type.value });
  if (hits) { tell(''); state.hits = hits; drawList(); }
}

// ---- the text ------------------------------------------------------------------------------------------------
async function openSource(id, at = null) {
  if (state.source?.id !== id) {
    const opened = await ask('open_source', { source: id });
    if (!opened) return;
    if (!state.data.sources.some((source) => source.id === id)) state.data.sources = (await ask('start')).sources;
    state.source = state.data.sources.find((source) => source.id === id);
    state.text = new Text(opened.text);
    state.pages = opened.pages;
    state.segments = opened.segments;
    state.proposals = opened.proposals;
    state.codings = opened.codings;
    state.current = state.deciding = null;
    drawText();
    drawList();
    drawCards();
  }
  view.text.focus({ preventScroll: true });
  if (at !== null) goTo(at);
}
function drawText() {
  const source = state.source, parts = [];
  view.title.textContent = source.title;
  view.facts.textContent = [word('type_' + source.type), source.case, source.voice, source.date, source.file].filter(Boolean).join(' · ');
  state.nodes = new Map();
  let page = 0;
  for (const segment of state.segments) {
    while (page < state.pages.length && state.pages[page][0] <= segment.start) {
      const mark = make('span', 'tri-page');
      mark.dataset.words = word('page', { n: state.pages[page][1] });
      parts.push(mark);
      page += 1;
    }
    const node = make('div', `tri-seg ${segment.kind}`);
    node.dataset.segment = segment.id;
    if (segment.kind === 'question') node.title = word('kind_question');
    state.nodes.set(segment.id, node);
    drawSegment(segment);
    parts.push(node);
  }
  view.text.replaceChildren(...parts);
  view.text.scrollTop = 0;
}
function drawSegment(segment) {
  const node = state.nodes.get(segment.id);
  const own = state.proposals.filter((proposal) => proposal.segment === segment.id);
  node.classList.toggle('has', own.length > 0);
  const now = state.current ? state.proposals.find((proposal) => proposal.id === state.current) : null;
  node.classList.toggle('current', now?.segment === segment.id);
  const marks = [
    ...own.filter((proposal) => !proposal.decision).flatMap((proposal) => proposal.evidence.map((span) => ['proposed', span[0], span[1]])),
    ...state.codings.filter((coding) => coding.start < segment.end && coding.end > segment.start).map((coding) => ['coded', coding.start, coding.end]),
    ...(now?.segment === segment.id ? now.evidence.map((span) => ['now', span[0], span[1]]) : []),
  ];
  const cuts = new Set([segment.start, segment.end]);
  for (const [, start, end] of marks) for (const cut of [start, end]) if (cut > segment.start && cut < segment.end) cuts.add(cut);
  const ends = [...cuts].sort((a, b) => a - b), pieces = [];
  for (let i = 0; i + 1 < ends.length; i += 1) {
    const covering = marks.filter(([, start, end]) => start <= ends[i] && end >= ends[i + 1]).map(([kind]) => kind);
    const piece = make('span', covering.length ? `tri-mark ${[...new Set(covering)].join(' ')}` : '', state.text.slice(ends[i], ends[i + 1]));
    piece.dataset.start = ends[i];
    pieces.push(piece);
  }
  node.replaceChildren(...pieces);
}
function redraw(ids) {
  for (const segment of state.segments) if (ids.has(segment.id)) drawSegment(segment);
}
function goTo(at) {
  const segment = state.segments.find((each) => each.start <= at && at < each.end);
  if (!segment) return;
  const node = state.nodes.get(segment.id);
  node.scrollIntoView({ block: 'center' });
  node.classList.remove('found');
  void node.offsetWidth;
  node.classList.add('found');
  const first = state.proposals.find((proposal) => proposal.segment === segment.id && shown(proposal));
  if (first) choose(first.id, false);
}

// ---- proposals -----------------------------------------------------------------------------------------------
const shown = (proposal) => !state.onlyOpen || !proposal.decision || proposal.id === state.current;
const codeOf = (id) => state.data.codebook.codes.find((code) => code.id === id) ?? { id, zh: id, en: id };
const familyOf = (id) => state.data.codebook.families.find((family) => family.id === id) ?? { zh: id, en: id };

function drawCards() {
  const open = state.proposals.filter((proposal) => !proposal.decision).length;
  const filter = make('button', '', state.onlyOpen ? word('show_all') : word('only_open'));
  filter.type = 'button';
  filter.addEventListener('click', () => { state.onlyOpen = !state.onlyOpen; drawCards(); });
  view.tools.replaceChildren(make('span', '', `${word('proposals')} ${state.proposals.length} · ${word('open_count', { n: open })} — ${word('proposals_hint')}`), filter);
  const cards = state.proposals.filter(shown).map(card);
  if (state.source && !state.proposals.length) cards.push(make('p', '', word('no_proposals_source')));
  view.cards.replaceChildren(...cards);
}
function card(proposal) {
  const code = codeOf(proposal.code), node = make('article', 'tri-card');
  node.dataset.proposal = proposal.id;
  node.classList.toggle('done', !!proposal.decision);
  node.classList.toggle('current', proposal.id === state.current);
  const name = make('div', 'tri-code', `${code.id} ${code[state.language]}`);
  name.title = code['definition_' + state.language] ?? '';
  name.append(make('small', '', [familyOf(proposal.family)[state.language], proposal.rank === 'secondary' ? word('secondary') : ''].filter(Boolean).join(' · ')));
  node.append(name);
  for (const [start, end, match] of proposal.evidence) {
    const quote = make('div', 'tri-quote', state.text.slice(start, end));
    quote.title = `${word('match')}: ${word('match_' + match)}`;
    node.append(quote);
  }
  for (const [words] of proposal.unlocated) {
    const lost = make('div', 'tri-quote lost', words);
    lost.title = word('unlocated');
    node.append(lost);
  }
  node.append(make('div', 'tri-why', proposal.rationale));
  const attributes = proposal.attributes.map(attribute).join(' · ');
  if (attributes) node.append(make('div', 'tri-why', attributes));
  node.append(state.deciding?.id === proposal.id ? reasons(proposal) : acts(proposal));
  node.addEventListener('click', (event) => { if (!event.target.closest('button, input, select')) choose(proposal.id); });
  return node;
}
function attribute([key, value]) {
  const known = state.data.codebook.attributes[key];
  const said = known?.values[value]?.[state.language] ?? value;
  return `${known?.[state.language] ?? key}: ${said}`;
}
function acts(proposal) {
  const row = make('div', 'tri-acts');
  if (proposal.decision && state.reopened !== proposal.id) {
    row.append(make('span', 'tri-why', `${word('done_' + proposal.decision.action)}: ${proposal.decision.reason}`));
    const again = make('button', '', word('change'));
    again.addEventListener('click', () => { state.reopened = proposal.id; choose(proposal.id); });
    row.append(again);
    return row;
  }
  for (const [action, key] of [['accept', 'a'], ['reject', 'x'], ['amend', 'e'], ['skip', 's']]) {
    if (action === 'accept' && !proposal.evidence.length) continue;
    const button = make('button', '', `${word(action)} (${key})`);
    button.type = 'button';
    button.dataset.action = action;
    button.addEventListener('click', () => { choose(proposal.id, false); begin(action); });
    row.append(button);
  }
  return row;
}
function choose(id, scroll = true) {
  const touched = new Set(state.proposals.filter((proposal) => [id, state.current].includes(proposal.id)).map((proposal) => proposal.segment));
  if (state.current !== id) { state.shownAt = performance.now(); state.deciding = null; }
  state.current = id;
  redraw(touched);
  drawCards();
  const proposal = state.proposals.find((each) => each.id === id);
  if (!proposal) return;
  if (scroll) state.nodes.get(proposal.segment)?.scrollIntoView({ block: 'nearest' });
  view.cards.querySelector('.tri-card.current')?.scrollIntoView({ block: 'nearest' });
}
function step(by) {
  const list = state.proposals.filter(shown);
  if (!list.length) return;
  const at = list.findIndex((proposal) => proposal.id === state.current);
  choose(list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))].id);
}

// ---- deciding ------------------------------------------------------------------------------------------------
function begin(action) {
  if (!state.current) return;
  const proposal = state.proposals.find((each) => each.id === state.current);
  if ((proposal.decision && state.reopened !== proposal.id) || (action === 'accept' && !proposal.evidence.length)) return;
  state.deciding = { id: state.current, action, code: null, marked: action === 'amend' ? selected() ?? state.marked : null };
  drawCards();
  view.cards.querySelector('.tri-reasons input')?.focus();
}
function reasons(proposal) {
  const box = make('div', 'tri-reasons'), { action } = state.deciding;
  if (action === 'amend') box.append(...amendment(proposal));
  box.append(make('div', 'tri-why', `${word(action)} — ${word('reason')}`));
  presets(action).forEach((words, number) => {
    const button = make('button', '', `${number + 1} ${words}`);
    button.type = 'button';
    button.addEventListener('click', () => finish(words));
    box.append(button);
  });
  const own = make('input');
  own.placeholder = word('reason');
  own.setAttribute('aria-label', word('reason'));
  own.className = 'tri-own';
  own.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const number = own.value === '' ? +event.key : NaN;
    if (number >= 1 && number <= presets(action).length) { event.preventDefault(); finish(presets(action)[number - 1]); }
    if (event.key === 'Enter' && own.value.trim()) { event.preventDefault(); finish(own.value.trim()); }
    if (event.key === 'Escape') cancel();
    event.stopPropagation();
  });
  box.append(own);
  const stop = make('button', '', word('cancel'));
  stop.type = 'button';
  stop.addEventListener('click', cancel);
  box.append(stop);
  return box;
}
function amendment(proposal) {
  const pick = make('select', 'tri-pick');
  pick.setAttribute('aria-label', word('other_code'));
  for (const family of state.data.codebook.families) {
    const group = make('optgroup');
    group.label = family[state.language];
    for (const code of state.data.codebook.codes.filter((each) => each.family === family.id)) {
      const option = make('option', '', `${code.id} ${code[state.language]}`);
      option.value = code.id;
      option.selected = code.id === (state.deciding.code ?? proposal.code);
      group.append(option);
    }
    pick.append(group);
  }
  pick.addEventListener('change', () => { state.deciding.code = pick.value; });
  const span = make('div', 'tri-why', state.deciding.marked ? `${word('selected')}: ${state.deciding.marked.quote}` : word('use_selection'));
  return [pick, span];
}
const presets = (action) => [1, 2, 3, 4, 5].map((n) => `reason_${action}_${n}`).filter((key) => state.data.wording[state.language][key]).map((key) => word(key));
function cancel() { state.deciding = state.reopened = null; drawCards(); view.text.focus({ preventScroll: true }); }
async function finish(reason) {
  if (!state.deciding || state.sending) return;
  const { id, action, code, marked: span } = state.deciding;
  const proposal = state.proposals.find((each) => each.id === id);
  const order = state.proposals.indexOf(proposal);
  state.sending = true;                       // a second click on the reason is the same decision
  const answer = await ask('decide', {
    proposal: id, source: state.source.id, action, reason, order, dwell_ms: Math.round(performance.now() - state.shownAt),
    code: action === 'amend' && code && code !== proposal.code ? code : null,
    span: span ? [span.start, span.end] : null, quote: span ? span.quote : null,
  });
  state.sending = false;
  if (!answer) return;
  tell(word('saved'));
  state.deciding = state.marked = state.reopened = null;
  state.proposals[order] = answer.proposal;
  state.codings = answer.codings;
  state.counts[state.source.id] = state.proposals.filter((each) => !each.decision).length;
  redraw(new Set(state.segments.map((segment) => segment.id)));
  drawList();
  const next = state.proposals.slice(order + 1).find((each) => !each.decision);
  choose(next ? next.id : id);
  view.text.focus({ preventScroll: true });
}

// ---- keys and the beginning ----------------------------------------------------------------------------------
function onKey(event) {
  if (!element.isConnected || element.offsetParent === null) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest('input, select, textarea')) return;
  const acts_ = { a: 'accept', x: 'reject', e: 'amend', s: 'skip' };
  if (event.key === 'j') step(1);
  else if (event.key === 'k') step(-1);
  else if (acts_[event.key]) begin(acts_[event.key]);
  else if (event.key === '/') view.words.focus();
  else if (event.key === 'Escape' && state.deciding) cancel();
  else return;
  event.preventDefault();
}
function label() {
  find('.tri-note').textContent = window.tricoder?.who?.alone ? word('single_user', { name: state.data.coder }) : '';
  find('.tri-go').textContent = word('search_button');
  find('.tri-foot').textContent = word('help');
  view.words.placeholder = word('search');
  view.words.setAttribute('aria-label', word('search'));
  const chosen = view.type.value;
  view.type.replaceChildren(...['', ...state.data.types].map((type) => {
    const option = make('option', '', type ? word('type_' + type) : word('all_types'));
    option.value = type;
    return option;
  }));
  view.type.value = chosen;
  view.type.setAttribute('aria-label', word('all_types'));
  if (!state.source) view.text.replaceChildren(make('p', '', word('choose')));
}
function speak(language) {
  state.language = language;
  label();
  drawList();
  drawCards();
  if (state.source) { const top = view.text.scrollTop; drawText(); view.text.scrollTop = top; }
}
async function begins() {
  for (let tries = 0; tries < 20 && !state.data; tries += 1) {
    try { state.data = JSON.parse(await server.start({})); } catch { await new Promise((done) => setTimeout(done, 500)); }
  }
  if (!state.data || state.data.error) {
    const words = state.data?.error ?? 'The workbench does not answer; reload the page.';
    view.status.textContent = words;
    view.status.classList.add('bad');
    view.text.replaceChildren(make('p', '', words));
    return;
  }
  speak(window.tricoder.language);
  element.dataset.ready = 'yes';
  const counts = await ask('open_counts');
  if (counts) { state.counts = counts; drawList(); }
}
find('.tri-search').addEventListener('submit', search);
window.addEventListener('tricoder-language', (event) => { event.preventDefault(); if (state.data) speak(event.detail); });
document.addEventListener('keydown', onKey);
view.text.addEventListener('pointerup', () => setTimeout(() => { state.marked = selected(); }, 0));
view.text.addEventListener('click', (event) => {
  const segment = event.target.closest('.tri-seg');
  if (!segment || !getSelection().isCollapsed) return;
  const proposal = state.proposals.find((each) => each.segment === segment.dataset.segment && shown(each));
  if (proposal) choose(proposal.id, false);
});
begins();
