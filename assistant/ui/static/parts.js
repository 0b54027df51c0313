// What the pages that draw themselves share. It is put before a page's own script, inside the same function.
// Words of documents, codes and people are only ever set as textContent: never markup, never template.

const find = (selector) => element.querySelector(selector);
const make = (tag, cls, words, ...parts) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (words !== undefined && words !== null) node.textContent = words;
  node.append(...parts);
  return node;
};
const name = (words) => { const node = make('bdi', '', words); node.dir = 'auto'; return node; };
const speech = { language: window.tricoder?.language ?? 'zh', wording: null };
const word = (key, values = {}) => {
  const said = speech.wording?.[speech.language]?.[key] ?? key;
  return said.replace(/\{(\w+)\}/g, (whole, each) => values[each] ?? whole);
};
const status = find('[role=status]');
const tell = (words, bad = false) => { status.textContent = words; status.classList.toggle('bad', bad); };
async function ask(handler, asked = {}) {
  let answer;
  tell('');
  try {
    answer = JSON.parse(await server[handler](asked));
  } catch (error) {
    tell(`${error?.message ?? error}`, true);
    return null;
  }
  if (answer && answer.error) { tell(answer.error, true); return null; }
  return answer;
}
function press(words, act, cls = '') {
  const node = make('button', cls, words);
  node.type = 'button';
  node.addEventListener('click', act);
  return node;
}
function field(label, control, cls = '') { return make('label', cls, null, make('span', '', label), control); }
function choices(options, chosen, cls = '') {      // options: [value, words]
  const node = make('select', cls);
  for (const [value, words] of options) {
    const option = make('option', '', words);
    option.value = value;
    option.selected = value === chosen;
    node.append(option);
  }
  return node;
}
function input(type, value = '', settings = {}) {
  const node = make('input');
  node.type = type;
  node.value = value;
  Object.assign(node, settings);
  return node;
}
function table(heads, rows, cls = '') {            // rows: arrays of nodes or words
  const head = make('tr', '', null, ...heads.map((each) => make('th', '', each)));
  const body = rows.map((cells) => make('tr', '', null, ...cells.map((cell) => make('td', '', null, cell ?? ''))));
  return make('div', 'tri-table', null, make('table', cls, null, make('thead', '', null, head), make('tbody', '', null, ...body)));
}
function speakWith(draw) {
  window.addEventListener('tricoder-language', (event) => {
    event.preventDefault();
    speech.language = event.detail;
    draw();
  });
}
function tick(words, checked = false, type = 'checkbox', group = '') {   // a box to tick, with its words
  const box = input(type, '', { checked, name: group });
  const line = make('label', 'tick', null, box, make('span', '', words));
  return { box, line };
}
function group(legend, ...parts) { return make('fieldset', '', null, make('legend', '', legend), ...parts); }
function askReason(question, act, ...above) {      // a dialog that takes a reason; act(reason) closes it by returning true
  const dialog = make('dialog'), form = make('form'), reason = make('textarea');
  reason.required = true;
  reason.maxLength = 2000;
  const ok = make('button', 'main', word('dialog_ok'));
  const close = () => { dialog.close(); dialog.remove(); };
  form.append(make('p', '', question), ...above, field(word('dialog_reason'), reason), make('div', 'line', null, press(word('dialog_cancel'), close), ok));
  form.addEventListener('submit', async (event) => { event.preventDefault(); if (await act(reason.value)) close(); });
  reason.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(); });
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(form);
  element.querySelector('.tri').append(dialog);
  dialog.showModal();
  reason.focus();
}
