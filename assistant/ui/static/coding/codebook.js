// The codebook beside the text: found by typing, given by number, and every entry there to be read while coding.

const colours = new Map();                    // code -> colour: a family has a hue, its codes lie near it
const codesById = new Map();

function learnCodebook(codebook) {
  state.data.codebook = codebook;
  colours.clear();
  codesById.clear();
  const share = 360 / Math.max(1, codebook.families.length);
  codebook.families.forEach((family, number) => {
    const codes = codebook.codes.filter((code) => code.family === family.id);
    codes.forEach((code, place) => {
      const hue = Math.round(210 + number * share + (place / Math.max(1, codes.length)) * share * 0.6) % 360;
      colours.set(code.id, `hsl(${hue} 62% ${place % 2 ? 56 : 46}%)`);
      codesById.set(code.id, code);
    });
  });
}
const codeOf = (id) => codesById.get(id) ?? { id, zh: '', en: '', family: '' };
const colourOf = (id) => colours.get(id) ?? 'hsl(0 0% 50%)';
const codeWords = (id) => `${id} ${inLanguage(codeOf(id))}`.trim();

// Codes that fit what was typed: an id or the beginning of a label first, then anything that holds all the words.
function fittingCodes(typed, family = '') {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = [];
  for (const code of state.data.codebook.codes) {
    if (family && code.family !== family) continue;
    const names = [code.id, code.zh, code.en].map((name) => name.toLowerCase());
    const all = [...names, code.definition_zh, code.definition_en].join(' ').toLowerCase();
    if (!words.every((each) => all.includes(each))) continue;
    const first = words[0] ?? '';
    const rank = !first || names.some((name) => name.startsWith(first)) ? 0 : names.some((name) => name.includes(first)) ? 1 : 2;
    fitting.push({ code, rank });
  }
  return fitting.sort((one, other) => one.rank - other.rank).map((each) => each.code);
}
const listedCodes = () => fittingCodes(view.filter.value, state.family);
const numbered = () => fittingCodes('', state.family).slice(0, 9);   // what 1 to 9 give: never changed by typing

// ---- the list -------------------------------------------------------------------------------------------------
let active = 0;                               // the listed code that Enter gives

