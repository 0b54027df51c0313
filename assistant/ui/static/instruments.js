// The page of instruments: a configuration is chosen and kept, estimated, run, watched, stopped; then looked back upon.

let given = null;
let estimated = null;                              // the order that was estimated last, with what came of it
let polling = 0;
const form = {};
const NUMBERS = ['temperature', 'seed', 'max_tokens', 'context_window', 'timeout_s', 'max_retries', 'max_concurrency', 'requests_per_minute', 'price_in', 'price_out'];
const EXAMPLES = ['ollama:qwen3:8b', 'openai:gpt-4.1-mini', 'deepseek:deepseek-chat', 'anthropic:claude-sonnet-4-5'];
const said = (both) => both?.[speech.language] ?? '';
const figure = (n) => (n === null || n === undefined ? '' : Number(n).toLocaleString('en', { maximumFractionDigits: 4 }));

async function load() {
  given = await ask('start_instruments');
  if (!given) return;
  speech.wording = given.wording;
  draw();
  watch();
}
function draw() {
  const kept = form.spec ? order() : null;
  for (const [cls, key] of [['inst-title', 'inst_title'], ['inst-runs-title', 'inst_runs'], ['inst-egress-title', 'inst_egress']]) find(`.${cls}`).textContent = word(key);
  drawForm();
  if (kept) fill(kept);
  drawEstimate();
  drawStanding();
  drawRuns();
  drawEgress();
}

// ---- the configuration and the order -------------------------------------------------------------------------
function drawForm() {
  const values = given.kept.values;
  form.instrument = ['exemplar', 'model'].map((id) => ({ id, ...tick(word(`inst_${id}`), id === (values.spec ? 'model' : 'exemplar'), 'radio', 'instrument') }));
  form.spec = input('text', values.spec ?? '', { maxLength: 200, placeholder: EXAMPLES[0] });
  form.spec.setAttribute('list', 'inst-examples');
  const examples = make('datalist', '', null, ...EXAMPLES.map((each) => { const option = make('option'); option.value = each; return option; }));
  examples.id = 'inst-examples';
  form.base_url = input('url', values.base_url ?? '', { placeholder: 'http://127.0.0.1:8000/v1' });
  form.key_variable = input('text', values.key_variable ?? '', { placeholder: 'OPENAI_API_KEY', maxLength: 100 });
  for (const key of NUMBERS) form[key] = input('number', values[key] ?? '', { step: 'any', min: 0 });
  form.allowed = given.types.map((id) => ({ id, ...tick(word(`type_${id}`), given.kept.allowed.includes(id)) }));
  const more = make('details', 'wide', null, make('summary', '', word('inst_more')), make('div', 'inst-more', null, ...NUMBERS.map((key) => field(word(`inst_${key}`), form[key]))));
  form.model = make('div', 'card', null, field(word('inst_spec'), form.spec), examples, field(word('inst_base_url'), form.base_url), field(word('inst_key_variable'), form.key_variable), keyLine(), more, make('div', 'wide', null, group(word('inst_allow'), make('div', 'line', null, ...form.allowed.map((each) => each.line)))));
  form.families = given.families.map((each) => ({ id: each.id, ...tick(each[speech.language]) }));
  form.sources = given.sources.map((each) => ({ id: each.id, ...tick(each.title) }));
  form.max_calls = input('number', '', { min: 1, step: 1 });
  form.max_cost = input('number', '', { min: 0, step: 'any' });
  form.recording = choices([['', word('inst_live')], ...given.recordings.map((each) => [each, word('inst_recording', { name: each })])], '');
  form.recorded = make('p', 'banner inst-recorded wide');
  form.modelOnly = make('div', 'card', null, make('h3', '', word('inst_run')), group(`${word('inst_families')} ${word('inst_all')}`, make('div', 'many', null, ...form.families.map((each) => each.line))), make('div', '', null, field(word('inst_max_calls'), form.max_calls), field(word('inst_max_cost'), form.max_cost), given.recordings.length ? field(word('inst_answers_from'), form.recording) : ''), make('details', '', null, make('summary', '', `${word('inst_sources')} ${word('inst_all')}`), make('div', 'many', null, ...form.sources.map((each) => each.line))), form.recorded);
  form.button = make('button', '', word('inst_estimate'));
  const place = find('.inst-form');
  place.replaceChildren(make('div', '', null, ...form.instrument.map((each) => each.line)), form.model, form.modelOnly, make('div', 'line', null, form.button));
  place.onsubmit = estimate;
  place.oninput = () => { hints(); if (estimated) { estimated = null; drawEstimate(); } };
  hints();
}
function keyLine() {
  const { key_variable: variable, key_there: there } = given.kept;
  return make('p', 'soft wide', variable ? word(there ? 'inst_key_there' : 'inst_key_missing', { name: variable }) : '');
}
const ticked = (list) => list.filter((each) => each.box.checked).map((each) => each.id);
const isModel = () => ticked(form.instrument)[0] === 'model';
function hints() {
  form.model.hidden = !isModel();
  form.modelOnly.hidden = !isModel();
  form.spec.required = isModel();
  form.recorded.hidden = !form.recording.value;
  form.recorded.textContent = word('inst_recording_of', { model: form.spec.value });
}
function order() {
  const numbers = NUMBERS.filter((key) => form[key].value !== '').map((key) => [key, Number(form[key].value)]);
  const words = ['spec', 'base_url', 'key_variable'].filter((key) => form[key].value.trim()).map((key) => [key, form[key].value.trim()]);
  return {
    instrument: isModel() ? 'model' : 'exemplar', model: Object.fromEntries([...words, ...numbers]), allowed: ticked(form.allowed),
    families: ticked(form.families), sources: isModel() ? ticked(form.sources) : [], recording: isModel() ? form.recording.value : '',
    max_calls: form.max_calls.value ? Number(form.max_calls.value) : null, max_cost: form.max_cost.value ? Number(form.max_cost.value) : null,
  };
}
function fill(kept) {                              // after the language has changed
  for (const key of ['spec', 'base_url', 'key_variable', ...NUMBERS]) form[key].value = kept.model[key] ?? '';
  for (const key of ['allowed', 'families', 'sources']) for (const each of form[key]) each.box.checked = kept[key].includes(each.id);
  for (const each of form.instrument) each.box.checked = each.id === kept.instrument;
  for (const key of ['max_calls', 'max_cost', 'recording']) form[key].value = kept[key] ?? '';
  hints();
}

