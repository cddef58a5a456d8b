// Steps through a recorded run: docs/steps/05.html and so on, which hold only what `make steps` has recorded.
'use strict';
document.body.insertAdjacentHTML('afterbegin', `
<header>
  <h1 id="title"></h1>
  <button id="first" title="first step (Home)">|&lt;</button>
  <button id="back" title="one step back (left arrow)">&larr; back</button>
  <button id="forward" title="one step forward (right arrow)">forward &rarr;</button>
  <button id="turn" title="to the loop's next turn (n)">next turn</button>
  <button id="play" title="play (space)">play</button>
  <select id="follow" title="stop only at steps of this page (f)"></select>
</header>
<div id="where"><p id="caption" aria-live="polite"></p><p id="count"></p></div>
<div id="bars" role="slider" tabindex="0" aria-label="step" aria-valuemin="1"><div id="names"></div><div id="picture"></div><div id="legend"></div></div>
<div id="code"><h2 id="file"></h2><div id="source" tabindex="0" aria-label="source"></div></div>
<div id="state"></div>
<footer>
  <span><kbd>&larr;</kbd> <kbd>&rarr;</kbd> step</span><span><kbd>n</kbd> <kbd>p</kbd> next, previous turn of the loop</span>
  <span><kbd>space</kbd> play, pause</span><span><kbd>f</kbd> follow one page, or all</span>
  <span><kbd>Home</kbd> <kbd>End</kbd> first, last</span><span>drag along the bars</span>
  <span>Recorded with gdb, on a fake network: <code>make steps</code></span>
</footer>
`);
const run = JSON.parse(document.getElementById('steps').textContent);
const $ = id => document.getElementById(id);
const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const [FILE, LINE, CAPTION, TURN, NOW, PAGE, BARS, STATE] = [0, 1, 2, 3, 4, 5, 6, 7];
const last = run.steps.length - 1;
let step = 0, follow = -1, playing = 0, shown = -1;

// --- What is the same in all steps ----------------------------------------------------------------------------------

$('title').append(run.title, make('small', {textContent: run.subtitle}));
$('follow').append(make('option', {value: -1, textContent: 'all pages'}),
    ...run.pages.map((page, i) => make('option', {value: i, textContent: 'only ' + page})));
$('names').append(...run.pages.map(page => make('div', {textContent: page})));
$('bars').setAttribute('aria-valuemax', last + 1);
const kinds = {q: 'in the queue', r: 'its code runs', c: 'waits to connect', s: 'waits to send', w: 'waits for the answer',
               a: 'waits for a worker', d: 'done'};
$('legend').append(...Object.entries(kinds).filter(([kind]) => run.steps.some(s => s[BARS].includes(kind)))
    .map(([kind, name]) => make('span', {}, make('i', {className: kind}), name)), make('span', {textContent: '| a turn of the loop begins'}));

// One column for each step, one row for each page.
const svg = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const height = run.pages.length * 18;
const picture = svg('svg', {viewBox: `0 0 ${(last + 1) * 10} ${height}`, preserveAspectRatio: 'none', height});
run.pages.forEach((_, row) => {
  for (let from = 0, to; from <= last; from = to) {
    const kind = run.steps[from][BARS][row];
    for (to = from + 1; to <= last && run.steps[to][BARS][row] === kind; ) ++to;
    if (kind !== '.') picture.append(svg('rect', {x: from * 10, y: row * 18 + 3, width: (to - from) * 10, height: 12, class: kind}));
  }
});
for (let i = 1; i <= last; ++i)
  if (run.steps[i][TURN] !== run.steps[i - 1][TURN])
    picture.append(svg('line', {x1: i * 10, x2: i * 10, y1: 0, y2: height, class: 'turn', 'vector-effect': 'non-scaling-stroke'}));
const cursor = svg('rect', {id: 'cursor', y: 1, width: 10, height: height - 2, 'vector-effect': 'non-scaling-stroke'});
picture.append(cursor);
$('picture').append(picture);

// --- One step -------------------------------------------------------------------------------------------------------

const tag = page => page < 0 ? [] : [make('b', {className: 'page', textContent: run.pages[page]})];

