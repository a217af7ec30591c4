// The keys. None is taken while something is typed, and none with Ctrl, Alt or Meta but Ctrl-K.

import { canCopy } from './copies.ts';
import { isFollowing, live, togglePause } from './live.ts';
import { toggleSeen } from './seen.ts';
import { move, moveWithinSession, selectAt, selectedExchange } from './selection.ts';
import {
  copy,
  data,
  go,
  hasLetterKeys,
  isCopying,
  isHelpOpen,
  isPaletteOpen,
  link,
  misses,
  setQuery,
  view,
  wantsFilter,
} from './state.ts';
import { changeNumber } from './views/changes.tsx';
import { missNumber } from './views/misses.tsx';
import { pan, zoom } from './views/timeline.tsx';

export const KEYS: readonly (readonly [string, string])[] = [
  ['j k ↓ ↑', 'next, previous exchange'],
  ['n N', 'next, previous miss or difference'],
  ['v', 'difference: seen, not seen'],
  ['/', 'filter'],
  ['Esc', 'close'],
  ['g G', 'first, last'],
  ['[ ]', 'previous, next exchange of the session'],
  ['m o e s', 'misses, overview, exchanges, statements'],
  ['l f Space', 'live: show, follow, pause'],
  ['t', 'timeline, about the exchange; + - ← → there'],
  ['c', 'copy as SQL, JSON, text, curl: c Enter is the statement'],
  ['Enter', 'into the exchange that is looked at'],
  ['y', 'copy the link'],
  ['Ctrl-K', 'everything, by its name'],
  ['?', 'these keys'],
];

/** What is shown on each side of an exchange, in microseconds. */
const AROUND_US = 20_000;

export function answerKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    isPaletteOpen.value = !isPaletteOpen.value;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { target } = event;
  const isTyping = target instanceof HTMLElement && target.matches('input, select, textarea');
  if (isTyping && event.key === 'Escape') target.blur();
  // Space and Enter press the button that has the focus
  if (event.key === ' ' && target instanceof HTMLButtonElement) return;
  if (isTyping) return;
  if (!hasLetterKeys.value && event.key.length === 1) return;
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
    case 'v':
      return markSeen();
    case 'c':
      isCopying.value = canCopy();
      return true;
    case 'y':
      void copy(link());
      return true;
    case 't':
      goToTime();
      return true;
    case '+':
    case '-':
      if (view.value !== 'timeline') return false;
      zoom(key === '+' ? 0.5 : 2);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      if (view.value !== 'timeline') return false;
      pan(key === 'ArrowLeft' ? -0.3 : 0.3);
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

/** The timeline, about the exchange that is looked at. */
function goToTime(): void {
  const exchange = selectedExchange();
  if (exchange === undefined) {
    go('#/timeline');
    return;
  }
  const around = Math.max(exchange.lastByteUs, AROUND_US);
  const from = Math.max(0, exchange.atUs - around);
  go(`#/timeline?from=${from}&to=${exchange.atUs + exchange.lastByteUs + around}`);
}

function actOnList(key: string): boolean {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      move((at) => at + 1);
      return true;
    case 'k':
    case 'ArrowUp':
      move((at) => at - 1);
      return true;
    case 'g':
    case 'Home':
      selectAt(0);
      return true;
    case 'G':
    case 'End':
      selectAt(Number.POSITIVE_INFINITY);
      return true;
    case '[':
    case ']':
      moveWithinSession(key === '[' ? -1 : 1);
      return true;
    case 'Enter':
      return intoDetail();
    default:
      return false;
  }
}

/** From the list to what is beside it. A link or button that has the focus is pressed instead. */
function intoDetail(): boolean {
  const { activeElement } = document;
  if (activeElement instanceof HTMLAnchorElement || activeElement instanceof HTMLButtonElement) return false;
  const tab = document.querySelector('.detail [role=tab][aria-selected=true]');
  if (!(tab instanceof HTMLElement)) return false;
  tab.focus();
  return true;
}

function markSeen(): boolean {
  const change = data.value?.changes?.items[changeNumber() - 1];
  if (change === undefined || (view.value !== 'diff' && view.value !== 'verify')) return false;
  toggleSeen(change);
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
