// What the parts of the triangulation page share: what was chosen, and small pieces that several tabs draw.

const TABS = ['matrix', 'claims', 'network', 'timeline', 'together', 'queue'];
const SIGNS = {
  agreement: '＝', partial: '≈', dissonance: '≠', silence_expected: '–', silence_unexpected: '–!', alone: '①',
  not_searched: '?', nothing: '·', no_source: '×',
};
const state = {
  given: null, tab: 'matrix', case: '', rows: 'codes', columns: 'types', family: '', down: '', across: '',
  onlyEvidence: true, board: null, at: null, opened: null, figures: null, figure: null, onlyConflicts: false,
  network: null, timeline: null, together: null, queue: null, look: null,
};
const panel = find('.tg-panel');
const said = (words) => words?.[speech.language] || words?.zh || words?.en || '';
const percent = (share) => `${Math.round(share * 100)}%`;
const question = () => ({ rows: state.rows, columns: state.columns, case: state.case, family: state.rows === 'codes' ? state.family : '' });
const columnWord = (id) => (state.columns === 'types' ? word(`type_${id}`) : word(`tri_r_${id}`));
const codeWord = (id) => `${id} ${said(state.given.codes[id])}`.trim();
const personName = (id) => state.given.people[id] ?? id;

function placeLink(source, start, words) {       // a link to the place in the source
  const link = make('a', '', words);
  link.href = `/?source=${encodeURIComponent(source)}&at=${start}`;
  link.title = word('tri_open_source');
  return link;
}
function chip(words, cls = '') { return make('span', `tg-chip ${cls}`, words); }
function voiceNumber(id) {
  const known = (state.voices ??= new Map());
  if (!known.has(id)) known.set(id, known.size + 1);
  return known.get(id);
}
function quote(shown, ...below) {                 // words of a source, what stands around them, and where
  const node = make('div', 'tg-quote');
  const line = make('div');
  line.append(make('span', 'around', shown.before), make('q', '', shown.words), make('span', 'around', shown.after));
  line.dir = 'auto';
  const facts = [shown.date, word(`tri_r_${shown.relation}`), word('tri_voice_n', { n: voiceNumber(shown.voice) }), ...shown.facts.map(fact)].filter(Boolean);
  node.append(line, placeLink(shown.source, shown.start, shown.place), make('div', 'facts', facts.join(' · ')));
  if (shown.clashes) node.append(chip(word('tri_clashes'), 'bad'));
  node.append(...below);
  return node;
}
function fact([key, value]) {
  if (['undated', 'no_baseline', 'passed_on', 'no_subject'].includes(key)) return word(`tri_m_${key}`);
  if (key === 'modality' && value === 'planned') return word('tri_m_modality');
  if (key === 'code') return codeWord(value);
  const attribute = state.given.attributes[key];
  return attribute?.values[value] ? `${said(attribute)}: ${said(attribute.values[value])}` : value;
}
function svg(tag, settings = {}, words = null) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(settings)) node.setAttribute(key, value);
  if (words !== null) node.textContent = words;
  return node;
}
