// The page /live itself, made for a projector: it draws what live.cpp records, while it happens.
// It is HTML, CSS and a little JavaScript; there is no C++ to learn here. It draws the state of 0.3 seconds ago, of
// which it already knows everything, so it never has to correct a bar.
#include "common/site/live/live.hpp"

namespace site {

std::string_view live_page() {
    return R"page(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>live</title>
<link rel="icon" href="data:,">
<style>
:root {
  --ground: #fff; --ink: #222; --soft: #666; --line: #ddd; --chosen: #f1f1f1;
  --accepted: #e69f00; --waiting: #56b4e9; --sending: #009e73; --idle: #999; --failed: #d7191c;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181c; --ink: #eee; --soft: #aaa; --line: #383c44; --chosen: #25292f; --idle: #777; --failed: #ff5a4f }
}
* { box-sizing: border-box; margin: 0 }
html { font: clamp(13px, 1.5vw, 40px)/1.3 system-ui, sans-serif; background: var(--ground); color: var(--ink) }
body { height: 100vh; padding: 1.2rem 1.6rem; display: flex; flex-direction: column; gap: 1rem }
header { display: flex; gap: 1.5rem; flex-wrap: wrap }
header div { min-width: 8.5rem }
.number { font-size: 3.4rem; line-height: 1; font-weight: 600; font-variant-numeric: tabular-nums }
.name, th { color: var(--soft); font-weight: normal; white-space: nowrap }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 0.4rem;
         padding: 0.2rem 0.8rem; cursor: pointer }
button:hover { background: var(--chosen) }
#clear { margin-left: auto; align-self: flex-start; color: var(--soft) }
main { flex: 1; min-height: 0; display: flex; gap: 1rem }
#now { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 0.6rem }
#legend { display: flex; font-size: 0.95rem; gap: 0.4rem 0.8rem; flex-wrap: wrap }
#legend span::before { content: ""; display: inline-block; width: 1em; height: 0.8em; margin-right: 0.4em;
                       background: var(--c) }
#legend span:last-child::before { height: 0.16em; vertical-align: 0.3em }
#picture { flex: 1; min-height: 0; width: 100%; display: block }
#note { min-height: 1.3em; color: var(--soft) }
#hint { font-size: 1.3rem; line-height: 2 }
#hint code { display: block; font-size: 1.25em; padding-left: 1em }
#gone { background: #d55e00; color: #fff; padding: 0.4rem 1rem; border-radius: 0.4rem; font-size: 1.4rem }
svg text { font: 0.9rem system-ui, sans-serif; fill: var(--soft) }
svg line { stroke: var(--line) }
.accepted { fill: var(--accepted) }
.waiting { fill: var(--waiting) }
.sending { fill: var(--sending) }
.idle { fill: var(--idle) }
.failed, svg text.failed { fill: var(--failed) }
.closed, #legend .closed::before { opacity: 0.45 }
#legend .closed { opacity: 1 }
table { border-collapse: collapse; align-self: flex-start; font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: 0.25rem 0 0.25rem 0.6rem }
th:first-child, td:first-child { padding-left: 0.3rem }
th:last-child, td:last-child { padding-right: 0.5rem }
td button { border-color: transparent; padding: 0.2rem 0.5rem;
            text-decoration: underline var(--line); text-underline-offset: 0.2em }
