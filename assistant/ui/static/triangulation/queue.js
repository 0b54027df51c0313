// The queue of negative cases: look for what would contradict a code, judge what comes up, record the search.

const FINDINGS = ['contradicts', 'qualifies', 'supports', 'aside'];

async function loadQueue() {
  state.queue = await ask('queue', { case: state.case });
  drawQueue();
}
function drawQueue() {
  if (!state.queue) return;
  const rows = state.queue.map((each) => {
    const open = press(codeWord(each.code), () => beginLook(each.code), 'tg-row-button');
    open.dataset.code = each.code;
    const done = each.searches.length ? `${each.searches.length} (${word('tri_f_contradicts')} ${each.contradicted})` : '—';
    return [open, String(each.pro), String(each.con), String(each.voices), each.silent.map((kind) => word(`type_${kind}`)).join(' · '), done];
  });
  const heads = [word('tri_rows_codes'), word('tri_queue_for'), word('tri_queue_against'), word('tri_voices'), word('tri_queue_silent'), word('tri_queue_searches')];
  panel.replaceChildren(make('p', 'soft', word('tri_queue_hint')), make('div', 'tg-detail-place'), table(heads, rows));
  drawLook();
}
function beginLook(code) {
  state.look = { code, words: '', types: [], found: null, findings: {}, at: 0 };
  drawLook();
  panel.querySelector('.tg-detail input')?.focus();
}
function drawLook() {
  const place = panel.querySelector('.tg-detail-place');
  if (!place) return;
  place.replaceChildren();
  const look = state.look;
  if (!look) return;
  const box = make('section', 'tg-detail');
  const close = () => { const { code } = state.look; state.look = null; drawLook(); panel.querySelector(`[data-code="${CSS.escape(code)}"]`)?.focus(); };
  const words = input('text', look.words, { size: 60, maxLength: 500 });
  const types = state.given.types.map((kind) => ({ kind, ...tick(word(`type_${kind}`), look.types.includes(kind)) }));
  const form = make('form', 'line', null, field(word('tri_query'), words), make('button', 'main', word('tri_search')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    Object.assign(look, { words: words.value, types: types.filter((each) => each.box.checked).map((each) => each.kind), findings: {}, at: 0 });
    tell(word('tri_searching'));
    look.found = await ask('look', { code: look.code, case: state.case, words: look.words, types: look.types });
    drawLook();
    panel.querySelector('.tg-candidate')?.focus();
  });
  box.append(make('div', 'line', null, make('h2', '', word('tri_look_title', { code: codeWord(look.code) })), press(word('tri_close'), close)), form, group(word('tri_in_types'), ...types.map((each) => each.line)));
  if (look.found) box.append(...candidates());
  box.append(...pastSearches());
  box.addEventListener('keydown', onCandidateKey);
  place.append(box);
}
function candidates() {
  const { found, findings } = state.look;
  const parts = [make('p', 'soft', `${word('tri_asked')}: ${found.queries.join(' / ')} · ${found.types.map((kind) => word(`type_${kind}`)).join(' · ')}`)];
  parts.push(make('p', '', found.candidates.length ? word('tri_hits', { n: found.candidates.length }) : word('tri_no_hits')));
  found.candidates.forEach((each, number) => {
    const card = make('div', 'tg-candidate');
    card.tabIndex = 0;
    card.dataset.number = number;
    card.setAttribute('aria-current', number === state.look.at);
    card.addEventListener('focus', () => { state.look.at = number; for (const other of panel.querySelectorAll('.tg-candidate')) other.setAttribute('aria-current', other === card); });
    const words = make('p', '', each.words);
    words.dir = 'auto';
    const acts = FINDINGS.map((finding, at) => {
      const button = press(`${at + 1} ${word(`tri_f_${finding}`)}`, () => mark(number, finding));
      button.setAttribute('aria-pressed', findings[each.segment] === finding);
      return button;
    });
    card.append(words, placeLink(each.source, each.start, `${word(`type_${each.type}`)} · ${each.place}`));
    if (each.codes.length) card.append(make('span', 'soft', ` · ${word('tri_coded_as')} ${each.codes.join(' ')}`));
    card.append(make('div', 'line', null, ...acts));
    parts.push(card);
  });
  parts.push(press(word('tri_record'), recordLook, 'main'));
  return parts;
}
function mark(number, finding) {
  const each = state.look.found.candidates[number];
  state.look.findings[each.segment] = finding;
  state.look.at = Math.min(number + 1, state.look.found.candidates.length - 1);
  drawLook();
  panel.querySelector(`.tg-candidate[data-number="${state.look.at}"]`)?.focus();
}
function onCandidateKey(event) {
  const card = event.target.closest('.tg-candidate');
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const number = +card.dataset.number, finding = FINDINGS[+event.key - 1];
  if (finding) { event.preventDefault(); mark(number, finding); }
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); panel.querySelector(`.tg-candidate[data-number="${number + step}"]`)?.focus(); }
}
function recordLook() {
  const { code, words, types, findings } = state.look;
  askReason(word('tri_why_record'), async (reason) => {
    const queue = await ask('record_search', { code, case: state.case, words, types, findings, reason });
    if (!queue) return false;
    state.queue = queue;
    state.look = null;
    tell(word('tri_recorded'));
    drawQueue();
    return true;
  });
}
function pastSearches() {
  const made = state.queue.find((each) => each.code === state.look.code)?.searches ?? [];
  if (!made.length) return [];
  const lines = made.map((each) => make('li', '', `${each.at.slice(0, 10)} · ${personName(each.coder)} · ${word(each.verdict === 'found' ? 'tri_found' : 'tri_found_nothing')} — ${each.reason} (${each.queries.join(' / ')} · ${each.types.map((kind) => word(`type_${kind}`)).join(', ')} · ${each.findings.map(([kind, n]) => `${word(`tri_f_${kind}`)} ${n}`).join(', ')})`));
  return [make('h3', '', word('tri_past_searches')), make('ul', '', null, ...lines)];
}
