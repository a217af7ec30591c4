// Where the values of an exchange come from, and where they go.

import type { PageDetail } from '../../src/page/reading/questions.ts';
import { ask, isFile } from '../api.ts';
import { useAsked } from '../parts/asked.ts';
import { visible } from '../parts/text.tsx';
import { data } from '../state.ts';
import { linksOf, type ValueLink } from '../values.ts';

/** Exchanges on each side that are looked at. */
const AROUND = 100;

export function Values({ id }: { readonly id: number }) {
  const { answer, problem } = useAsked<readonly PageDetail[]>(`around ${id}`, async (tell) => {
    tell(isFile ? aroundHere(id) : await ask('around', { id }));
  });
  if (problem !== null) return <p class="bad">{problem}</p>;
  if (answer === null) return <p class="dim">looking…</p>;
  const links = linksOf(id, answer);
  const asked = links.filter(({ here }) => here === 'asked');
  const answered = links.filter(({ here }) => here === 'answered');
  return (
    <>
      <h3>what was asked with comes from</h3>
      <Links links={asked} none={`no answer among the ${AROUND} exchanges before`} />
      <h3>what was answered goes to</h3>
      <Links links={answered} none={`no statement among the ${AROUND} exchanges behind`} />
    </>
  );
}

function aroundHere(id: number): PageDetail[] {
  const page = data.value;
  if (page === null) return [];
  return page.exchanges
    .filter((exchange) => Math.abs(exchange.id - id) <= AROUND)
    .map((exchange) => ({ exchange, results: page.results[exchange.id] ?? [] }));
}

function Links({ links, none }: { readonly links: readonly ValueLink[]; readonly none: string }) {
  if (links.length === 0) return <p class="dim">{none}</p>;
  return (
    <ul class="plain">
      {links.map(({ value, exchange, session, there }, index) => (
        <li key={index}>
          <code>{visible(value).slice(0, 80)}</code> {' · '}
          <a href={`#/exchanges?at=${exchange}`}>exchange {exchange}</a>{' '}
          <span class="dim">
            of session {session}, {visible(there)}
          </span>
        </li>
      ))}
    </ul>
  );
}
