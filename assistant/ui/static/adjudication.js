// The page of adjudication: where coders differ, both sides beside each other, a verdict by keyboard.
// Offsets are code points of the whole text; a unit is drawn as an array of its code points.

let given = null;
let items = [];
let current = null;                                // the disagreement that is open
let verdict = null;                                // { outcome: Map(key -> coding), taken, none, error, reason }
let sending = false;
const chosen = { round: null, kind: '', family: '', openOnly: true, hidden: true };
const LETTERS = { definition: 'd', span: 's', oversight: 'o', misreading: 'm', judgement: 't', other: 'x' };

async function load() {
  given = await ask('start_adjudication');
  if (!given) return;
  speech.wording = given.wording;
  chosen.round = given.rounds[0] ?? null;
  await loadQueue();
}
async function loadQueue() {
  if (chosen.round !== null) {
    const found = await ask('queue', { round: chosen.round, hidden: chosen.hidden });
    if (!found) return;
    items = found;
  }
  open(current ? items.findIndex((each) => same(each, current)) : -1) || open(items.findIndex((each) => shown(each)));
  draw();
}
const same = (one, other) => one.segment === other.segment && one.family === other.family;
const shown = (each) => (!chosen.kind || each.kind === chosen.kind) && (!chosen.family || each.family === chosen.family) && (!chosen.openOnly || !each.settled || (current && same(each, current)));
function open(place) {
  current = items[place] ?? null;
  verdict = current && begin(current);
  return Boolean(current);
}
function begin(item) {                             // a verdict given before is where one begins
  const settled = item.settled;
  const outcome = new Map((settled?.outcome ?? []).map((each) => [key(each), each]));
  return { outcome, none: Boolean(settled && !outcome.size), taken: null, error: settled?.error ?? null, reason: settled?.reason ?? '' };
}
const key = (coding) => `${coding.code} ${coding.start} ${coding.end}`;
const label = (code) => { const entry = given.codebook.codes.find((each) => each.id === code); return entry ? `${code} ${entry[speech.language]}` : code; };
const familyName = (family) => { const entry = given.codebook.families.find((each) => each.id === family); return entry ? `${family} ${entry[speech.language]}` : family; };

