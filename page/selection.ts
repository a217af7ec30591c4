// The exchange that is looked at, and how keys and mouse move on from it. Rows that are not there yet are waited for; keys
// that come meanwhile go on from where those before them lead.

import type { PageExchange } from '../src/page/page-data.ts';
import { detailOf, exchangeOf, found, goodFilter, isRemote, remote } from './found.ts';
import { route, said, setQuery } from './state.ts';

/** From the place of now, -1 for none, to another; what is before the first is the first, `Infinity` the last. */
type Move = (at: number) => number;

/** Within the list, or within the session of the exchange that is looked at. */
type Step = Move | { readonly by: 1 | -1 };

const steps: Step[] = [];
let isMoving = false;

/** Id of the exchange that is looked at; null for none. */
function selectedId(): number | null {
  const at = route.value.query.get('at');
  return at === null ? null : Number(at);
}

export function selectedExchange(): PageExchange | undefined {
  const id = selectedId();
  return id === null ? undefined : exchangeOf(id);
}

/** -1 where none is, or where it is not known yet. */
export function selectedIndex(): number {
  const id = selectedId();
  return id === null ? -1 : found.value.indexOf(id);
}

export function selectAt(index: number): void {
  move(() => index);
}

export function move(to: Move): void {
  enqueue(to);
}

/** To the next exchange of the same session, in the order of the list. */
export function moveWithinSession(by: 1 | -1): void {
  enqueue({ by });
}

/** Those that come before a step within a session. */
function takeMoves(): Move[] {
  const end = steps.findIndex((step) => typeof step === 'object');
  return steps.splice(0, end < 0 ? steps.length : end).filter((step) => typeof step === 'function');
}

/** The place where moves lead. */
async function reached(from: number, moves: readonly Move[]): Promise<number> {
  let at = from;
  for (const to of moves) at = Math.max(0, to(at));
  const { isDone, count } = found.value;
  if (isDone) return Math.min(at, count - 1);
  return at < Number.POSITIVE_INFINITY ? at : (await remote.total()) - 1;
}

function select(id: number, at: number): void {
  remote.notePlace(id, at);
  setQuery({ at: String(id) });
}

/** The next one of the same session in the order of the list, with its place; null where there is none. */
async function besideInSession(by: 1 | -1): Promise<{ readonly id: number; readonly at: number } | null> {
  const here = selectedExchange() ?? (await detailOf(selectedId() ?? 0))?.exchange;
  if (here === undefined) return null;
  if (isRemote.value) {
    const id = await remote.besideInSession(here, by);
    return id === null ? null : { id, at: await remote.place(id) };
  }
  const { value: list } = found;
  const from = list.indexOf(here.id);
  for (let at = from + by; from >= 0 && at >= 0 && at < list.count; at += by) {
    const next = list.at(at);
    if (next?.session === here.session) return { id: next.id, at };
  }
  return null;
}

function enqueue(step: Step): void {
  steps.push(step);
  if (!isMoving) void follow();
}

/** At once where all is there: nothing is waited for then. */
async function follow(): Promise<void> {
  isMoving = true;
  const q = goodFilter.value;
  const isSame = () => q === goodFilter.value;
  try {
    const id = selectedId();
    const known = selectedIndex();
    let at = known >= 0 || id === null || !isRemote.value ? known : await remote.place(id);
    while (steps.length > 0 && isSame()) {
      const wanted = await reached(at, takeMoves());
      if (wanted >= 0 && wanted !== at) {
        const row = found.value.at(wanted) ?? (isRemote.value ? await remote.load(wanted) : undefined);
        if (row !== undefined && isSame()) select(row.id, wanted);
        if (row !== undefined) at = wanted;
      }
      const [step] = steps;
      if (typeof step !== 'object') continue;
      steps.shift();
      const beside = await besideInSession(step.by);
      if (beside === null || !isSame()) continue;
      at = beside.at;
      select(beside.id, at);
    }
  } catch (error) {
    said.value = error instanceof Error ? error.message : String(error);
  } finally {
    steps.length = 0;
    isMoving = false;
  }
}
