// "Done with this": locking is an act, and what is locked can be opened again only where the study allows it.

const isLocked = (passage) => state.locked.has(passage.id);
const unitsOf = (passages) => passages.filter((passage) => passage.unit);

function dutiesHere() {                       // what there is to do: the units assigned, or all where none is
  const tasks = state.passages.filter((passage) => state.tasks.has(passage.id));
  return tasks.length ? tasks : unitsOf(state.passages);
}
function goToNextTask() {                     // the next unit to do that is neither locked nor, outside a task, coded
  const todo = dutiesHere().filter((passage) => !isLocked(passage));
  const rest = state.tasks.size ? todo : todo.filter((passage) => !state.codings.some(numberOf(passage.id), isMine));
  const here = state.passages[state.here]?.start ?? 0;
  const next = rest.find((passage) => passage.start > here) ?? rest[0];
  if (!next) { tell(word('nothing_to_do')); return; }
  noteStay(state.passages[state.here]);
  goHere(state.passages.indexOf(next), 'center');
  sayHere();
}

async function lockHere() {
  const passage = state.passages[state.here];
  if (!passage?.unit) { tell(word('no_unit_here'), true); return; }
  if (isLocked(passage)) { await act('reopen_units', { segments: [passage.id] }, word('reopened')); return; }
  if (!(await act('lock', { segments: [passage.id], dwell_ms: [dwellOf(passage)] }, word('locked_done', { n: 1 })))) return;
  const next = dutiesHere().find((each) => each.start > passage.start && !isLocked(each));
  if (next) goHere(state.passages.indexOf(next), 'center');
}
async function lockSource() {
  const open = dutiesHere().filter((passage) => !isLocked(passage));
  if (!open.length) {
    if (confirm(word('reopen_all'))) await act('reopen_units', { segments: dutiesHere().map((each) => each.id) }, word('reopened'));
    return;
  }
  if (!confirm(word('lock_all', { n: open.length }))) return;
  await act('lock', { segments: open.map((each) => each.id), dwell_ms: open.map(dwellOf) }, word('locked_done', { n: open.length }));
}
function drawDone() {
  const units = dutiesHere(), locked = units.filter(isLocked).length;
  view.done.hidden = !state.source || !units.length;
  view.done.textContent = locked === units.length ? `🔒 ${word('all_locked')}` : `${word('lock_source')} (${locked}/${units.length})`;
  view.done.title = word('lock_hint');
}

// How long each passage was the one the reader was at.
const stayed = new Map();
let since = performance.now();
function noteStay(passage) {
  const now = performance.now();
  if (passage && !document.hidden) stayed.set(passage.id, (stayed.get(passage.id) ?? 0) + now - since);
  since = now;
}
function dwellOf(passage) {
  if (passage === state.passages[state.here]) noteStay(passage);
  return Math.round(stayed.get(passage.id) ?? 0);
}