function drawFamilies() {
  const chip = (id, words, title) => {
    const node = button(words, () => { state.family = id; active = 0; drawFamilies(); drawCodes(); }, 'tri-family', { 'aria-pressed': state.family === id });
    node.title = title;
    return node;
  };
  const families = state.data.codebook.families.map((family) => chip(family.id, `${family.id} ${inLanguage(family)}`, inLanguage(family.question)));
  view.families.replaceChildren(chip('', word('all_families'), ''), ...families);
}
function drawCodes() {
  const digits = new Map(numbered().map((code, place) => [code.id, place + 1]));
  const counts = countCodings(), codes = listedCodes();
  active = Math.max(0, Math.min(active, codes.length - 1));
  const lines = codes.map((code, place) => {
    const line = make('div', 'tri-code-line', undefined, { role: 'option', id: `tri-code-${place}`, 'aria-selected': place === active });
    line.dataset.code = code.id;
    line.style.setProperty('--tint', colourOf(code.id));
    line.append(make('kbd', '', digits.get(code.id) ?? ''), make('b', '', code.id), make('span', '', inLanguage(code)));
    if (counts.get(code.id)) line.append(make('small', '', counts.get(code.id), { title: word('times_here', { n: counts.get(code.id) }) }));
    return line;
  });
  view.codes.replaceChildren(...(lines.length ? lines : [make('p', 'tri-none', word('no_codes'))]));
  view.filter.setAttribute('aria-activedescendant', lines.length ? `tri-code-${active}` : '');
}
function countCodings() {
  const counts = new Map();
  for (const coding of state.codings?.items.values() ?? []) if (isMine(coding)) counts.set(coding.code, (counts.get(coding.code) ?? 0) + 1);
  return counts;
}
function moveActive(by) {
  const lines = view.codes.querySelectorAll('[role=option]');
  if (!lines.length) return;
  lines[active]?.setAttribute('aria-selected', 'false');
  active = (active + by + lines.length) % lines.length;
  lines[active].setAttribute('aria-selected', 'true');
  lines[active].scrollIntoView({ block: 'nearest' });
  view.filter.setAttribute('aria-activedescendant', lines[active].id);
  showEntry(lines[active].dataset.code, lines[active]);
}
function onFilterKey(event) {
  if (event.isComposing) return;
  if (event.key === 'ArrowDown') moveActive(1);
  else if (event.key === 'ArrowUp') moveActive(-1);
  else if (event.key === 'Enter') takeCode(listedCodes()[active]?.id);
  else if (event.key === 'Escape') leaveFilter();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
function leaveFilter() {
  view.filter.value = '';
  active = 0;
  hideEntry();
  drawCodes();
  view.text.focus({ preventScroll: true });
}
function findCode() {                         // what has been selected stays marked while the code is looked for
  if (state.marked) keepMarked(state.marked);
  view.filter.focus();
  view.filter.select();
}
function takeCode(id) {                       // a code was chosen: for the words selected, for what is being changed, or to be read
  if (!id) return;
  if (state.deciding?.action === 'amend' || state.changing) chooseOther(id);
  else if (state.marked) { leaveFilter(); assign(id); }
  else showEntry(id, view.codes.querySelector(`[data-code="${CSS.escape(id)}"]`), true);
}

// ---- an entry, to be read ---------------------------------------------------------------------------------------
let entryPinned = false, entryTimer = 0, entryLast = null;   // whose entry was read last

function showEntry(id, beside, pinned = false) {
  clearTimeout(entryTimer);
  entryPinned = pinned;
  entryLast = id;
  const code = codeOf(id), lang = state.language, parts = [];
  parts.push(make('div', 'tri-entry-name', codeWords(id)), make('p', '', code['definition_' + lang]));
  const section = (key, lines) => {
    if (lines.length) parts.push(make('h4', '', word(key)), listOf(lines));
  };
  section('entry_inclusion', code.inclusion.map(inLanguage));
  section('entry_exclusion', code.exclusions.map((each) => (each.neighbour ? `${inLanguage(each.rule)} → ${codeWords(each.neighbour)}` : inLanguage(each.rule))));
  section('entry_examples', code.examples.filter((each) => each.positive).map(exampleWords));
  section('entry_counter', code.examples.filter((each) => !each.positive).map(exampleWords));
  parts.push(make('a', '', word('entry_open'), { href: `/codebook?code=${encodeURIComponent(id)}`, target: '_blank', rel: 'noopener' }));
  view.entry.replaceChildren(...parts);
  view.entry.setAttribute('aria-label', codeWords(id));
  view.entry.hidden = false;
  const box = beside?.getBoundingClientRect(), room = element.getBoundingClientRect();
  if (!box) return;
  const top = Math.min(box.top, innerHeight - view.entry.offsetHeight - 12);
  view.entry.style.top = `${Math.max(8, top) - room.top}px`;
  view.entry.style.left = `${Math.min(box.right + 8, innerWidth - view.entry.offsetWidth - 8) - room.left}px`;
}
const exampleWords = (example) => [`「${example.quote}」`, example.instead ? `→ ${codeWords(example.instead)}` : '', inLanguage(example.why)].filter(Boolean).join(' ');
function listOf(lines) {
  const list = make('ul');
  list.append(...lines.map((line) => make('li', '', line)));
  return list;
}
function hideEntry() { clearTimeout(entryTimer); view.entry.hidden = true; entryPinned = false; }
function soonHideEntry() { clearTimeout(entryTimer); if (!entryPinned) entryTimer = setTimeout(hideEntry, 250); }

function listenToCodebook() {
  view.filter.addEventListener('input', () => { active = 0; drawCodes(); });
  view.filter.addEventListener('keydown', onFilterKey);
  view.filter.addEventListener('blur', soonHideEntry);
  const lineOf = (event) => event.target.closest('.tri-code-line');
  keepSelection(view.codes);
  view.codes.addEventListener('click', (event) => { const line = lineOf(event); if (line) takeCode(line.dataset.code); });
  view.codes.addEventListener('pointerover', (event) => {
    const line = lineOf(event);
    if (!line || event.pointerType === 'touch' || entryPinned) return;
    clearTimeout(entryTimer);
    entryTimer = setTimeout(() => showEntry(line.dataset.code, line), 350);
  });
  view.codes.addEventListener('pointerleave', soonHideEntry);
  view.entry.addEventListener('pointerenter', () => clearTimeout(entryTimer));
  view.entry.addEventListener('pointerleave', soonHideEntry);
}
function keepSelection(node) {                // pressing here does not take away what is selected in the text
  node.addEventListener('mousedown', (event) => { if (!event.target.closest('input, select, textarea, a')) event.preventDefault(); });
}