// ---- drawing -------------------------------------------------------------------------------------------------
function draw() {
  find('.adj-keys').textContent = word('adj_keys');
  drawBar();
  drawList();
  drawCase();
  drawFigures();
  drawRevisions();
}
function drawBar() {
  const bar = find('.adj-bar');
  const round = choices(given.rounds.map((each) => [each, each || word('adj_round_none')]), chosen.round);
  round.addEventListener('change', () => { chosen.round = round.value; current = null; loadQueue(); });
  const kind = choices([['', word('adj_all')], ...['presence', 'code', 'span'].map((each) => [each, word(`diff_${each}`)])], chosen.kind);
  kind.addEventListener('change', () => { chosen.kind = kind.value; drawList(); });
  const families = [...new Set(items.map((each) => each.family))];
  const family = choices([['', word('adj_all')], ...families.map((each) => [each, familyName(each)])], chosen.family);
  family.addEventListener('change', () => { chosen.family = family.value; drawList(); });
  const openOnly = tick(word('adj_open_only'), chosen.openOnly), hidden = tick(word('adj_hide'), chosen.hidden);
  openOnly.box.addEventListener('change', () => { chosen.openOnly = openOnly.box.checked; drawList(); });
  hidden.box.addEventListener('change', () => { chosen.hidden = hidden.box.checked; loadQueue(); });
  const count = make('span', 'adj-count', word('adj_counts', { open: items.filter((each) => !each.settled).length, all: items.length }));
  bar.replaceChildren(field(word('adj_round'), round), field(word('adj_kind'), kind), field(word('adj_family'), family), openOnly.line, hidden.line, count);
}
function drawList() {
  const lines = items.filter(shown).map((each) => {
    const line = press('', () => { open(items.indexOf(each)); drawList(); drawCase(); }, `adj-item${each.settled ? ' done' : ''}`);
    line.setAttribute('aria-current', each === current);
    line.append(make('span', `adj-kind ${each.kind}`, word(`diff_${each.kind}`)), familyName(each.family), make('small', '', each.title), make('small', '', each.text.slice(0, 40)));
    if (each.settled) line.append(make('small', '', word('adj_settled', { error: word(`error_${each.settled.error}`) })));
    return line;
  });
  const empty = word(chosen.round === null ? 'adj_pick_round' : 'adj_nothing');
  find('.adj-list').replaceChildren(...(lines.length ? lines : [make('p', 'soft', empty)]));
  find('.adj-list [aria-current=true]')?.scrollIntoView({ block: 'nearest' });
}
function drawCase() {
  const place = find('.adj-case');
  place.replaceChildren();
  if (!current) return;
  const facts = [word(`type_${current.type}`), current.overlap === null ? '' : word('adj_overlap', { n: Math.floor(current.overlap * 100) })].filter(Boolean).join(' · ');
  place.append(make('h3', 'adj-title', null, name(current.title)), make('p', 'soft', null, make('span', `adj-kind ${current.kind}`, word(`diff_${current.kind}`)), `${familyName(current.family)} · ${facts}`));
  if (current.question) place.append(make('p', 'soft', `${word('adj_context')}: ${current.question}`));
  place.append(make('div', 'adj-sides', null, ...current.sides.map(side)));
  for (const memo of current.memos) place.append(make('p', 'soft', `${word('adj_memo')}: ${memo}`));
  place.append(drawVerdict());
  place.scrollTop = 0;
}
function side(one, number) {
  const take = press(word('adj_take'), () => takeSide(number));
  take.append(make('kbd', '', String(number + 1)));
  const node = make('section', `adj-side${verdict.taken === number ? ' taken' : ''}`, null, make('header', '', null, make('span', '', word('adj_coder', { name: one.name })), take), words(one.codings));
  node.dataset.side = number;
  for (const coding of one.codings) node.append(codeLine(coding));
  if (!one.codings.length) node.append(make('p', 'soft', word('adj_gave_nothing')));
  return node;
}
function codeLine(coding) {
  const line = make('div', 'adj-code', null, label(coding.code), make('small', '', quote(coding)));
  const facts = coding.attributes.map(([attribute, value]) => attributeWords(attribute, value));
  if (facts.length) line.append(make('small', '', facts.join(' · ')));
  if (coding.memo) line.append(make('p', 'soft', `${word('adj_memo')}: ${coding.memo}`));
  return line;
}
function attributeWords(attribute, value) {
  const entry = given.codebook.attributes[attribute];
  return entry ? `${entry[speech.language]}: ${entry.values[value]?.[speech.language] ?? value}` : `${attribute}: ${value}`;
}
const points = (item) => (item.points ??= [...item.text]);
const clip = (coding) => [Math.max(0, coding.start - current.start), Math.min(points(current).length, coding.end - current.start)];
function quote(coding) {
  const [start, end] = clip(coding), text = points(current).slice(start, end).join('');
  return text.length > 42 ? `「${[...text].slice(0, 18).join('')}…${[...text].slice(-18).join('')}」` : `「${text}」`;
}
function words(codings) {
  const text = points(current), inside = new Array(text.length).fill(false);
  for (const coding of codings) { const [start, end] = clip(coding); inside.fill(true, start, end); }
  const node = make('div', 'adj-words');
  for (let at = 0; at < text.length;) {
    let end = at;
    while (end < text.length && inside[end] === inside[at]) end += 1;
    const piece = text.slice(at, end).join('');
    const part = make(inside[at] ? 'mark' : 'span', '', piece);
    part.dataset.at = at;
    node.append(part);
    at = end;
  }
  return node;
}

