// The exchange that is looked at, and how keys and mouse move on from it. Rows that are not there yet are waited for; keys
// that come meanwhile go on from where those before them lead.

import type { PageExchange } from '../src/page/page-data.ts';
import { exchangeOf, found, goodFilter, isRemote, remote } from './found.ts';
import { route, said, setQuery } from './state.ts';

/** From the place of now, -1 for none, to another; what is before the first is the first, `Infinity` the last. */
type Move = (at: number) => number;

const moves: Move[] = [];
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
  moves.push(to);
  if (!isMoving) void follow();
}

/** At once where all is there: nothing is waited for then. */
async function follow(): Promise<void> {
  isMoving = true;
  const q = goodFilter.value;
  try {
    const id = selectedId();
    const known = selectedIndex();
    let at = known >= 0 || id === null || !isRemote.value ? known : await remote.place(id);
    while (moves.length > 0 && q === goodFilter.value) {
      for (const to of moves.splice(0)) at = Math.max(0, to(at));
      const { isDone, count } = found.value;
      if (isDone || at < Number.POSITIVE_INFINITY) at = Math.min(at, isDone ? count - 1 : at);
      else at = (await remote.total()) - 1;
      if (at < 0) continue;
      const row = found.value.at(at) ?? (isRemote.value ? await remote.load(at) : undefined);
      if (row === undefined || q !== goodFilter.value) continue;
      remote.notePlace(row.id, at);
      setQuery({ at: String(row.id) });
    }
  } catch (error) {
    said.value = error instanceof Error ? error.message : String(error);
  } finally {
    moves.length = 0;
    isMoving = false;
  }
}

/** To the next exchange of the same session, in the order of the list. */
export function moveWithinSession(by: 1 | -1): void {
  const here = selectedExchange();
  if (here === undefined) return;
  if (isRemote.value) {
    void remote.besideInSession(here, by).then(
      (id) => {
        if (id !== null && selectedId() === here.id) setQuery({ at: String(id) });
      },
      (error: unknown) => {
        said.value = error instanceof Error ? error.message : String(error);
      },
    );
    return;
  }
  const from = found.value.indexOf(here.id);
  for (let at = from + by; from >= 0 && at >= 0 && at < found.value.count; at += by) {
    if (found.value.at(at)?.session !== here.session) continue;
    selectAt(at);
    break;
  }
}
