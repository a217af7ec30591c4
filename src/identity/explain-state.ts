// Says in one line how a session's state differs from the one in which a statement was recorded.

const MAX_VALUE_CHARACTERS = 60;

/** The first word that differs, as `autocommit=1 in_transaction=0 charset=utf8mb4` has them; null where none does. */
export function differenceOfStates(asked: string, recorded: string): string | null {
  const left = wordsOf(asked);
  const right = wordsOf(recorded);
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [here, there] = [left.get(name), right.get(name)];
    if (here !== there) return `${name} differs: asked with ${shown(here)}, recorded with ${shown(there)}`;
  }
  return null;
}

/** A value may hold spaces and quotes: the next name begins behind the last quote that a space follows. */
function wordsOf(state: string): ReadonlyMap<string, string> {
  const words = state.split(/ (?=[\w.@$]+=)/).filter((word) => word !== '');
  return new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

function shown(value: string | undefined): string {
  if (value === undefined) return 'nothing set';
  return value.length <= MAX_VALUE_CHARACTERS ? value : `${value.slice(0, MAX_VALUE_CHARACTERS)}…`;
}
