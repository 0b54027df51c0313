// What the page of the codebook knows: the version in force, the draft made on it, what is open.

const state = {
  tab: 'entries',
  filter: '',
  open: null,                                    // {what: 'code' | 'family', id}
  editing: false,
  old: null,                                     // an older version being read
  draft: null,                                   // {base, codes, families, whole}; kept in the browser
  misquoted: new Set(),                          // 'code place' of examples in the draft
  problems: [],
  compared: null,                                // {before, after, differences}
  waiting: null,                                 // codings to be looked at again
  overtaken: null,                               // the version that came into force under a draft
};
const isLead = () => known.role === 'lead';
const draftKey = () => `tricoder-codebook-draft:${known.study}:${known.coder}`;
const emptyDraft = () => ({ base: known.book.id, codes: {}, families: {}, whole: null });
const isEmpty = (draft) => !draft.whole && !Object.keys(draft.codes).length && !Object.keys(draft.families).length;
const draftSize = () => Object.keys(state.draft.codes).length + Object.keys(state.draft.families).length + (state.draft.whole ? 1 : 0);
function readDraft() {
  try { state.draft = JSON.parse(letter(draftKey(), 'null')); } catch { state.draft = null; }
  state.draft = state.draft?.base ? { ...emptyDraft(), ...state.draft } : emptyDraft();
  noticeOvertaken();
}
function keepDraft() {
  if (isEmpty(state.draft)) state.draft = emptyDraft();
  keepLetter(draftKey(), isEmpty(state.draft) ? null : JSON.stringify(state.draft));
}
function dropDraft() {
  state.draft = emptyDraft();
  Object.assign(state, { overtaken: null, misquoted: new Set(), problems: [] });
  keepDraft();
}
function noticeOvertaken() {                     // an empty draft follows the version in force, another one is held up
  if (isEmpty(state.draft)) { state.draft = emptyDraft(); state.overtaken = null; return; }
  const newest = known.versions[known.versions.length - 1];
  state.overtaken = state.draft.base === known.book.id ? null : newest;
}

// ---- entries as they stand now, draft included ----------------------------------------------------------------
const baseBook = () => state.draft.whole ?? known.book;
const shownBook = () => state.old ?? baseBook();
const list = (value) => value ?? [];
function families() {
  const changed = state.old ? {} : state.draft.families;
  const own = list(shownBook().families);
  const fresh = Object.values(changed).filter((family) => !own.some((each) => each.id === family.id));
  return [...own.map((family) => changed[family.id] ?? family), ...fresh];
}
function codes() {
  const changed = state.old ? {} : state.draft.codes;
  const own = list(shownBook().codes);
  const fresh = Object.values(changed).filter((code) => code && !own.some((each) => each.id === code.id));
  return [...own.map((code) => (changed[code.id] ? changed[code.id] : code)), ...fresh];
}
const codeOf = (id) => codes().find((code) => code.id === id);
const familyOf = (id) => families().find((family) => family.id === id);
const publishedCode = (id) => list(known.book.codes).find((code) => code.id === id);
const isRetired = (id) => !state.old && state.draft.codes[id] === null;
function mark(code) {                            // what the draft does to an entry
  if (state.old) return '';
  if (isRetired(code.id)) return 'retired';
  if (!(code.id in state.draft.codes)) return '';
  return publishedCode(code.id) ? 'changed' : 'added';
}
const nameOf = (id) => { const code = codeOf(id) ?? publishedCode(id); return code ? `${id} ${said(code.label)}` : id; };
const copy = (value) => JSON.parse(JSON.stringify(value));
const tidy = (value) => {                         // an entry without its empty parts, as the file would hold it
  if (Array.isArray(value)) return value.map(tidy).filter((each) => each !== '' && !(each && typeof each === 'object' && !Object.keys(each).length));
  if (!value || typeof value !== 'object') return value;
  const pairs = Object.entries(value).map(([name, part]) => [name, tidy(part)]);
  return Object.fromEntries(pairs.filter(([name, part]) => part !== '' && part !== null && part !== undefined && !(Array.isArray(part) && !part.length) && !(typeof part === 'object' && !Array.isArray(part) && !Object.keys(part).length) && !(part === false && name !== 'positive') && !(part === true && name === 'positive')));
};
const sameWords = (a, b) => JSON.stringify(sorted(tidy(a))) === JSON.stringify(sorted(tidy(b)));
const sorted = (value) => (Array.isArray(value) ? value.map(sorted) : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])])) : value);
let later = 0;
function changeEntry(kind, entry) {              // puts an entry into the draft, or takes it out where nothing differs
  const published = list(baseBook()[kind]).find((each) => each.id === entry.id);
  if (published && sameWords(published, entry)) delete state.draft[kind][entry.id]; else state.draft[kind][entry.id] = entry;
  keepDraft();
  drawDraftBar();
  drawEntryMarks();
  clearTimeout(later);
  later = setTimeout(checkDraft, 600);
}
const plainDraft = () => ({ ...state.draft, codes: Object.fromEntries(Object.entries(state.draft.codes).map(([id, entry]) => [id, entry && tidy(entry)])), families: Object.fromEntries(Object.entries(state.draft.families).map(([id, entry]) => [id, tidy(entry)])) });
async function checkDraft() {
  if (isEmpty(state.draft)) return;
  const answer = await ask('check', { draft: plainDraft() });
  if (!answer) return;
  state.misquoted = new Set(answer.misquoted.map(([code, at]) => `${code} ${at}`));
  state.problems = answer.problems;
  drawQuoteMarks();
}
