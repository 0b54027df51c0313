// What a coder does, each one call to the server; what comes back is everything that has changed since the page last heard.

// Ask for an act; true if it was recorded. Answers that arrive out of order are told apart by the number of the last event.
async function act(name, asked, said) {
  if (!state.source) return false;
  state.sending += 1;
  const answer = await ask(name, { source: state.source.id, after: state.seq, ...asked });
  state.sending -= 1;
  if (!answer) return false;
  take(answer);
  if (said) tell(said);
  return answer;
}

function take(delta) {
  if (delta.source !== state.source?.id || (delta.seq <= state.seq && !delta.again)) return;
  state.seq = delta.seq;
  if (delta.again) { readAgain(delta.codebook); return; }
  const again = new Set(), add = (numbers) => { for (const number of numbers) again.add(number); };
  for (const coding of delta.codings) add(state.codings.put(withRanges(coding)));
  for (const id of delta.gone) add(state.codings.drop(id));
  if (delta.others) add(keepOnlyOthers(new Set(delta.others)));
  for (const [id, decision] of delta.decisions) {
    const proposal = state.proposals.get(id);
    if (proposal) add(state.proposals.put({ ...proposal, decision }));
  }
  if (delta.memos) add(keepMemos(delta.memos));
  for (const [ids, locked] of delta.locks) add(keepLocks(ids, locked));
  showChanges(again);
}
function showChanges(numbers) {
  if (state.current && !currentItem()) state.current = null;
  redraw(numbers);
  state.progress[state.source.id] = countHere();
  drawSourceLine();
  drawCodes();
  drawTabs();
  drawPanelWhenFree();
}
function keepOnlyOthers(there) {
  const gone = [...state.codings.items.values()].filter((coding) => !isMine(coding) && !there.has(coding.id));
  return gone.flatMap((coding) => [...state.codings.drop(coding.id)]);
}
const USUAL = { rank: 'primary', attributes: [], origin: null };
const withRanges = (coding) => ({ ...USUAL, ...coding, ranges: [[coding.start, coding.end]] });

function keepLocks(ids, locked) {
  const byId = new Map(state.passages.map((passage, number) => [passage.id, number]));
  for (const id of ids) if (locked) state.locked.add(id); else state.locked.delete(id);
  drawDone();
  return ids.map((id) => byId.get(id)).filter((number) => number !== undefined);
}
function countHere() {
  let coded = 0, open = 0;
  state.passages.forEach((passage, number) => { if (passage.unit && state.codings.some(number, isMine)) coded += 1; });
  for (const proposal of state.proposals.items.values()) if (!proposal.decision) open += 1;
  return { coded, locked: state.locked.size, open };
}

// ---- coding ---------------------------------------------------------------------------------------------------
async function assign(code) {
  const marked = state.marked ?? selectedInPage();
  if (!marked) { tell(word('select_first'), true); return; }
  const quote = state.text.slice(marked.start, marked.end);
  getSelection().removeAllRanges();
  mark(null);
  view.text.focus({ preventScroll: true });
  const done = await act('code', { span: [marked.start, marked.end], quote, code }, word('coded', { code: codeWords(code), quote: short(quote) }));
  if (!done) mark({ ...marked, drawn: true });               // refused: nothing of the work is lost
}
async function removeCoding(coding) {
  if (!isMine(coding)) { tell(word('not_yours', { name: personOf(coding.by) }), true); return; }
  await act('remove_coding', { coding: coding.id }, word('removed', { code: codeWords(coding.code) }));
}
async function changeCoding(coding, changes) {
  if (await act('revise_coding', { coding: coding.id, ...changes }, word('changed', { code: codeWords(changes.code ?? coding.code) }))) {
    state.changing = null;
    mark(null);
    drawPanel();
  }
}

// ---- taking back ------------------------------------------------------------------------------------------------
async function takeBack(name) {
  const answer = await ask(name, { source: state.source?.id ?? '', after: state.seq });
  if (!answer) return;
  if (!answer.act) { tell(word(name === 'undo' ? 'nothing_to_undo' : 'nothing_to_redo')); return; }
  const said = word(`${name}ne`, { what: word(`act_${answer.act.kind}`, { code: answer.act.code ? codeWords(answer.act.code) : '' }) });
  if (answer.act.source && answer.act.source !== state.source?.id) {
    await openSource(answer.act.source, answer.act.at);
  } else if (state.source) {
    take(answer.delta);
    if (answer.act.at !== null) goTo(answer.act.at);
  }
  tell(said);
}
