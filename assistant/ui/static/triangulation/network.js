// Sources in the order of their voices, with the ties between them as arcs beside the list.

const NODE = 34, ARCS = 190;

async function loadNetwork() {
  state.network = await ask('network');
  drawNetwork();
}
function drawNetwork() {
  if (!state.network) return;
  const { sources, ties, voices } = state.network;
  const place = new Map(sources.map((each, number) => [each.id, number]));
  const list = make('div'), arcs = svg('svg', { width: ARCS, height: NODE * sources.length, role: 'img', 'aria-hidden': 'true' });
  for (const tie of ties) arcs.append(arc(tie, place));
  let last = null, number = 0;
  for (const source of sources) {
    if (source.voice !== last) { number += 1; last = source.voice; list.append(node(source, number, true)); } else list.append(node(source, number, false));
  }
  panel.replaceChildren(make('p', 'soft', word('tri_network_hint', { sources: sources.length, voices })), make('div', 'tg-network', null, arcs, list), make('div', 'tg-detail-place'));
}
function arc(tie, place) {
  const [one, other] = [place.get(tie.one), place.get(tie.other)].sort((a, b) => a - b).map((at) => at * NODE + NODE / 2);
  const reach = Math.min(ARCS - 10, 16 + (other - one) * .45);
  const looks = { reprint: ['currentColor', 1 + 3 * tie.strength, ''], quotes: ['currentColor', 1.5, '5 4'], person: ['var(--accent)', 2.5, ''] }[tie.kind] ?? ['var(--soft)', .7, ''];
  return svg('path', { d: `M${ARCS - 2},${one} C${ARCS - reach},${one} ${ARCS - reach},${other} ${ARCS - 2},${other}`, fill: 'none', stroke: looks[0], 'stroke-width': looks[1], 'stroke-dasharray': looks[2] });
}
function node(source, number, head) {
  const mine = state.network.ties.filter((tie) => tie.one === source.id || tie.other === source.id);
  const kinds = [...new Set(mine.map((tie) => tie.kind))].map((kind) => kindWord(kind, mine.filter((tie) => tie.kind === kind)));
  const line = make('div', `tg-node ${head ? 'head' : ''}`);
  line.dataset.source = source.id;
  const title = placeLink(source.id, 0, source.title);
  title.className = 'title';
  line.append(make('span', 'voice', head ? word('tri_voice_n', { n: number }) : ''), title, make('span', 'soft', `${source.date} · ${word(`tri_r_${source.relation}`)} · ${source.publisher}`));
  line.append(...(kinds.length ? kinds.map((kind) => chip(kind)) : [chip(word('tri_alone_voice'))]));
  if (source.apart) line.append(chip(word('tri_set_apart', { why: source.apart }), 'warn'));
  const texts = mine.filter((tie) => ['reprint', 'quotes'].includes(tie.kind));
  if (texts.length) line.append(press(word('tri_why_tied'), () => showCommon(source, texts)));
  if (source.apart) line.append(press(word('tri_as_derived'), () => ruleSource(source, 'as_derived')));
  else if (mine.length) line.append(press(word('tri_apart'), () => ruleSource(source, 'apart')));
  line.append(press(word('tri_join'), () => joinSource(source)), press(word('tri_relation'), () => relateSource(source)));
  return line;
}
function kindWord(kind, ties) {                   // the strongest tie of a kind, and how many there are
  const strongest = Math.max(...ties.map((tie) => tie.strength));
  const words = word(`tri_k_${kind}`, { share: percent(strongest) });
  return ties.length > 1 && ['reprint', 'quotes'].includes(kind) ? `${words} ×${ties.length}` : words;
}
async function showCommon(source, ties) {
  const place = panel.querySelector('.tg-detail-place');
  place.replaceChildren();
  for (const tie of ties.slice(0, 6)) {
    const other = state.network.sources.find((each) => each.id === (tie.one === source.id ? tie.other : tie.one));
    const found = await ask('words_in_common', { one: source.id, other: other.id });
    if (!found) return;
    const box = make('section', 'tg-detail', null, make('h2', '', word('tri_shared', { title: other.title })));
    if (!found.passages.length) box.append(make('p', 'soft', word('tri_shared_none')));
    for (const each of found.passages) box.append(make('div', 'tg-quote', null, make('q', '', each.words), placeLink(source.id, each.start, ` ${word('tri_open_source')}`)));
    place.append(box);
  }
  place.scrollIntoView({ block: 'nearest' });
}
async function sendRuling(asked) {
  const network = await ask('rule_on_source', asked);
  if (!network) return false;
  state.network = network;
  state.voices = null;
  tell(word('tri_recorded'));
  drawNetwork();
  return true;
}
function ruleSource(source, what) {
  askReason(word(`tri_why_${what}`, { title: source.title }), (reason) => sendRuling({ source: source.id, what, reason }));
}
function joinSource(source) {
  const others = state.network.sources.filter((each) => each.voice !== source.voice).map((each) => [each.id, `${each.title} (${each.date})`]);
  const pick = choices(others, others[0]?.[0]);
  askReason(word('tri_why_join', { title: source.title }), (reason) => sendRuling({ source: source.id, what: 'join', with: pick.value, reason }), pick);
}
function relateSource(source) {
  const pick = choices(state.given.relations.map((each) => [each, word(`tri_r_${each}`)]), source.relation);
  askReason(word('tri_why_relation', { title: source.title }), (reason) => sendRuling({ source: source.id, what: pick.value, reason }), pick);
}
