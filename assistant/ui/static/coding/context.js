// What stands around a passage: the question it answers, its neighbours, and passages like it in other kinds of source.

let similar = { passage: null, hits: null };  // of the passage they were asked for

function drawContext() {
  const passage = state.passages[state.here], parts = [];
  if (!passage) return [];
  const read = (title, start, end) => { parts.push(make('h4', '', title), make('p', 'tri-context', state.text.slice(start, end))); };
  if (passage.question) read(word('the_question'), ...passage.question);
  const before = state.passages.slice(0, state.here).findLast((each) => each.unit), after = state.passages.slice(state.here + 1).find((each) => each.unit);
  if (before) read(word('before'), before.start, before.end);
  read(word('this_passage'), passage.start, passage.end);
  if (after) read(word('after'), after.start, after.end);
  parts.push(make('h4', '', word('similar')), make('p', 'tri-hint', word('similar_hint')));
  if (similar.passage !== passage.id) parts.push(button(word('find_similar'), findSimilar, 'tri-similar'));
  else if (!similar.hits) parts.push(make('p', 'tri-none', word('searching')));
  else if (!similar.hits.length) parts.push(make('p', 'tri-none', word('no_hits')));
  else parts.push(...similar.hits.map((hit) => hitLine(hit)));
  return parts;
}
async function findSimilar() {
  const passage = state.passages[state.here];
  similar = { passage: passage.id, hits: null };
  drawPanel();
  const hits = await ask('similar', { source: state.source.id, segment: passage.id });
  if (similar.passage !== passage.id) return;
  similar = hits ? { passage: passage.id, hits } : { passage: null, hits: null };
  drawPanel();
}
