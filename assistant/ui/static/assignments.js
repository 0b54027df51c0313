// The page of assignments: an order is made up and previewed, given, followed, taken back.

let given = null;
let shownDraw = null;                              // the order that was previewed last, with what came of it
const form = {};                                   // the controls of the form, by name

async function load() {
  given = await ask('start_assignments');
  if (!given) return;
  speech.wording = given.wording;
  draw();
}
function draw() {
  const kept = form.round ? order() : null;
  find('.assign-rounds-title').textContent = word('assign_rounds');
  find('.assign-new-title').textContent = word('assign_new');
  drawRounds();
  drawForm();
  if (kept) fill(kept);
  drawPreview();
}

// ---- rounds and progress -------------------------------------------------------------------------------------
function drawRounds() {
  const byRound = Map.groupBy ? Map.groupBy(given.rounds, (each) => each.round) : grouped(given.rounds);
  const parts = [...byRound].map(([round, several]) => {
    const head = make('h3', '', null, name(round), make('span', 'soft', ` · ${word(`kind_${several[0].kind}`)}`));
    return make('section', '', null, head, progressTable(several));
  });
  find('.assign-rounds').replaceChildren(...(parts.length ? parts : [make('p', 'soft', word('assign_none'))]));
}
function grouped(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.round, [...(found.get(row.round) ?? []), row]);
  return found;
}
function progressTable(rows) {
  const heads = ['progress_coder', 'assign_mode', 'progress_locked', 'progress_coded', 'progress_dwell', 'progress_shown', 'progress_exposed', 'progress_reopened'];
  return table([...heads.map((key) => word(key)), ''], rows.map((row) => {
    const bar = make('progress');
    bar.max = row.units;
    bar.value = row.locked;
    bar.setAttribute('aria-label', `${row.name}: ${row.locked} / ${row.units}`);
    const seconds = row.median_ms === null ? '' : word('progress_seconds', { n: Math.round(row.median_ms / 1000) });
    return [
      make('span', '', null, name(row.name), row.note ? make('small', 'soft', ` ${row.note}`) : ''), word(`mode_${row.mode}`),
      make('span', '', null, bar, `${row.locked} / ${row.units}`), String(row.coded), seconds,
      ...['shown', 'exposed', 'reopened'].map((key) => (row[key] ? String(row[key]) : '')),
      make('span', 'line', null, press(word('assign_reopen'), () => reopen(row)), press(word('assign_withdraw'), () => withdraw(row))),
    ];
  }));
}
const replace = (rounds) => { if (rounds) { given.rounds = rounds; drawRounds(); } return Boolean(rounds); };
function withdraw(row) {
  askReason(word('withdraw_why', { name: row.name }), async (reason) => replace(await ask('withdraw', { id: row.id, reason })));
}
async function reopen(row) {
  const units = await ask('locked', { id: row.id });
  if (!units) return;
  if (!units.length) { tell(word('reopen_none')); return; }
  const ticks = units.map((unit) => ({ id: unit.id, ...tick(`${unit.title}: ${unit.words}`) }));
  const list = group(word('reopen_which', { name: row.name }), make('div', 'many', null, ...ticks.map((each) => each.line)));
  askReason(word('reopen_why'), async (reason) => {
    const chosen = ticks.filter((each) => each.box.checked).map((each) => each.id);
    return chosen.length ? replace(await ask('reopen', { id: row.id, units: chosen, reason })) : false;
  }, list);
}

