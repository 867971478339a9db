// The people's page: two screens side by side, kept up to date by the sandbox's events.
import { h, icon, fill, debounce } from './dom.js';
import { get, tried } from './api.js';
import { nameOf } from './avatar.js';
import { Clock } from './clock.js';
import { Guide } from './guide.js';
import { Hood } from './hood.js';
import { Pane } from './pane.js';
import { startTheme, switchTheme } from './theme.js';
import { toast } from './toast.js';

const world = { app: { bot: true, username: 'Till' }, people: [], commands: [], names: new Map(), acted: (...act) => guide?.saw(...act), news };
const panes = [];
const host = document.getElementById('panes');
const strip = document.getElementById('strip');
let clock;
let hood;
let guide;

function take(page) {
  world.app = { ...page.application, username: page.application.name, bot: true };
  world.commands = page.commands;
  const names = page.people.map((user) => user.username).join();
  const changed = names !== world.people.map((user) => user.username).join();
  world.people = page.people;
  world.names = new Map([[world.app.id, world.app.username], ...page.people.map((user) => [user.id, nameOf(user)])]);
  if (changed) for (const pane of panes) pane.people();
  clock.set(page.clock);
}

/** The name of each screen's person is in the address, so that a link opens the same two. */
function chosenPeople() {
  const names = (new URLSearchParams(location.search).get('people') ?? '').split(',').filter((n) => /^[a-z0-9][a-z0-9_.-]{0,31}$/.test(n));
  return [names[0] ?? 'seller', names[1] ?? (names[0] === 'buyer' ? 'seller' : 'buyer')];
}

function replacePane(old, name) {
  const other = panes.find((pane) => pane !== old && pane.name === name);
  const at = panes.indexOf(old);
  if (other) {
    // The person is on the other screen already: the two change places.
    const there = panes.indexOf(other);
    panes[there] = old;
    panes[at] = other;
    other.element.before(old.element);
    host.append(...panes.map((pane) => pane.element));
    old.people();
    other.people();
  } else {
    panes[at] = new Pane(world, name, replacePane);
    old.element.replaceWith(panes[at].element);
  }
  const url = new URL(location.href);
  url.searchParams.set('people', panes.map((pane) => pane.name).join());
  history.replaceState(null, '', url);
  show(name);
}

/** At phone width one screen shows at a time; the strip switches. */
function show(name) {
  for (const pane of panes) pane.element.classList.toggle('chosen', pane.name === name);
  fill(strip, panes.map((pane) => h('button', {
    type: 'button', role: 'tab', 'aria-selected': String(pane.name === name), tabindex: pane.name === name ? '0' : '-1',
    'data-show': pane.name, onclick: () => show(pane.name),
    onkeydown: (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
      show(panes.find((other) => other.name !== name).name);
      strip.querySelector('[aria-selected="true"]').focus();
    },
  }, nameOf(pane.me))));
}

/** Marks, at phone width, that something came for a person who is not in sight. */
function news(name) {
  const tab = strip.querySelector(`[data-show="${CSS.escape(name)}"][aria-selected="false"]`);
  if (!tab || tab.querySelector('.dot')) return;
  tab.append(h('span', { class: 'dot' }), h('span', { class: 'sr' }, ', new messages'));
}

function begin(name, command, values) {
  let pane = panes.find((p) => p.name === name);
  if (!pane) {
    replacePane(panes[name === 'seller' ? 0 : 1], name);
    pane = panes.find((p) => p.name === name);
  }
  show(name);
  pane.go('dm');
  pane.composer.begin(command, values);
}

/** Whether the page is too narrow for guide and hood at once. */
const crowded = () => innerWidth < 1600;

function tools() {
  const tool = (name, text, props) => h('button', { class: 'plain', type: 'button', title: text, ...props }, icon(name), h('span', { class: 'label' }, text));
  const button = tool('guide', 'What to try', { 'aria-controls': 'guide' });
  const under = tool('hood', 'Under the hood', { 'aria-controls': 'hood', 'aria-expanded': 'false' });
  const theme = tool('theme', 'Dark or light', { onclick: () => toast(`The page is ${switchTheme()} now.`, 'info') });
  fill(document.getElementById('tools'), button, under, theme);
  hood = new Hood(document.getElementById('hood'), under, () => crowded() && guide.toggle(false));
  return button;
}

function listen() {
  const reload = debounce(async () => {
    const page = await tried(() => get('page'));
    if (page) take(page);
  }, 60);
  const events = new EventSource('/control/events');
  let lost = false;
  events.addEventListener('change', (event) => {
    clock.set(JSON.parse(event.data));
    for (const pane of panes) pane.refresh();
    hood.changed();
    reload();
    if (lost) toast('Connected again.', 'info');
    lost = false;
  });
  events.addEventListener('error', () => {
    if (!lost) toast('The sandbox does not answer. The page tries again by itself.');
    lost = true;
  });
}

async function start() {
  startTheme();
  clock = new Clock(document.getElementById('clock'), (by) => world.acted(null, 'clock', { advance: by }));
  const guideButton = tools();
  const page = await tried(() => get('page'));
  if (!page) return;
  take(page);
  panes.push(...chosenPeople().map((name) => new Pane(world, name, replacePane)));
  host.append(...panes.map((pane) => pane.element));
  show(panes[0].name);
  guide = new Guide(document.getElementById('guide'), guideButton, begin, () => crowded() && !document.getElementById('hood').hidden && hood.toggle(false));
  listen();
}

start();
