// What the page knows, and the few words everything else is made of.

const find = (selector) => element.querySelector(selector);
function make(tag, cls = '', words = undefined, attributes = {}) {   // text is only ever a text node
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (words !== undefined) node.textContent = words;
  if (tag === 'button') node.type = 'button';
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
function button(words, act, cls = '', attributes = {}) {
  const node = make('button', cls, words, attributes);
  node.addEventListener('click', act);
  return node;
}

const view = Object.fromEntries(
  ['note', 'status', 'undo', 'redo', 'helper', 'search', 'words', 'type', 'go', 'list', 'families', 'filter',
    'codes', 'title', 'facts', 'done', 'text', 'picker', 'tabs', 'panel', 'entry', 'help', 'spoken']
    .map((name) => [name, find(`.tri-${name}`)]),
);

const state = {
  data: null,                                 // study, coder, codebook, sources, wording
  language: 'zh',
  progress: {},                               // source -> {coded, locked, open}
  hits: null,                                 // passages found, null while the list of sources is shown
  source: null,
  text: null,                                 // Text
  passages: [],
  pages: [],
  nodes: [],                                  // one element per passage
  drawn: new Set(),                           // chunks of passages that have been drawn
  codings: null,                              // Shelf
  proposals: null,                            // Shelf
  memos: new Map(),
  noted: null,                                // Shelf of memos on spans
  locked: new Set(),
  tasks: new Map(),                           // passages that this coder was asked to code -> {mode, round}
  people: {},
  recorded: {},                               // models whose recorded answers were read, by proposal
  seq: 0,                                     // number of the last event that the page knows of
  here: 0,                                    // number of the passage the reader is at
  current: null,                              // {kind, id}: the proposal, coding or memo that keys act on
  panel: 'proposals',
  marked: null,                               // {start, end, drawn}: words selected and not yet coded
  deciding: null,                             // a proposal being answered
  changing: null,                             // a coding being changed
  writing: null,                              // a memo being written
  family: '',
  onlyOpen: false,
  sending: 0,
};

const isMine = (record) => record.by === state.data.coder.id;
const sourceOf = (id) => state.data.sources.find((source) => source.id === id);
const familyOf = (id) => state.data.codebook.families.find((family) => family.id === id) ?? { id, zh: id, en: id };
const personOf = (id) => state.people[id] ?? id;

// ---- words --------------------------------------------------------------------------------------------------
function word(key, values = {}) {
  const said = state.data.wording[state.language][key] ?? key;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}
const inLanguage = (record) => record[state.language] || record.zh || record.en || '';
const short = (words, most = 24) => { const all = [...words]; return all.length > most ? `${all.slice(0, most).join('')}…` : words; };

function tell(words, bad = false) {           // outcome of an act: seen, and read aloud
  view.status.textContent = words;
  view.status.classList.toggle('bad', bad);
}
function speak(words) { view.spoken.textContent = words; }   // where one is: only read aloud

// ---- calls to the server --------------------------------------------------------------------------------------
async function ask(name, asked = {}) {        // null where the server refuses or does not answer; the reason is told
  let answer;
  try {
    answer = JSON.parse(await server[name](asked));
  } catch (error) {
    tell(word('not_saved') + error, true);
    return null;
  }
  if (answer?.error) { tell(answer.error, true); return null; }
  return answer;
}