// ---- what it would take and send -----------------------------------------------------------------------------
async function estimate(event) {
  event.preventDefault();
  const asked = order();
  form.button.disabled = true;
  form.button.textContent = word('inst_estimating');
  const answer = await ask('estimate', asked);
  form.button.disabled = false;
  form.button.textContent = word('inst_estimate');
  if (!answer) return;
  given.kept = answer.kept;
  form.model.querySelector(':scope > p.soft').replaceWith(keyLine());
  estimated = { asked, found: answer.estimate };
  drawEstimate();
}
function drawEstimate() {
  const place = find('.inst-estimate');
  place.replaceChildren();
  if (!estimated) return;
  const { found, asked } = estimated;
  const card = make('div', 'card', null, make('strong', '', word(found.waiting ? 'inst_waiting' : 'inst_nothing', { n: found.waiting, m: found.earlier })));
  if (asked.recording) card.append(make('p', 'banner inst-recorded', word('inst_recording_of', { model: asked.model.spec })));
  card.append(found.calls === null ? make('p', 'soft', word('inst_embedded_note')) : figures(found));
  if (found.leaving.length) card.append(make('h3', '', word('inst_leaves')), make('p', 'soft', word('inst_leaves_hint')), table([word('inst_sources'), word('inst_passages'), word('inst_characters')], found.leaving.map((each) => [name(each.title), figure(each.passages), figure(each.characters)])));
  if (found.held.length) card.append(make('h3', '', word('inst_held')), table([word('inst_sources'), word('inst_why'), ''], found.held.map((each) => [make('span', '', null, name(each.title), make('span', 'soft', ` · ${word(`type_${each.type}`)}`)), said(each.why), press(word('inst_let_leave'), () => letLeave(each))])));
  if (found.waiting) card.append(startLine(found, asked));
  place.append(card);
}
function figures(found) {
  const each = (key, value, note = '') => make('div', '', null, make('span', 'soft', word(key)), make('strong', '', value), make('span', 'soft', note));
  const split = word('inst_calls_split', { screening: figure(found.screening), verifying: figure(found.verifying), most: figure(found.most) });
  return make('div', 'inst-figures', null, each('inst_calls', figure(found.calls), split), each('inst_tokens_in', figure(found.tokens_in)), each('inst_tokens_out', figure(found.tokens_out)), each('inst_cost', found.cost === null ? word('inst_no_price') : figure(found.cost)), each('inst_to', found.destination || word('inst_here')));
}
function startLine(found, asked) {
  const start = press(word(found.under_way ? 'inst_go_on' : 'inst_start'), () => begin(start, asked, found.destination), 'main');
  if (!found.leaving.length) return make('div', 'line', null, start);
  const agree = tick(word('inst_agree', { host: found.destination }));
  start.disabled = true;
  agree.box.addEventListener('change', () => { start.disabled = !agree.box.checked; });
  return make('div', 'line', null, agree.line, start);
}
function letLeave(held) {
  const dialog = make('dialog'), close = () => { dialog.close(); dialog.remove(); };
  const allow = press(word('inst_let_leave'), async () => {
    const found = await ask('let_leave', { source: held.id, order: estimated.asked });
    close();
    if (found) { estimated.found = found; drawEstimate(); }
  }, 'main');
  dialog.append(make('p', '', word('inst_let_leave_sure', { name: held.title })), make('div', 'line', null, press(word('dialog_cancel'), close), allow));
  element.querySelector('.tri').append(dialog);
  dialog.showModal();
}

