// The filter above the exchanges: what is typed, what could be, what is wrong with it, and what it finds is divided by.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { facetsOf } from '../../src/page/facets.ts';
import { ask } from '../api.ts';
import { found, goodFilter, isRemote, isReplayed, mistake, Whole } from '../found.ts';
import { useAsked } from '../parts/asked.ts';
import { Choices, comboBox, useChoosing } from '../parts/choices.tsx';
import { type Completion, completionsOf, valuesIn } from '../parts/completion.ts';
import { visible } from '../parts/text.tsx';
import { data, filterText, setQuery, wantsFilter } from '../state.ts';

const CHOICES = 'filter-choices';
/** Of commands, of states, of scopes. */
const MOST_FACETS = 4;
/** Offered until they are counted. */
const COMMON: readonly Facet[] = [
  ['is:error', null],
  ['is:gap', null],
  ['is:write', null],
  ['command:EXECUTE', null],
  ['ms:>10', null],
];

type Facet = readonly [name: string, count: number | null];

/** The most frequent of each kind. */
function chosenOf(facets: readonly Facet[]): readonly Facet[] {
  return ['command:', 'is:', 'scope:', 'ms:'].flatMap((kind) =>
    facets.filter(([name]) => name.startsWith(kind)).slice(0, MOST_FACETS),
  );
}

/** Whether the filter has it as a part of its own. */
function hasPart(name: string): boolean {
  return ` ${filterText.value} `.includes(` ${name} `);
}

function togglePart(name: string): void {
  const q = hasPart(name) ? ` ${filterText.value} `.replace(` ${name} `, ' ') : `${filterText.value} ${name}`;
  setQuery({ q: q.trim() });
}

export function Filter() {
  const facets = useFacets();
  return (
    <div class="filter">
      <Box facets={facets} />
      <Wrong />
      <p class="facets">
        {chosenOf(facets).map(([name, count]) => (
          <button type="button" key={name} aria-pressed={hasPart(name)} onClick={() => togglePart(name)}>
            {visible(name)} {count === null ? null : <b>{count.toLocaleString('en')}</b>}
          </button>
        ))}
      </p>
    </div>
  );
}

function Box({ facets }: { readonly facets: readonly Facet[] }) {
  const input = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const isWanted = wantsFilter.value;
  // before the next key comes, which is meant for the box
  useLayoutEffect(() => {
    if (!isWanted) return;
    input.current?.focus();
    wantsFilter.value = false;
  }, [isWanted]);
  const users = new Map(data.value?.sessions.map(({ id, user }) => [id, user]));
  const isAsking = isRemote.value && cursor !== null;
  // of everything: what is typed so far is no filter yet
  const { answer: all } = useAsked<readonly Facet[]>(`values ${isAsking}`, async (tell, signal) => {
    if (isAsking) await askFacets('', tell, signal);
  });
  const values = valuesIn(data.value?.exchanges ?? [], users, all ?? facets, isReplayed.value);
  const choices = cursor === null ? [] : completionsOf(filterText.value, cursor, values);
  const close = () => setCursor(null);
  const pick = (choice: Completion) => {
    // the box itself at once: what is typed next goes behind it
    if (input.current !== null) input.current.value = choice.text;
    input.current?.setSelectionRange(choice.cursor, choice.cursor);
    setQuery({ q: choice.text });
    const isWhole = choice.text[choice.cursor - 1] !== ':';
    setCursor(isWhole ? null : choice.cursor);
  };
  const { marked, answer } = useChoosing(`${cursor} ${filterText.value}`, choices, pick, close);
  return (
    <div class="field">
      <input
        ref={input}
        {...comboBox(CHOICES, choices, marked)}
        value={filterText.value}
        placeholder="filter: words, table:orders -is:error ms:>15"
        aria-label="filter"
        aria-invalid={mistake.value !== null}
        aria-describedby="filter-says filter-wrong"
        onInput={({ currentTarget }) => {
          setQuery({ q: currentTarget.value });
          setCursor(currentTarget.selectionStart);
        }}
        onKeyDown={(event) => {
          if (answer(event)) return;
          if (event.key === 'ArrowDown') setCursor(event.currentTarget.selectionStart);
          if (event.key === 'Enter') close();
        }}
        onBlur={close}
      />
      {choices.length === 0 ? null : (
        <Choices id={CHOICES} label="completions" choices={choices} marked={marked} onPick={pick} />
      )}
      {filterText.value === '' ? null : (
        <button type="button" aria-label="clear the filter" onClick={() => setQuery({ q: null })}>
          ✕
        </button>
      )}
      <Says />
    </div>
  );
}

function Says() {
  const { count, scanned, isDone } = found.value;
  const all = isRemote.value ? Math.max(data.value?.counts.exchanges ?? 0, scanned) : scanned;
  const number = (value: number) => value.toLocaleString('en');
  const progress = isDone ? '' : `, looked through ${number(scanned)}`;
  return (
    <span id="filter-says" role="status" class="dim">
      {`${number(count)} of ${number(all)}${progress}`}
    </span>
  );
}

/** Characters about a mistake that are shown with it. */
const ABOUT = 20;

/** What is wrong, and where; the list is that of before. */
function Wrong() {
  if (mistake.value === null) return <p id="filter-wrong" role="status" />;
  const { message, from, to } = mistake.value;
  const text = filterText.value;
  const end = Math.min(to, from + ABOUT);
  return (
    <p id="filter-wrong" role="status" class="bad">
      {visible(message)}:{' '}
      <code>
        {visible(text.slice(Math.max(0, from - ABOUT), from))}
        <mark>{visible(text.slice(from, end)) || '…'}</mark>
        {visible(text.slice(end, end + ABOUT))}
      </code>
      <span class="dim">
        {' '}
        {goodFilter.value.trim() === '' ? 'all are shown' : `found by ${visible(goodFilter.value)}`}
      </span>
    </p>
  );
}

async function askFacets(q: string, tell: (facets: readonly Facet[]) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { counts, isDone } = await ask('facets', { q }, signal);
    if (!isDone) continue;
    tell(counts);
    return;
  }
}

/** How many of each command, of errors and gaps are among what was found; asked for behind the search itself. */
function useFacets(): readonly Facet[] {
  const whole = found.value;
  const isCounted = whole instanceof Whole;
  const isReady = !isCounted && whole.isDone;
  const q = goodFilter.value;
  const { answer } = useAsked<readonly Facet[]>(`facets ${isReady} ${q}`, async (tell, signal) => {
    if (isReady) await askFacets(q, tell, signal);
  });
  if (!isCounted) return answer ?? COMMON;
  const counts = new Map<string, number>();
  for (const exchange of whole.exchanges) {
    for (const name of facetsOf(exchange)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
