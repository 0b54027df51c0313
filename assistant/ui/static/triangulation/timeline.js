// Evidence by date and stage, events by the year that a source tells; the same as a list below the picture.

const LANE = 44, NAMES = 150, WIDE = 1000;

async function loadTimeline() {
  state.timeline = await ask('timeline', { case: state.case });
  drawTimeline();
}
function when(date) {                              // a date as exact as known, in years
  const [year, month = '07', day = '01'] = date.split('-');
  return +year + (+month - 1) / 12 + (+day - 1) / 365;
}
function drawTimeline() {
  if (!state.timeline) return;
  const { lanes, moments, undated } = state.timeline;
  const parts = [make('p', 'soft', word('tri_timeline_hint'))];
  if (undated) parts.push(make('p', 'soft', word('tri_undated_n', { n: undated })));
  if (!moments.length) parts.push(make('p', '', word('tri_no_moments')));
  else parts.push(picture(lanes, moments), momentTable(lanes, moments));
  panel.replaceChildren(...parts);
}
function picture(lanes, moments) {
  const years = moments.map((each) => when(each.date));
  const first = Math.floor(Math.min(...years)), last = Math.ceil(Math.max(...years) + .01);
  const x = (year) => NAMES + 20 + (WIDE - NAMES - 50) * (year - first) / Math.max(1, last - first);
  const drawing = svg('svg', { width: WIDE, height: LANE * lanes.length + 34, role: 'img' });
  for (let year = first; year <= last; year += Math.max(1, Math.ceil((last - first) / 14))) {
    drawing.append(svg('line', { x1: x(year), x2: x(year), y1: 6, y2: LANE * lanes.length, stroke: 'var(--line)' }), svg('text', { x: x(year), y: LANE * lanes.length + 22, 'text-anchor': 'middle', class: 'soft' }, String(year)));
  }
  lanes.forEach(([lane, label], number) => {
    const y = LANE * number + LANE / 2 + 4;
    drawing.append(svg('text', { x: 4, y: y + 4 }, `${lane === 'event' ? '' : lane} ${said(label)}`), svg('line', { x1: NAMES, x2: WIDE - 20, y1: y, y2: y, stroke: 'var(--line)' }));
    for (const each of moments.filter((moment) => moment.lane === lane)) drawing.append(momentMark(each, x(when(each.date)), y));
  });
  return make('div', 'tg-picture', null, drawing);
}
function momentMark(moment, x, y) {
  const link = svg('a', { href: `/?source=${encodeURIComponent(moment.source)}&at=${moment.start}` });
  const hue = state.given.cases.indexOf(moment.case);
  const fill = hue < 0 ? 'var(--soft)' : `hsl(${(hue * 97 + 200) % 360} 60% 50% / .7)`;
  const size = 4 + 2.2 * Math.sqrt(moment.count);
  const mark = moment.told ? svg('rect', { x: x - 6, y: y - 6, width: 12, height: 12, fill }) : svg('circle', { cx: x, cy: y, r: size, fill });
  mark.append(svg('title', {}, `${moment.date} · ${moment.label} · ${moment.case} (${moment.count})`));
  link.append(mark);
  if (hue >= 0) link.append(svg('text', { x, y: y - size - 2, 'text-anchor': 'middle', class: 'soft', 'font-size': 10 }, moment.case.slice(-2)));
  return link;
}
function momentTable(lanes, moments) {
  const names = new Map(lanes.map(([lane, label]) => [lane, said(label)]));
  const rows = moments.map((each) => [each.date, names.get(each.lane), each.case, placeLink(each.source, each.start, each.label), String(each.count)]);
  return table([word('tri_date'), word('tri_lane'), word('tri_case'), word('tri_what'), word('tri_claims')], rows);
}
