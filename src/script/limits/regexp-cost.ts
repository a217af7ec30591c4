// How long a regular expression may search at most, by its looks: an estimate that is too high rather than too low.
//
// A search begins at each place of the text, and each repetition in the expression may end at each place where what stands
// behind it fits. What is optional or a choice doubles the ways. A repetition of what may itself match in several ways can
// try all ways to divide the text between them.

/** What of a pattern decides how many ways there are through it. */
interface Looks {
  /** How far apart, at least, the places are where a repetition can end, in characters: one for each. */
  readonly spacings: readonly number[];
  /** Of options and choices, each independent of the others. */
  readonly ways: number;
  readonly isNested: boolean;
  /** It can match at the beginning alone. */
  readonly isAnchored: boolean;
}

const known = new Map<string, Looks>();
const KNOWN_PATTERNS = 4096;
/** A text so short has few ways to be divided. */
const SHORT_CHARACTERS = 16;

/** Steps that a search takes at most; infinite where there may be more than one cares to count. */
export function searchCost({ source, multiline }: RegExp, textLength: number): number {
  let looks = known.get(source);
  if (looks === undefined) {
    if (known.size >= KNOWN_PATTERNS) known.clear();
    looks = looksOf(source);
    known.set(source, looks);
  }
  const places = textLength + 1;
  const divisions = looks.isNested ? (textLength < SHORT_CHARACTERS ? 2 ** textLength : Number.POSITIVE_INFINITY) : 1;
  let cost = source.length * looks.ways * divisions;
  if (!looks.isAnchored || multiline) cost *= places;
  for (const spacing of looks.spacings) cost *= Math.max(1, places / spacing);
  return cost;
}

/** A group, or the whole pattern, as far as it was read. */
interface Group {
  choices: number;
  /** It can match one text in several ways, or texts of several lengths. */
  isVariable: boolean;
}

function looksOf(source: string): Looks {
  const looks = { spacings: [] as number[], ways: 1, isNested: false };
  const groups: Group[] = [{ choices: 1, isVariable: false }];
  for (let at = 0; at < source.length; ) {
    const end = endOfItem(source, at);
    const item = source.slice(at, end);
    at = end;
    if (item.startsWith('(')) {
      groups.push({ choices: 1, isVariable: false });
      continue;
    }
    const innermost = groups.at(-1) as Group;
    const isGroup = item === ')' && groups.length > 1;
    if (item === '|') {
      innermost.choices++;
      innermost.isVariable = true;
      continue;
    }
    if (isGroup) groups.pop();
    const outer = groups.at(-1) as Group;
    if (isGroup) looks.ways *= innermost.choices;
    // a backreference may stand for anything
    const isVariable = isGroup ? innermost.isVariable : /^\\[1-9k]/.test(item);
    const quantifier = QUANTIFIER.exec(source.slice(at))?.[0] ?? '';
    at += quantifier.length;
    outer.isVariable ||= isVariable || quantifier !== '';
    if (quantifier === '') continue;
    if (quantifier.startsWith('?')) looks.ways *= 2;
    else {
      looks.isNested ||= isVariable;
      looks.spacings.push(spacingBehind(source, at));
    }
  }
  const [whole] = groups;
  looks.ways *= whole?.choices ?? 1;
  return { ...looks, isAnchored: source.startsWith('^') && whole?.choices === 1 };
}

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;
const OPENING = /^\((?:\?(?:<[=!]|<[^>]*>|[a-z-]*:|[=!]))?/;

/** Behind one character, an escape, a class, or the beginning of a group. */
function endOfItem(source: string, at: number): number {
  switch (source[at]) {
    case '\\':
      return at + 2;
    case '[': {
      let end = at + 1;
      while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1;
      return end + 1;
    }
    case '(':
      return at + (OPENING.exec(source.slice(at))?.[0].length ?? 1);
    default:
      return at + 1;
  }
}

/** The plain text at a place must stand behind each end of a repetition, and cannot stand closer to itself than this. */
function spacingBehind(source: string, at: number): number {
  const text = PLAIN.exec(source.slice(at))?.[0] ?? '';
  const isLastOptional = QUANTIFIER.test(source.slice(at + text.length));
  const literal = text.replace(/\\(.)/g, '$1').toLowerCase();
  return periodOf(isLastOptional ? literal.slice(0, -1) : literal);
}

const PLAIN = /^(?:[^\\^$.|?*+()[\]{}]|\\[^\w])*/;

/** The smallest distance at which a text fits upon itself; 1 for an empty one. */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period++) {
    if (text.startsWith(text.slice(period))) return period;
  }
  return Math.max(1, text.length);
}
