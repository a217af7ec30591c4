// The keys. None is taken while something is typed, and none with Ctrl, Alt or Meta.

import { isFollowing, live, togglePause } from './live.ts';
import { copy, data, exchangeOf, found, go, isHelpOpen, misses, setQuery, view, wantsFilter } from './state.ts';
import { selectAt, selectedId, selectedIndex } from './views/exchanges.tsx';
import { missNumber } from './views/misses.tsx';
import { changeNumber } from './views/others.tsx';

export const KEYS: readonly (readonly [string, string])[] = [
  ['j k ↓ ↑', 'next, previous exchange'],
  ['n N', 'next, previous miss or difference'],
  ['/', 'filter'],
  ['Esc', 'close'],
  ['g G', 'first, last'],
  ['[ ]', 'previous, next exchange of the session'],
  ['m o e s', 'misses, overview, exchanges, statements'],
  ['l f Space', 'live: show, follow, pause'],
  ['c', 'copy the statement'],
  ['y', 'copy the link'],
  ['?', 'these keys'],
];

export function answerKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { target } = event;
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (isTyping && event.key === 'Escape') target.blur();
  if (isTyping) return;
  if (act(event.key)) event.preventDefault();
}

/** Whether the key is one of ours. */
function act(key: string): boolean {
  switch (key) {
    case '?':
      isHelpOpen.value = !isHelpOpen.value;
      return true;
    case 'Escape':
      if (isHelpOpen.value) isHelpOpen.value = false;
      else setQuery({ at: null });
      return true;
    case '/':
      if (view.value !== 'exchanges') go('#/exchanges');
      wantsFilter.value = true;
      return true;
    case 'n':
      return step(1);
    case 'N':
      return step(-1);
    case 'm':
      go('#/misses');
      return true;
    case 'o':
      go('#/');
      return true;
    case 'e':
      go('#/exchanges');
      return true;
    case 's':
      go('#/statements');
      return true;
    case 'y':
      void copy(location.href);
      return true;
    case 'l':
      if (live.value !== null) go('#/live');
      return true;
    case 'f':
      isFollowing.value = !isFollowing.value;
      return true;
    case ' ':
      if (view.value !== 'live') return false;
      togglePause();
      return true;
    default:
      return view.value === 'exchanges' && actOnList(key);
  }
}

function actOnList(key: string): boolean {
  const at = selectedIndex();
  switch (key) {
    case 'j':
    case 'ArrowDown':
      selectAt(at + 1);
      return true;
    case 'k':
    case 'ArrowUp':
      selectAt(at < 0 ? 0 : at - 1);
      return true;
    case 'g':
    case 'Home':
      selectAt(0);
      return true;
    case 'G':
    case 'End':
      selectAt(found.value.length - 1);
      return true;
    case '[':
      return neighbour(-1);
    case ']':
      return neighbour(1);
    case 'c': {
      const id = selectedId();
      const sql = id === null ? null : exchangeOf(id)?.sql;
      if (sql) void copy(sql);
      return true;
    }
    default:
      return false;
  }
}

/** To the next exchange of the same session. */
function neighbour(by: number): boolean {
  const id = selectedId();
  const here = id === null ? undefined : exchangeOf(id);
  if (here === undefined) return true;
  const same = found.value.filter(({ session }) => session === here.session);
  const next = same[same.findIndex((exchange) => exchange.id === here.id) + by];
  if (next !== undefined) setQuery({ at: String(next.id) });
  return true;
}

function step(by: number): boolean {
  const { changes } = data.value ?? {};
  const { length } = misses.value;
  const isChanges = view.value === 'diff' || view.value === 'verify' || length === 0;
  if (isChanges && changes?.items.length) go(`#/${changes.what}/${Math.max(1, changeNumber() + by)}`);
  else if (length > 0) go(`#/miss/${Math.min(length, Math.max(1, missNumber() + by))}`);
  return true;
}