// ---- the order -----------------------------------------------------------------------------------------------
function drawForm() {
  form.round = input('text', '', { required: true, maxLength: 100 });
  form.kind = choices(given.kinds.map((each) => [each, word(`kind_${each}`)]), 'reliability');
  form.mode = choices(given.modes.map((each) => [each, word(`mode_${each}`)]), 'blind');
  form.kindHint = make('p', 'hint');
  form.modeHint = make('p', 'hint');
  form.coders = ticks(given.coders.map((each) => [each.id, each.name]));
  form.types = ticks(given.types.map(([id, units]) => [id, `${word(`type_${id}`)} (${units})`]), true);
  form.sources = ticks(given.sources.map((each) => [each.id, `${each.title} (${each.units})`]));
  form.families = ticks(given.families.map((each) => [each.id, each[speech.language]]));
  form.share = input('number', '20', { min: 1, max: 100, step: 1 });
  form.number = input('number', '60', { min: 1, step: 1 });
  form.by = ['share', 'number', 'all'].map((each, place) => ({ id: each, ...tick(word(each === 'all' ? 'assign_all' : `assign_by_${each}`), !place, 'radio', 'by') }));
  form.share.setAttribute('aria-label', word('assign_by_share'));
  form.number.setAttribute('aria-label', word('assign_by_number'));
  form.seed = input('number', '1', { min: 0, step: 1 });
  form.shown = input('number', '0', { min: 0, max: 90, step: 5 });
  form.note = input('text', '', { maxLength: 2000 });
  const size = form.by.map((each) => make('div', 'size', null, each.line, each.id === 'share' ? form.share : each.id === 'number' ? form.number : '', each.id === 'share' ? '%' : ''));
  const more = (label, list) => make('details', '', null, make('summary', '', label), make('div', 'many', null, ...list.map((each) => each.line)));
  form.give = press(word('assign_give'), give, 'main');
  const place = find('.assign-form');
  place.replaceChildren(
    make('div', '', null, field(word('assign_round'), form.round), field(word('assign_kind'), form.kind), form.kindHint, field(word('assign_mode'), form.mode), form.modeHint),
    group(word('assign_coders'), ...form.coders.map((each) => each.line)),
    group(word('assign_units'), ...size, field(word('assign_seed'), form.seed)),
    group(word('assign_types'), ...form.types.map((each) => each.line), more(word('assign_sources'), form.sources)),
    make('div', '', null, more(word('assign_families'), form.families), field(word('assign_shown'), make('span', '', null, form.shown, ' %')), field(word('assign_note'), form.note)),
    make('div', 'wide line', null, make('button', '', word('assign_preview')), form.give),
  );
  place.onsubmit = preview;
  place.oninput = () => { hints(); if (shownDraw) { shownDraw = null; drawPreview(); } };
  hints();
}
function ticks(options, checked = false) { return options.map(([id, words]) => ({ id, ...tick(words, checked) })); }
function hints() {
  form.kindHint.textContent = word(`kind_hint_${form.kind.value}`);
  form.modeHint.textContent = word(`mode_hint_${form.mode.value}`);
  form.shown.disabled = form.mode.value !== 'blind';
  form.give.disabled = !shownDraw;
}
const chosen = (list) => list.filter((each) => each.box.checked).map((each) => each.id);
function order() {
  const by = chosen(form.by)[0], types = chosen(form.types);
  return {
    round: form.round.value, kind: form.kind.value, mode: form.mode.value, coders: chosen(form.coders), seed: Number(form.seed.value),
    share: by === 'share' ? Number(form.share.value) / 100 : null, number: by === 'number' ? Number(form.number.value) : null,
    types: types.length === given.types.length ? [] : types, sources: chosen(form.sources), families: chosen(form.families),
    shown: form.mode.value === 'blind' ? Number(form.shown.value) / 100 : 0, note: form.note.value,
  };
}
function fill(kept) {                              // after the language has changed
  for (const key of ['round', 'kind', 'mode', 'seed', 'note']) form[key].value = kept[key];
  for (const key of ['coders', 'sources', 'families']) for (const each of form[key]) each.box.checked = kept[key].includes(each.id);
  for (const each of form.types) each.box.checked = !kept.types.length || kept.types.includes(each.id);
  if (kept.share !== null) form.share.value = Math.round(kept.share * 100);
  if (kept.number !== null) form.number.value = kept.number;
  for (const each of form.by) each.box.checked = each.id === (kept.share !== null ? 'share' : kept.number !== null ? 'number' : 'all');
  form.shown.value = Math.round(kept.shown * 100);
  hints();
}
async function preview(event) {
  event.preventDefault();
  const asked = order(), drawn = await ask('preview', asked);
  shownDraw = drawn && { asked, drawn };
  drawPreview();
}
async function give() {
  if (!shownDraw) return;
  form.give.disabled = true;
  const rounds = await ask('assign', shownDraw.asked);
  if (!rounds) { form.give.disabled = false; return; }
  shownDraw = null;
  drawPreview();
  replace(rounds);
  tell(word('assign_given'));
}
function drawPreview() {
  const place = find('.assign-preview');
  place.replaceChildren();
  form.give.disabled = !shownDraw;
  if (!shownDraw) return;
  const { drawn, asked } = shownDraw;
  const card = make('div', 'card', null, make('strong', '', word(drawn.strata ? 'drawn_units' : 'drawn_all', { n: drawn.units, seed: drawn.seed })));
  const left = Object.entries(drawn.left_out).map(([reason, n]) => word(`left_${reason}`, { n }));
  if (left.length) card.append(make('p', 'soft', `${word('drawn_left')} ${left.join('; ')}`));
  if (drawn.strata) card.append(table([word('drawn_stratum'), word('drawn_of'), word('drawn_chance')], drawn.strata.map(([type, some, all]) => [word(`type_${type}`), `${some} / ${all}`, (some / all).toFixed(3)])));
  if (drawn.precision.length) {
    const rows = drawn.precision.map(([share, width, units]) => [`${Math.round(share * 100)} %`, width.toFixed(2), units === null ? word('precision_many') : String(units)]);
    card.append(make('div', '', null, make('p', 'soft', word('precision_title', { alpha: drawn.alpha })), table([word('precision_share'), word('precision_width'), word('precision_takes', { w: drawn.wished })], rows)));
  } else if (asked.coders.length === 1) card.append(make('p', 'soft', word('precision_one')));
  if (drawn.arms) card.append(make('p', '', word('arms_said', { shown: drawn.arms.shown, blind: drawn.arms.blind, three: drawn.arms.takes[0], two: drawn.arms.takes[1] })));
  place.append(card);
}

speakWith(draw);
load();