// ---- the run -------------------------------------------------------------------------------------------------
async function begin(button, asked, agreed) {
  button.disabled = true;
  const standing = await ask('begin', { ...asked, agreed });
  if (!standing) { button.disabled = false; return; }
  estimated = null;
  drawEstimate();
  given.standing = standing;
  watch();
}
const atWork = () => ['running', 'stopping'].includes(given.standing.stand);
function watch() {
  drawStanding();
  clearTimeout(polling);
  if (atWork()) polling = setTimeout(follow, 1000);
}
async function follow() {
  if (!element.isConnected) return;
  const standing = await ask('standing');
  if (!standing) { polling = setTimeout(follow, 5000); return; }
  given.standing = standing;
  if (!atWork()) {
    given.runs = await ask('runs') ?? given.runs;
    drawRuns();
  }
  watch();
}
function drawStanding() {
  const place = find('.inst-standing'), standing = given.standing;
  if (standing.stand === 'idle') { place.replaceChildren(); return; }
  const card = make('div', 'card');
  if (standing.recording) card.append(make('p', 'banner inst-recorded', word('inst_recording_of', { model: standing.recording })));
  const what = standing.what === 'exemplar' ? word('inst_exemplar').split(/[:：]/)[0] : standing.what;
  if (atWork()) {
    const bar = make('progress');
    if (standing.total) { bar.max = standing.total; bar.value = standing.done; }
    bar.setAttribute('aria-label', word('inst_done_of', standing));
    const halt = press(word('inst_stop'), async () => { halt.disabled = true; given.standing = await ask('stop') ?? given.standing; watch(); });
    halt.disabled = standing.stand === 'stopping';
    card.append(make('strong', '', standing.stand === 'stopping' ? word('inst_stopping') : word('inst_under_way', { what })), make('div', 'line', null, bar, make('span', '', standing.total ? word('inst_done_of', standing) : ''), make('span', 'soft', null, name(standing.at)), halt));
  } else if (standing.report) {
    card.append(make('p', '', word(standing.report.stopped ? 'inst_stopped' : 'inst_ended', { what, ...standing.report })));
    if (said(standing.report.reason)) card.append(make('p', 'soft', said(standing.report.reason)));
  } else card.append(make('strong', '', word('inst_failed', { what })), make('p', '', said(standing.error)));
  place.replaceChildren(card);
}

// ---- looking back --------------------------------------------------------------------------------------------
function drawRuns() {
  const place = find('.inst-runs');
  if (!given.runs.length) { place.replaceChildren(make('p', 'soft', word('inst_no_runs'))); return; }
  const heads = ['inst_began', 'inst_tool', 'inst_state', 'inst_units', 'inst_proposals', 'inst_refusals', 'inst_run_calls', 'inst_run_tokens', 'inst_seconds', 'inst_run_cost', 'inst_flips'];
  place.replaceChildren(table(heads.map((key) => word(key)), given.runs.map(runRow)));
  place.querySelector('th:last-child').title = word('inst_flips_hint');
}
function runRow(run) {
  const totals = run.totals, has = totals.calls !== undefined;
  const tool = make('span', '', null, name(run.name));
  if (run.recording) {
    const badge = make('span', 'inst-badge', word('inst_replayed'));
    badge.title = word('inst_replayed_hint', { model: run.model, name: run.recording });
    tool.append(badge, make('div', 'soft', badge.title));
  }
  const state = make('span', '', word(`inst_state_${run.state}`));
  if (said(run.reason)) state.append(make('div', 'soft', said(run.reason)));
  return [
    run.began.slice(0, 16).replace('T', ' '), tool, state, figure(run.units), figure(run.proposals), figure(run.refusals),
    has ? `${figure(totals.calls)} (${figure(totals.cached)})` : '', has ? `${figure(totals.tokens_in)} / ${figure(totals.tokens_out)}` : '',
    has ? figure(Math.round(totals.seconds)) : '', figure(totals.cost), run.flips === null ? '' : run.flips.toFixed(3),
  ];
}
function drawEgress() {
  find('.inst-egress').replaceChildren(press(word('inst_egress_show'), showEgress));
}
async function showEgress() {
  const left = await ask('departures');
  if (!left) return;
  const lines = left.map((each) => make('details', 'inst-left', null, make('summary', '', word('inst_egress_line', { time: each.at.slice(0, 19), host: each.host, model: each.model, size: figure(each.size), sha: each.sha.slice(0, 12) })), make('pre', '', each.body)));
  drawEgress();
  find('.inst-egress').append(...(lines.length ? lines : [make('p', 'soft', word('inst_egress_none'))]));
}

speakWith(draw);
load();