// ---- the verdict ---------------------------------------------------------------------------------------------
function drawVerdict() {
  const box = make('div', 'adj-verdict');
  const none = press(word('adj_none'), takeNone, 'adj-none');
  none.setAttribute('aria-pressed', verdict.none);
  none.append(make('kbd', '', '0'));
  const all = new Map(current.sides.flatMap((each) => each.codings.map((coding) => [key(coding), coding])));
  for (const [id, coding] of verdict.outcome) all.set(id, coding);
  const lines = [...all].map(([id, coding]) => {
    const { box: tickBox, line } = tick(`${label(coding.code)} ${quote(coding)}`, verdict.outcome.has(id));
    tickBox.addEventListener('change', () => { toggle(id, coding, tickBox.checked); });
    return line;
  });
  box.append(group(word('adj_verdict'), ...(verdict.none ? [make('p', '', word('adj_none_chosen'))] : []), ...lines, make('div', 'line', null, none, adding())));
  const errors = given.errors.map((error) => {
    const node = press(word(`error_${error}`), () => chooseError(error));
    node.setAttribute('aria-pressed', verdict.error === error);
    node.append(make('kbd', '', LETTERS[error]));
    return node;
  });
  const reason = make('textarea', 'adj-reason');
  reason.maxLength = 2000;
  reason.value = verdict.reason;
  reason.addEventListener('input', () => { verdict.reason = reason.value; });
  reason.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
    if (event.key === 'Escape') find('.adj-case').focus();
  });
  box.append(make('div', '', null, make('span', 'soft', word('adj_error')), make('div', 'adj-errors', null, ...errors)), field(word('adj_reason'), reason), make('div', 'line', null, press(word('adj_save'), save, 'main')));
  return box;
}
function adding() {                                // another code of the family, on selected words or the whole unit
  const codes = given.codebook.codes.filter((each) => each.family === current.family);
  const pick = choices([['', word('adj_add')], ...codes.map((each) => [each.id, label(each.id)])], '', 'adj-pick');
  pick.title = word('adj_add_hint');
  let range = null;
  pick.addEventListener('pointerdown', () => { range = selection(); });
  pick.addEventListener('focus', () => { range ??= selection(); });
  pick.addEventListener('change', () => {
    if (!pick.value) return;
    const [start, end] = range ?? [0, points(current).length];
    const coding = { code: pick.value, start: current.start + start, end: current.start + end, memo: '', attributes: [] };
    toggle(key(coding), coding, true);
  });
  return make('span', '', null, pick, make('small', 'soft', ` ${word('adj_add_hint')}`));
}
function selection() {
  const chosenText = getSelection();
  if (!chosenText.rangeCount || chosenText.isCollapsed) return null;
  const range = chosenText.getRangeAt(0);
  const ends = [[range.startContainer, range.startOffset], [range.endContainer, range.endOffset]].map(([node, offset]) => {
    const part = node.parentElement?.closest('.adj-words [data-at]');
    return part && element.contains(part) ? Number(part.dataset.at) + [...node.data.slice(0, offset)].length : null;
  });
  if (ends.includes(null) || ends[0] === ends[1]) return null;
  return ends.sort((a, b) => a - b);
}
function toggle(id, coding, on) {
  if (on) verdict.outcome.set(id, coding); else verdict.outcome.delete(id);
  verdict.none = false;
  verdict.taken = null;
  drawCase();
}
function takeSide(number) {
  const one = current?.sides[number];
  if (!one) return;
  verdict.outcome = new Map(one.codings.map((coding) => [key(coding), coding]));
  verdict.none = !one.codings.length;
  verdict.taken = number;
  drawCase();
}
function takeNone() { verdict.outcome = new Map(); verdict.none = true; verdict.taken = null; drawCase(); }
function chooseError(error) {
  verdict.error = error;
  drawCase();
  find('.adj-reason').focus();
}
async function save() {
  if (!current || sending) return;
  if (!verdict.none && !verdict.outcome.size) { tell(word('adj_need_outcome'), true); return; }
  if (!verdict.error) { tell(word('adj_need_error'), true); return; }
  sending = true;
  const outcome = [...verdict.outcome.values()].map(({ code, start, end }) => ({ code, start, end }));
  const settled = await ask('settle', { round: chosen.round, document: current.document, segment: current.segment, family: current.family, outcome, error: verdict.error, reason: verdict.reason, hidden: chosen.hidden });
  sending = false;
  if (!settled) return;
  const place = items.findIndex((each) => same(each, settled));
  items[place] = settled;
  if (!open(next(place, 1, true))) open(place);
  draw();
  find('.adj-case').focus();
  tell(word('adj_saved'));
}
function next(place, step, onlyOpen) {             // the next one that is listed, -1 where there is none
  for (let at = place + step; at >= 0 && at < items.length; at += step) if (shown(items[at]) && !(onlyOpen && items[at].settled)) return at;
  return -1;
}
function move(step) {
  const place = next(items.indexOf(current), step, false);
  if (place >= 0) { open(place); drawList(); drawCase(); find('.adj-case').focus(); }
}

// ---- keys ----------------------------------------------------------------------------------------------------
const KEYS = { j: () => move(1), k: () => move(-1), 0: takeNone, r: () => find('.adj-reason')?.focus(), Enter: save };
for (const [error, letter] of Object.entries(LETTERS)) KEYS[letter] = () => chooseError(error);
document.addEventListener('keydown', (event) => {
  if (!current || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select, button, a, dialog, summary')) return;
  const act = /^[1-9]$/.test(event.key) ? () => takeSide(Number(event.key) - 1) : KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

// ---- figures and the codebook --------------------------------------------------------------------------------
function drawFigures() {
  const more = find('.adj-figures');
  more.querySelector('summary').textContent = word('adj_figures');
  const place = more.querySelector('div'), families = [...new Set(items.map((each) => each.family))];
  if (!families.length) { place.replaceChildren(); return; }
  const family = choices(families.map((each) => [each, familyName(each)]), families[0]), result = make('div');
  const compute = press(word('adj_figures_button'), async () => {
    const found = await ask('before_and_after', { round: chosen.round, family: family.value, language: speech.language });
    if (found) result.replaceChildren(table(found.head, found.rows), make('p', 'soft', found.note));
  });
  place.replaceChildren(make('div', 'line', null, field(word('adj_family'), family), compute), result);
}
async function drawRevisions() {
  const more = find('.adj-revisions');
  more.querySelector('summary').textContent = word('adj_revisions');
  const found = await ask('revisions');
  if (!found) return;
  const lines = found.map((each) => {
    const said = each.against.length ? word('adj_revision', { n: each.cases, against: each.against.join(', ') }) : word('adj_revision_alone', { n: each.cases });
    return make('li', '', `${label(each.code)}: ${said}${each.pending ? '' : ` (${word('adj_revised')})`}`);
  });
  more.querySelector('div').replaceChildren(lines.length ? make('ul', '', null, ...lines) : make('p', 'soft', word('adj_revisions_none')));
}

speakWith(draw);
load();
