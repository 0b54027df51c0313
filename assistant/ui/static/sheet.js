// What the pages of sources and of the codebook share. Text of documents, codes, files and people is only ever set as
// textContent or as the value of a field: never markup, never template.

const make = (tag, cls = '', words = undefined, attributes = {}) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (words !== undefined) node.textContent = words;
  if (tag === 'button') node.type = 'button';
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};
const button = (words, act, cls = '', attributes = {}) => {
  const node = make('button', cls, words, attributes);
  node.addEventListener('click', act);
  return node;
};
const box = (cls, ...children) => { const node = make('div', cls); node.append(...children.filter(Boolean)); return node; };
function field(label, control, cls = '') {       // a control with its label, for eyes and for screen readers
  const node = make('label', cls);
  node.append(make('span', 'soft', label), control);
  return node;
}
function choice(options, value, attributes = {}) { // options: [value, words]
  const node = make('select', '', undefined, attributes);
  for (const [name, words] of options) node.append(make('option', '', words, { value: name }));
  node.value = value ?? '';
  return node;
}

const sheet = element.firstElementChild;
const status = make('div', 'status', '', { role: 'status', 'aria-live': 'polite' });
let known = null;                                // what `start` answered: words, sources, codebook
let language = window.tricoder.language;
const word = (key, values = {}) => (known.wording[language][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const said = (both) => (both ? both[language] || both.zh || both.en || '' : '');
let hush = 0;
function tell(words, wrong = false) {
  status.textContent = words;
  status.classList.toggle('wrong', wrong);
  clearTimeout(hush);
  if (words && !wrong) hush = setTimeout(() => { status.textContent = ''; }, 6000);
}

let asking = 0;                                  // calls under way: what they bring is no news
async function ask(name, asked = {}) {           // null where something is wrong, which has been told by then
  let answer;
  asking += 1;
  try {
    answer = JSON.parse(await server[name](asked));
  } catch (error) {
    tell(word('not_saved') + error, true);
    return null;
  } finally {
    asking -= 1;
  }
  if (answer && answer.error) { tell(answer.error, true); return null; }
  return answer;
}
const letter = (name, fallback) => { try { return localStorage.getItem(name) ?? fallback; } catch { return fallback; } };
const keepLetter = (name, value) => { try { if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value); } catch { /* a browser that keeps nothing */ } };

let heard = -1;
function follow(changed) {                       // asks every second whether anything was recorded
  setInterval(async () => {
    if (document.hidden || asking || !element.isConnected) return;
    try {
      const answer = JSON.parse(await server.newest({ after: heard }));
      if (asking || answer.head === undefined || answer.head === heard) return;
      const first = heard < 0;
      heard = answer.head;
      if (!first) changed(answer);
    } catch { /* the next second may answer */ }
  }, 1000);
}
async function opens(draw) {                     // the beginning of every page
  sheet.append(status);
  for (let tries = 0; tries < 20 && !known; tries += 1) {
    try { known = JSON.parse(await server.start({})); } catch { await new Promise((done) => setTimeout(done, 500)); }
  }
  if (!known || known.error) {
    const words = known?.error ?? 'The workbench does not answer; reload the page. / 没有回应，请刷新页面。';
    sheet.prepend(make('p', 'bad', words));
    return false;
  }
  heard = known.head;
  window.addEventListener('tricoder-language', (event) => {
    event.preventDefault();
    language = event.detail;
    draw();
  });
  draw();
  element.dataset.ready = 'yes';
  return true;
}