tbody tr { border-top: 1px solid var(--line) }
tr.chosen { background: var(--chosen) }
td svg { display: block; width: 5rem; height: 2.4rem }
[hidden] { display: none !important }
@media (max-width: 900px) { main { flex-direction: column } #picture { min-height: 20rem } body { height: auto } }
</style>
</head>
<body>
<p id="gone" role="status" hidden>The site does not answer. This page continues when you start the site again (make site).</p>
<header>
  <div><p class="number" id="in_flight">0</p><p class="name">in flight now</p></div>
  <div><p class="number" id="peak">0</p><p class="name">peak</p></div>
  <div><p class="number" id="requests">0</p><p class="name">requests</p></div>
  <div><p class="number" id="seconds">0.00</p><p class="name">seconds</p></div>
  <button id="clear">clear</button>
</header>
<main>
  <section id="now">
    <p id="legend" hidden>
      <span style="--c: var(--accepted)">accepted</span><span style="--c: var(--waiting)">waiting</span>
      <span style="--c: var(--sending)">sending</span><span class="closed" style="--c: var(--waiting)">closed</span>
      <span style="--c: var(--failed)">failed</span><span style="--c: var(--idle)">kept</span>
    </p>
    <div id="hint">
      <p>Nothing yet. Type this in a terminal:</p>
      <code>build/01_blocking <span class="url"></span></code>
      <code>build/02_threads <span class="url"></span></code>
      <code>build/07_coroutines <span class="url"></span></code>
    </div>
    <svg id="picture" role="img" hidden></svg>
    <p id="note"></p>
  </section>
  <table hidden>
    <thead><tr><th>run</th><th></th><th>seconds</th><th>peak</th><th>connections</th></tr></thead>
    <tbody></tbody>
  </table>
</main>
<script>
'use strict';
const phases = ['accepted', 'waiting', 'sending', 'idle', 'closed', 'failed'];  // the order of Phase in live.hpp
const late = 300;          // milliseconds: how far the picture is behind
const silence = 500e3;     // microseconds, as in live.hpp
const most_runs = 8;
const shortest = 3;        // pixels
const steps = [1.2, 1.8, 3, 6, 12, 30, 60, 120, 300, 600, 1800, 3600, 86400];  // seconds from edge to edge

const at = id => document.getElementById(id);
const table = document.querySelector('table');
let runs = [];             // oldest first
let chosen = null;         // the run that is drawn large
let site = null, since = 0, count = 0;
let cleared = {};          // the last run that "clear" removed
let frame = 0, frame_time = 0;

for (const place of document.querySelectorAll('.url')) place.textContent = 'http://' + location.host + '/top250';

// --- What the site says ---

async function poll() {
  try {
    const answer = await fetch('/live/events?since=' + since, {cache: 'no-store', signal: AbortSignal.timeout(5000)});
    take(await answer.json());
    at('gone').hidden = true;
    setTimeout(poll, 150);
  } catch (error) {
    start_anew();
    at('gone').hidden = false;
    setTimeout(poll, 1000);
  }
}

// The next answer may come from a restarted site, which does not know these runs.
function start_anew() {
  since = 0;
  frame_time = performance.now();
  for (const run of runs) {
    if (run.in_flight) run.last = moment(run);
    run.in_flight = 0;
  }
}

function take(news) {
  if (news.site !== site && since) return start_anew();  // `since` was a number of the previous site, so this answer is not complete
  site = news.site;
  since = news.change;
  for (const {rows, ...facts} of news.runs) {
    let run = runs.find(known => known.site === site && known.run === facts.run);
    if (!run && site === cleared.site && facts.run <= cleared.run) continue;
    if (!run) {
      run = {site, name: ++count, rows: new Map(), view: new_view()};
      runs.push(run);
      chosen = run;
      if (runs.length > most_runs) runs.shift().view.line.remove();
    }
    Object.assign(run, facts, {heard: performance.now()});
    for (const row of rows) run.rows.set(row.row, row);
    for (const number of run.rows.keys()) if (number % run.every) run.rows.delete(number);
  }
  if (news.runs.length) redraw();
}

// moment: the time that is drawn, in microseconds since the run began. end: the same, but not after the run's end.
const moment = run => run.now + (frame_time - run.heard - late) * 1e3;
const end = run => run.in_flight ? moment(run) : Math.min(moment(run), run.last);
const goes_on = run => run.in_flight > 0 || moment(run) < run.last + silence;

// --- Drawing ---

const is_busy = phase => phases[phase] === 'waiting' || phases[phase] === 'sending';

// Returns the bars as SVG paths, one per phase for closed rows and one for the others, and the counts up to the moment
// that is drawn.
function bars(run, slot, minimum, scale) {
  const now = end(run), going = goes_on(run);
  const paths = {}, changes = [], ends = [];
  let y = 0, requests = 0;
  for (const {pieces} of run.rows.values()) {
    if (pieces[1] > now) continue;
    let last = 0;
    while (last + 2 < pieces.length && pieces[last + 3] <= now) last += 2;
    const closed = going && phases[pieces[last]] === 'closed' ? 'closed' : '';
    let until = 0;  // when it was last busy
    for (let i = 0; i <= last; i += 2) {
      const phase = phases[pieces[i]];
      const was_busy = i > 0 && is_busy(pieces[i - 2]);
      if (is_busy(pieces[i]) && !was_busy) ++requests;  // (a stalled answer has two waiting pieces)
      if (is_busy(pieces[i]) !== was_busy) changes.push([pieces[i + 1], was_busy ? -1 : 1]);
      if (is_busy(pieces[i])) until = i < last ? pieces[i + 3] : now;
      if (phase === 'closed') continue;
      let x = pieces[i + 1] * scale, w = Math.min(i < last ? pieces[i + 3] : now, now) * scale - x;
      const least = phase === 'failed' ? 2 * minimum : phase === 'waiting' || phase === 'idle' ? 0 : minimum;
      const more = Math.max(0, least - w);
      if (phase === 'accepted') x -= more;  // the wait after it stays to scale
      if (phase === 'failed' && phases[pieces[i - 2]] === 'sending') x += minimum;  // beside that bar, not over it
      const h = phase === 'idle' ? slot * 0.15 : slot > 3 ? slot * 0.82 : slot + 0.4;  // no seams
      const key = phase + ' ' + closed;
      const [left, top, wide, high] = [x, y + (slot - h) / 2, w + more, h].map(number => number.toFixed(1));
      paths[key] = (paths[key] || '') + `M${left} ${top}h${wide}v${high}H${left}z`;
    }
    const failed = pieces.some((phase, i) => i % 2 === 0 && i <= last && phases[phase] === 'failed');
    ends.push({until, failed, seconds: (until - pieces[1]) / 1e6});
    y += slot;
  }
  changes.sort(([time, change], [other, its]) => time - other || change - its);  // at the same time, endings come first
  let in_flight = 0, peak = 0;
  for (const [time, change] of changes) peak = Math.max(peak, in_flight += change);
  return {paths, ends, counted: {in_flight, peak, requests, connections: ends.length, now}};
}

// The figures all belong to the moment that is drawn. If not every connection is drawn, they are the site's own counts
// of the present. When the run is over, both are the same.
function figures(run, drawn) {
  if (goes_on(run) && run.every === 1 && run.requests < 1000) return drawn.counted;
  return {...run, now: run.in_flight ? run.now + (frame_time - run.heard) * 1e3 : end(run)};
}
const named = run => [run.name, ...run.program ? [run.program] : []].join(' ');
const seconds = figures => (Math.max(0, figures.now) / 1e6).toFixed(2);
const said = f => `${seconds(f)} s, peak ${f.peak}, ${f.connections} connections, ${f.requests} requests`;

const svg = (name, attributes = {}, text = '') => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
};
const order = ['idle', 'waiting', 'accepted', 'sending', 'failed'];
const path_elements = paths => order.flatMap(phase => ['closed', ''].map(closed =>
  svg('path', {class: phase + ' ' + closed, d: paths[phase + ' ' + closed] || ''})));

