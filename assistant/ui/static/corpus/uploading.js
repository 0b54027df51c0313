// Files from the desk into the study: one after the other, each with what became of it, and a way to stop.

const sending = { active: false, stop: false, request: null, outcomes: [], words: '', share: 0 };
const uploadAddress = () => {
  const config = window.gradio_config ?? {};
  return `${(config.root ?? '').replace(/\/$/, '')}${config.api_prefix ?? '/gradio_api'}/upload`;
};

function drawUpload() {
  const zone = box('card corpus-drop');
  const pick = make('input', 'hidden-label', undefined, { type: 'file', multiple: '', id: 'corpus-files', tabindex: '-1', 'aria-label': word('corpus_choose') });
  pick.addEventListener('change', () => { addFiles([...pick.files]); pick.value = ''; });
  const line = box('row', make('span', '', word('corpus_drop')), button(word('corpus_choose'), () => pick.click(), 'main', { id: 'corpus-choose' }), pick);
  zone.append(line);
  if (sending.active) {
    const bar = make('progress', 'grow', undefined, { max: '1', 'aria-label': word('corpus_reading') });
    bar.value = sending.share;
    zone.append(box('row', bar, make('span', 'words', sending.words, { id: 'corpus-progress' }), button(word('corpus_stop'), stopSending, '', { id: 'corpus-stop' })));
  }
  zone.append(sending.outcomes.length ? outcomes() : box('corpus-told'));
  return zone;
}
function outcomes() {
  const counts = { added: 0, known: 0, failed: 0 };
  for (const each of sending.outcomes) counts[each.outcome] += 1;
  const head = box('row', make('strong', '', word('corpus_outcome', counts), { id: 'corpus-outcome' }));
  if (!sending.active) head.append(button(word('corpus_close'), () => { sending.outcomes = []; redrawUpload(); }, 'end'));
  const list = make('ul', 'corpus-outcomes');
  const order = { failed: 0, added: 1, known: 2 };
  for (const each of [...sending.outcomes].sort((a, b) => order[a.outcome] - order[b.outcome])) {
    const line = make('li', `corpus-${each.outcome}`);
    line.append(make('strong', 'words', each.name), make('span', '', ` — ${word(`corpus_${each.outcome}`)}`));
    if (each.outcome === 'added') line.append(make('span', 'soft', ` · ${word(`type_${each.type}`)} · ${each.characters} ${word('corpus_characters')} · ${each.segments}`));
    const reason = typeof each.reason === 'string' ? each.reason : said(each.reason);
    if (reason) line.append(box(each.outcome === 'failed' ? 'bad words' : 'soft words', document.createTextNode(reason)));
    for (const [kind, count] of each.notes ?? []) line.append(box('soft words', document.createTextNode(`${word(`note_${kind}`)}: ${count}`)));
    list.append(line);
  }
  return box('corpus-told', head, list);
}
const redrawUpload = () => sheet.querySelector('.corpus-drop')?.replaceWith(drawUpload());

function showProgress(share = sending.share) {   // in place, so that the button to stop stays where it is
  sending.share = share;
  const zone = sheet.querySelector('.corpus-drop');
  if (!zone?.querySelector('progress')) { redrawUpload(); return; }
  zone.querySelector('progress').value = share;
  zone.querySelector('#corpus-progress').textContent = sending.words;
}
const showOutcomes = () => sheet.querySelector('.corpus-told')?.replaceWith(outcomes());

function stopSending() {
  sending.stop = true;
  sending.request?.abort();
}
async function addFiles(files) {
  if (sending.active || !files.length || !mayEdit()) return;
  Object.assign(sending, { active: true, stop: false, outcomes: [] });
  let done = 0;
  for (const file of files) {
    if (sending.stop) break;
    done += 1;
    sending.words = word('corpus_uploading', { n: done, total: files.length, name: file.name });
    showProgress((done - 1) / files.length);
    const outcome = await addFile(file, (part) => showProgress((done - 1 + part / 2) / files.length));
    if (outcome) sending.outcomes.push(outcome); else if (!sending.stop) sending.outcomes.push({ name: file.name, outcome: 'failed', reason: status.textContent });
    if (sending.outcomes.length) showOutcomes();
  }
  const left = files.length - sending.outcomes.length;
  sending.active = false;
  if (sending.stop && left) tell(word('corpus_stopped', { n: left }));
  redrawUpload();
  if (!sending.outcomes.some((each) => each.outcome === 'added')) return;
  await reload();
  tell(word('corpus_indexing'));
  const report = await ask('index');
  if (report) tell(word('corpus_indexed', { n: report.units }));
}
async function addFile(file, part) {
  let path;
  try {
    path = await send(file, part);
  } catch (why) {
    return sending.stop ? null : { name: file.name, outcome: 'failed', reason: word('corpus_not_sent', { why }) };
  }
  return ask('add_uploaded', { path, name: file.name });
}
function send(file, part) {                      // resolves to where the server has put it
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(), form = new FormData();
    sending.request = request;
    form.append('files', file, file.name);
    request.open('POST', uploadAddress());
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) part(event.loaded / event.total); });
    request.addEventListener('load', () => {
      if (request.status !== 200) { reject(request.status); return; }
      try { resolve(JSON.parse(request.responseText)[0]); } catch { reject(request.status); }
    });
    request.addEventListener('error', () => reject('network'));
    request.addEventListener('abort', () => reject('stopped'));
    request.send(form);
  });
}
function listenForDrops() {                      // the whole page takes files
  let depth = 0;
  const over = (on) => sheet.classList.toggle('corpus-over', on);
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  sheet.addEventListener('dragenter', (event) => { if (files(event)) { depth += 1; over(true); } });
  sheet.addEventListener('dragleave', (event) => { if (files(event)) { depth -= 1; over(depth > 0); } });
  sheet.addEventListener('dragover', (event) => { if (files(event)) event.preventDefault(); });
  sheet.addEventListener('drop', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    addFiles([...event.dataTransfer.files]);
  });
}
