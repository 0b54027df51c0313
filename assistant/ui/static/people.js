// The page of people: who works in the study, as what, and who can sign in.

const ROLES = ['lead', 'coder', 'viewer'];
let given = null;
let link = null;                                   // { name, address }: an invitation, shown until the page is left

async function load(answer) {
  given = answer ?? await ask('list_people');
  if (given) { speech.wording = given.wording ?? speech.wording; draw(); }
}
async function change(handler, asked) {
  const answer = await ask(handler, asked);
  if (answer) await load(answer);
}
function draw() {
  const roles = ROLES.map((role) => [role, word(`role_${role}`)]);
  find('.people-hint').textContent = word('people_hint');
  find('.people-add-title').textContent = word('people_add');
  drawAlone();
  find('.people-list').replaceChildren(table(
    [word('people_name'), word('people_id'), word('people_role'), word('people_access'), ''],
    given.people.map((person) => {
      const role = choices(roles, person.role);
      role.setAttribute('aria-label', `${word('people_role')}: ${person.name}`);
      role.addEventListener('change', () => change('give_role', { id: person.id, role: role.value }));
      const shown = make('span', '', null, name(person.name), person.id === given.you ? make('small', 'soft', ` (${word('people_you')})`) : '');
      return [shown, name(person.id), role, word(person.access ? 'people_can' : 'people_cannot'), acts(person)];
    }),
  ));
  drawForm(roles);
  drawLink();
}
function acts(person) {
  const row = make('div', 'line');
  row.append(press(word(person.access ? 'people_invite_again' : 'people_invite'), async () => {
    const made = await ask('invite', { id: person.id });
    if (made) { link = { name: person.name, address: location.origin + made.path }; drawLink(); find('.people-link input').focus(); }
  }));
  if (person.access && person.id !== given.you) {
    row.append(press(word('people_end'), () => {
      if (confirm(word('people_end_sure', { name: person.name }))) change('end_access', { id: person.id });
    }));
  }
  return row;
}
function drawAlone() {
  const banner = find('.people-alone');
  banner.className = given.alone ? 'people-alone banner' : 'people-alone';
  banner.replaceChildren();
  if (!given.alone) return;
  const begin = make('a', '', word('people_begin'));
  begin.href = '/password';
  banner.append(make('span', '', word('people_alone')), begin);
}
function drawForm(roles) {
  const form = find('.people-add');
  if (form.dataset.language === speech.language) return;
  form.dataset.language = speech.language;
  const who = input('text', '', { required: true, maxLength: 64, autocomplete: 'off' });
  const id = input('text', '', { required: true, maxLength: 64, autocomplete: 'off' });
  const role = choices(roles, 'coder');
  const add = make('button', 'main', word('people_add'));
  form.replaceChildren(field(word('people_name'), who), field(word('people_id'), id), field(word('people_role'), role), add);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const answer = await ask('add_person', { id: id.value.trim(), name: who.value.trim(), role: role.value });
    if (answer) { who.value = id.value = ''; await load(answer); }
  };
}
function drawLink() {
  const place = find('.people-link');
  place.replaceChildren();
  if (!link) return;
  const address = input('text', link.address, { readOnly: true, size: 70 });
  address.addEventListener('focus', () => address.select());
  const copy = press(word('people_copy'), async () => {
    address.select();
    try { await navigator.clipboard.writeText(link.address); tell(word('people_copied')); } catch { document.execCommand('copy'); }
  });
  place.append(make('div', 'card line', null, field(word('people_link', { name: link.name }), address), copy));
}

speakWith(draw);
load();