function draw_large(run) {
  const picture = at('picture');
  const {width, height} = picture.getBoundingClientRect();
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const shown = Math.max(1, run.rows.size);
  const bottom = 1.6 * em, slot = Math.min((height - bottom) / shown, 2.4 * em);
  const labels = slot >= 0.85 * em;
  const left = labels ? 11.2 * em : 1.5 * em;
  const span = steps.find(step => end(run) <= step * 1e6) || end(run) / 1e6;
  const right = labels ? 3.5 * em : 1.5 * em;
  const scale = (width - left - right) / (span * 1e6);
  const parts = [];
  for (let i = 0; i <= 6; ++i) {
    const x = left + i * span / 6 * 1e6 * scale;
    parts.push(svg('line', {x1: x, x2: x, y1: 0, y2: height - bottom}));
    parts.push(svg('text', {x, y: height - 0.3 * em, 'text-anchor': 'middle'}, +(i * span / 6).toFixed(1) + ' s'));
  }
  const drawn = bars(run, slot, shortest, scale);
  const group = svg('g', {transform: `translate(${left} 0)`});
  group.append(...path_elements(drawn.paths));
  parts.push(group);
  let y = slot / 2, i = 0;
  for (const row of labels ? run.rows.values() : []) {
    if (row.pieces[1] > end(run)) continue;
    const {until, failed, seconds} = drawn.ends[i++];
    const kind = {y: y + 0.35 * em, class: failed ? 'failed' : ''};
    parts.push(svg('text', {x: left - 0.7 * em, 'text-anchor': 'end', ...kind}, shortened(row.target)));
    parts.push(svg('text', {x: left + until * scale + 0.9 * em, ...kind}, seconds.toFixed(2)));  // how long it took
    y += slot;
  }
  const told = figures(run, drawn);
  picture.replaceChildren(...parts);
  picture.setAttribute('aria-label', `run ${named(run)}: ${said(told)}`);
  return told;
}