function show_source(file, line, frames) {
  const source = $('source');
  if (shown !== file) {
    shown = file;
    $('file').textContent = run.files[file][0];
    source.replaceChildren(...run.files[file][1].map((code, i) => {
      const row = make('div', {}), comment = code.search(/(^|[^:"])\/\//);
      row.dataset.n = i + 1;
      if (comment < 0) row.append(code || ' ');
      else row.append(code.slice(0, comment), make('i', {textContent: code.slice(comment)}));
      return row;
    }));
  }
  for (const row of source.querySelectorAll('.lit, .frame')) row.className = '';
  for (const [, f, l] of frames) if (f === file) source.children[l - 1].className = 'frame';
  const lit = source.children[line - 1];
  lit.className = 'lit';
  if (lit.offsetTop < source.scrollTop + 40 || lit.offsetTop > source.scrollTop + source.clientHeight - 60)
    source.scrollTop = lit.offsetTop - source.clientHeight / 2;
}

function frame_row([name, file, line], i) {
  const row = make('button', {title: 'show this line'}, '\u00a0'.repeat(2 * i) + name + ' ',
                   make('span', {textContent: run.files[file][0].split('/').pop() + ':' + line}));
  row.onclick = () => show_source(file, line, []);
  return row;
}

function show() {
  const now = run.steps[step], before = run.steps[Math.max(step - 1, 0)];
  $('caption').replaceChildren(...tag(now[PAGE]), run.captions[now[CAPTION]]);
  $('count').textContent = `step ${step + 1} of ${last + 1}, turn ${now[TURN]}, ${now[NOW].toFixed(1)} ms`;
  let frames = [];
  $('state').replaceChildren(...run.sections.map(([kind, name, empty], i) => {
    const rows = run.values[now[STATE + i]], old = new Set(run.values[before[STATE + i]].map(row => row[0]));
    if (kind === 'tasks') frames = rows.filter(row => row[1] === now[PAGE]).flatMap(row => row[2]);
    return make('section', {}, make('h2', {textContent: name}),
        rows.length === 0 ? make('p', {className: 'empty', textContent: empty}) :
        make('ol', {}, ...rows.map(([text, page, inner]) => make('li', {
          className: (old.has(text) ? '' : 'new') + (follow >= 0 && page >= 0 && page !== follow ? ' off' : '')},
          ...tag(page), text, ...(inner && inner.length ? [make('div', {className: 'frames'}, ...inner.map(frame_row))] : [])))));
  }));
  show_source(now[FILE], now[LINE], frames);
  cursor.setAttribute('x', step * 10);
  $('bars').setAttribute('aria-valuenow', step + 1);
  if (step === last) stop();
}

function go(to) {
  step = Math.min(Math.max(to, 0), last);
  show();
  try { history.replaceState(null, '', '#step=' + (step + 1)); } catch { }
}
const is_followed = i => follow < 0 || run.steps[i][PAGE] === follow;
function move(by) {
  let to = step + by;
  while (to > 0 && to < last && !is_followed(to)) to += by;
  go(to);
}
function move_turn(by) {
  let to = step;
  if (by < 0) while (to > 0 && run.steps[to - 1][TURN] === run.steps[to][TURN]) --to;  // to where this one begins
  if (by < 0 && to < step) return go(to);
  const turn = run.steps[to][TURN];
  while (to > 0 && by < 0 && run.steps[to - 1][TURN] === turn - 1) --to;
  while (to < last && by > 0 && run.steps[to][TURN] === turn) ++to;
  go(to);
}
function stop() {
  clearInterval(playing);
  playing = 0;
  $('play').textContent = 'play';
}
function play() {
  if (playing) return stop();
  if (step === last) go(0);
  playing = setInterval(() => move(1), 900);
  $('play').textContent = 'pause';
}
function set_follow(page) {
  follow = page;
  $('follow').value = page;
  show();
}

// --- Buttons, keys and links ----------------------------------------------------------------------------------------

$('first').onclick = () => go(0);
$('back').onclick = () => move(-1);
$('forward').onclick = () => move(1);
$('turn').onclick = () => move_turn(1);
$('play').onclick = play;
$('follow').onchange = () => set_follow(Number($('follow').value));
const keys = {
  ArrowLeft: () => move(-1), ArrowRight: () => move(1), n: () => move_turn(1), p: () => move_turn(-1), ' ': play,
  f: () => set_follow(follow + 1 < run.pages.length ? follow + 1 : -1), Home: () => go(0), End: () => go(last),
};
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === 'SELECT') return;
  if (event.key === ' ' && event.target.tagName === 'BUTTON') return;  // space presses that button
  if (!keys[event.key]) return;
  event.preventDefault();
  if (event.key !== ' ' && playing) stop();
  keys[event.key]();
});
const drag = event => {
  const box = picture.getBoundingClientRect();
  if (event.buttons) go(Math.floor((event.clientX - box.left) / box.width * (last + 1)));
};
picture.addEventListener('pointerdown', event => { picture.setPointerCapture(event.pointerId); stop(); drag(event); });
picture.addEventListener('pointermove', drag);
const from_link = () => {
  const link = /^#step=(\w+)$/.exec(location.hash);  // a number, or the name of a kind of step: the first of these
  const number = link ? run.names[link[1]] || Number(link[1]) : 1;
  step = Math.min(Math.max((number || 1) - 1, 0), last);
  show();
};
addEventListener('hashchange', from_link);
from_link();
