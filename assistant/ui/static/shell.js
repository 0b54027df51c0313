// Around every page: the list of pages, the language, dark and light. Runs in the head, before Gradio's own script,
// so that Gradio finds the chosen language and theme where it looks for the browser's.

(() => {
  const given = JSON.parse(document.getElementById('shell-given').textContent);
  const year = 365 * 24 * 3600;
  const kept = (key) => {
    const found = document.cookie.split('; ').find((each) => each.startsWith(`tricoder-${key}=`));
    if (found) return found.slice(found.indexOf('=') + 1);
    try { return localStorage.getItem(`tricoder-${key}`); } catch { return null; }
  };
  const keep = (key, value) => {
    document.cookie = `tricoder-${key}=${value}; path=/; max-age=${year}; samesite=lax`;
    try { localStorage.setItem(`tricoder-${key}`, value); } catch { /* a browser that keeps nothing */ }
  };
  const own = navigator.language || '';
  const guess = () => (own.startsWith('zh') ? 'zh' : own.startsWith('en') ? 'en' : given.language);
  const system = window.matchMedia.bind(window);
  const dark = '(prefers-color-scheme: dark)';
  const shell = {
    language: ['zh', 'en'].includes(kept('language')) ? kept('language') : guess(),
    theme: ['dark', 'light'].includes(kept('theme')) ? kept('theme') : null,
    study: given.study,
    who: given.who,
    word: (key) => given.wording[shell.language][key] ?? key,
  };
  window.tricoder = shell;
  const isDark = () => (shell.theme ? shell.theme === 'dark' : system(dark).matches);

  // What Gradio asks the browser for is answered by what the person chose.
  const locale = () => (shell.language === 'zh' ? 'zh-CN' : 'en');
  Object.defineProperty(navigator, 'language', { configurable: true, get: locale });
  Object.defineProperty(navigator, 'languages', { configurable: true, get: () => [locale()] });
  window.matchMedia = (query) => {
    const asked = system(query);
    if (!shell.theme || query.replace(/\s/g, '') !== dark.replace(/\s/g, '')) return asked;
    return { matches: isDark(), media: query, onchange: null, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {}, dispatchEvent: () => false };
  };

  const make = (tag, cls, words) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (words !== undefined) node.textContent = words;
    return node;
  };
  const bar = make('header', 'shell');
  function draw() {
    const held = document.activeElement?.dataset?.shell;
    const skip = make('a', 'shell-skip', shell.word('shell_skip'));
    skip.href = '#main';
    skip.addEventListener('click', (event) => { event.preventDefault(); document.querySelector('gradio-app')?.querySelector('input, button, [tabindex]')?.focus(); });
    const nav = make('nav');
    nav.setAttribute('aria-label', shell.word('shell_pages'));
    const here = location.pathname.replace(/\/$/, '') || '/';
    for (const [key, path] of given.pages) {
      const link = make('a', '', shell.word(key));
      link.href = path;
      if (path === here) link.setAttribute('aria-current', 'page');
      nav.append(link);
    }
    const end = make('div', 'shell-end');
    end.append(
      ...whoIsHere(),
      button('theme', isDark() ? 'shell_light' : 'shell_dark', 'shell_theme_hint', switchTheme),
      button('language', 'shell_language', 'shell_language_hint', switchLanguage),
    );
    bar.replaceChildren(skip, make('strong', '', given.study), nav, end);
    if (held) bar.querySelector(`[data-shell=${held}]`)?.focus();
    document.documentElement.lang = locale();
    document.documentElement.style.colorScheme = isDark() ? 'dark' : 'light';
  }
  function whoIsHere() {
    if (!given.who) return [];
    const who = make('span', 'shell-who');
    who.append(make('bdi', '', given.who.name), make('small', '', shell.word(`role_${given.who.role}`)));
    if (given.who.alone) {
      const alone = make('a', 'shell-alone', shell.word('shell_alone'));
      alone.href = '/people';
      alone.title = shell.word('shell_alone_hint');
      return [who, alone];
    }
    const password = make('a', '', shell.word('shell_password'));
    password.href = '/password';
    const out = make('form');
    out.method = 'post';
    out.action = '/sign-out';
    out.append(button('out', 'shell_sign_out', 'shell_sign_out', () => out.submit()));
    return [who, password, out];
  }
  function button(name, word, hint, act) {
    const node = make('button', '', shell.word(word));
    node.type = 'button';
    node.dataset.shell = name;
    node.title = shell.word(hint);
    node.addEventListener('click', act);
    return node;
  }
  function switchTheme() {
    shell.theme = isDark() ? 'light' : 'dark';
    keep('theme', shell.theme);
    document.body.classList.toggle('dark', isDark());
    draw();
  }
  function switchLanguage() {
    shell.language = shell.language === 'zh' ? 'en' : 'zh';
    keep('language', shell.language);
    draw();
    // A page that owns all its words speaks the other language at once; what Gradio has drawn is drawn again.
    const turned = new CustomEvent('tricoder-language', { cancelable: true, detail: shell.language });
    if (window.dispatchEvent(turned)) location.reload();
  }
  keep('language', shell.language);
  document.documentElement.lang = locale();
  document.addEventListener('DOMContentLoaded', () => { document.body.prepend(bar); draw(); });
})();