const shortened = target => target.length > 19 ? target.slice(0, 18) + '…' : target || '(no request)';

function new_view() {
  const line = table.tBodies[0].insertRow(0);
  const cells = Array.from({length: 5}, () => line.insertCell());
  const button = document.createElement('button');
  const small = svg('svg', {viewBox: '0 0 180 52', preserveAspectRatio: 'none'});
  cells[0].append(button);
  cells[1].append(small);
  button.onclick = () => { chosen = runs.find(run => run.view.line === line); redraw(); };
  return {line, cells, button, small};
}

function draw_small(run, scale) {
  const {cells, button, small, line} = run.view;
  const state = [scale, end(run), goes_on(run), run === chosen].join();
  if (state === run.drawn) return;
  run.drawn = state;
  button.textContent = named(run);
  line.className = run === chosen ? 'chosen' : '';
  const slot = Math.min(5, 52 / Math.max(1, run.rows.size));
  const drawn = bars(run, slot, 0.6, scale), told = figures(run, drawn);
  cells[2].textContent = seconds(told);
  cells[3].textContent = told.peak.toLocaleString('en');
  cells[4].textContent = told.connections.toLocaleString('en');
  small.replaceChildren(...path_elements(drawn.paths));
}

function redraw() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(draw);
}
function draw() {
  frame_time = performance.now();  // one time for the whole frame
  const some = runs.length > 0;
  at('hint').hidden = some;
  at('picture').toggleAttribute('hidden', !some);
  table.hidden = !some;
  at('legend').hidden = !some;
  at('note').textContent = '';
  if (!some) {
    for (const id of ['in_flight', 'peak', 'requests']) at(id).textContent = '0';
    at('seconds').textContent = '0.00';
    document.title = 'live';
    return;
  }
  const longest = Math.max(...runs.map(end), 1e5);
  for (const run of runs) draw_small(run, 180 / longest);
  const told = draw_large(chosen);
  for (const id of ['in_flight', 'peak', 'requests']) at(id).textContent = told[id].toLocaleString('en');
  at('seconds').textContent = seconds(told);
  if (chosen.every > 1) {
    at('note').textContent = `${chosen.connections.toLocaleString('en')} connections; ${chosen.rows.size} of them ` +
      `are drawn, one in ${chosen.every}`;
  }
  document.title = `run ${named(chosen)}: ${said(told)}`;
  if (runs.some(goes_on)) redraw();
}

at('clear').onclick = () => {
  for (const run of runs.filter(run => !run.in_flight)) {
    run.view.line.remove();
    cleared = {site: run.site, run: run.run};
  }
  runs = runs.filter(run => run.in_flight);
  chosen = runs.at(-1);
  redraw();
};
new ResizeObserver(redraw).observe(at('picture'));
poll();
</script>
</body>
</html>
)page";
}

}  // namespace site
