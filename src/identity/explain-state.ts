// Says in one line how a session's state differs from the one in which a statement was recorded.

const MAX_VALUE_CHARACTERS = 60;

/** A word of the state that is another one; null where a side does not have it. */
export interface StateDifference {
  readonly name: string;
  readonly asked: string | null;
  readonly recorded: string | null;
}

/** All words that differ, in their order. */
export function differencesOfStates(asked: string, recorded: string): StateDifference[] {
  const left = wordsOf(asked);
  const right = wordsOf(recorded);
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((name) => ({ name, asked: left.get(name) ?? null, recorded: right.get(name) ?? null }))
    .filter((word) => word.asked !== word.recorded);
}

/** The first word that differs, as `autocommit=1 in_transaction=0 charset=utf8mb4` has them; null where none does. */
export function differenceOfStates(asked: string, recorded: string): string | null {
  const [first] = differencesOfStates(asked, recorded);
  if (first === undefined) return null;
  return `${first.name} differs: asked with ${shown(first.asked)}, recorded with ${shown(first.recorded)}`;
}

/** A value may hold spaces and quotes: the next name begins behind the last quote that a space follows. */
function wordsOf(state: string): ReadonlyMap<string, string> {
  const words = state.split(/ (?=[\w.@$]+=)/).filter((word) => word !== '');
  return new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

function shown(value: string | null): string {
  if (value === null) return 'nothing set';
  return value.length <= MAX_VALUE_CHARACTERS ? value : `${value.slice(0, MAX_VALUE_CHARACTERS)}…`;
}
