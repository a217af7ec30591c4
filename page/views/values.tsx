// Where the values of an exchange come from, and where they go.

import type { LiveCarried } from '../../src/page/live/live-data.ts';
import type { PageCarried } from '../../src/page/page-data.ts';
import type { PageDetail } from '../../src/page/reading/questions.ts';
import { ask, get, isFile } from '../api.ts';
import { live } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { Head, visible } from '../parts/text.tsx';
import { data } from '../state.ts';
import { linksOf, type ValueLink } from '../values.ts';

/** Exchanges on each side that are looked at. */
const AROUND = 100;
const MOST_CARRIED = 100;

export function Values({ id }: { readonly id: number }) {
  const carried =
    useAsked<readonly PageCarried[]>(`carried ${id}`, async (tell) => tell(await carriedOf(id))).answer ?? [];
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
      <Carried carried={carried} />
      <h3>what was asked with comes from</h3>
      <Links links={asked} none={`no answer among the ${AROUND} exchanges before`} />
      <h3>what was answered goes to</h3>
      <Links links={answered} none={`no statement among the ${AROUND} exchanges behind`} />
    </>
  );
}

/** What stood for values of this exchange when it was replayed. */
async function carriedOf(id: number): Promise<readonly PageCarried[]> {
  const known = data.value?.replay?.carried;
  if (known !== undefined) return known.filter(({ exchange }) => exchange === id);
  if (live.value?.mode !== 'replay') return [];
  return (await get<LiveCarried>(`carried?ask=${encodeURIComponent(JSON.stringify({ exchange: id }))}`)).carried;
}

function Carried({ carried }: { readonly carried: readonly PageCarried[] }) {
  if (carried.length === 0) return null;
  return (
    <>
      <h3>in this replay</h3>
      <table>
        <Head names={['where', 'recorded', 'this run’s']} />
        <tbody>
          {carried.slice(0, MOST_CARRIED).map(({ place, recorded, live: own }, index) => (
            <tr key={index}>
              <td>{visible(place)}</td>
              <td>
                <code>{visible(recorded)}</code>
              </td>
              <td>
                <code>{visible(own)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {carried.length > MOST_CARRIED ? <p class="dim">and {carried.length - MOST_CARRIED} more</p> : null}
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
