// The recording at a glance: each number leads into the list that it counts.

import type { PageData, PageExchange } from '../../src/page/page-data.ts';
import type { PageOverview } from '../../src/page/reading/questions.ts';
import { ask } from '../api.ts';
import { isRemote } from '../found.ts';
import { grown } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { bytes, Head, ms, plural, Sql, visible } from '../parts/text.tsx';
import { data } from '../state.ts';
import { outcomeOf } from './exchanges.tsx';

const BARS = 60;
const SHOWN = 6;

export function Overview() {
  const page = data.value;
  if (page === null) return null;
  const { counts, replay, sessions } = page;
  const { answer, problem } = useAsked<PageOverview>(`overview ${grown.value}`, async (tell) => {
    tell(isRemote.value ? await ask('overview', {}) : overviewOf(page.exchanges));
  });
  const { density, slowest, failed } = answer ?? { density: [], slowest: [], failed: [] };
  return (
    <div class="overview">
      <header>
        <h1>{visible(page.title)}</h1>
        <p class="facts">
          <span>{visible(/mariadb/i.test(page.server) ? page.server : `MySQL ${page.server}`)}</span>
          {page.recordedAt === null ? null : <span>recorded {page.recordedAt.slice(0, 19).replace('T', ' ')} UTC</span>}
          <span>{page.seconds.toFixed(2)} s</span>
          <span>mock {page.version}</span>
          {page.recordedAt === null ? null : <Checked page={page} />}
        </p>
      </header>
      <div class="tiles">
        {replay === null ? null : (
          <>
            <Tile href="#/misses" name="misses" value={replay.missCount} isBad={replay.missCount > 0} />
            <Tile href="#/exchanges?q=is:played" name="played" value={replay.played} />
            <Tile href="#/exchanges?q=is:unused" name="unused" value={replay.unused} />
          </>
        )}
        <Tile href="#/exchanges" name="exchanges" value={counts.exchanges} />
        <Tile href="#/exchanges?q=is:error" name="errors" value={counts.errors} />
        <Tile href="#/exchanges?q=is:gap" name="gaps" value={counts.gaps} isBad={counts.gaps > 0} />
        <Tile href="#/timeline" name="connections" value={counts.sessions} />
        {page.findings === null ? null : <Tile href="#/statements" name="findings" value={page.findings.length} />}
        <Tile
          href="#/exchanges?q=bytes:>0"
          name={`responses, ${bytes(counts.responseBytes)}`}
          value={counts.responses}
        />
      </div>
      {problem === null ? null : <p class="bad">{problem}</p>}
      <Density counts={density} seconds={page.seconds} />
      <div class="columns">
        <section>
          <h2>Slowest</h2>
          <Few exchanges={slowest} value={({ lastByteUs }) => `${ms(lastByteUs)} ms`} />
        </section>
        <section>
          <h2>Failed</h2>
          {answer === null ? (
            <p class="dim">reading…</p>
          ) : failed.length === 0 ? (
            <p class="dim">nothing</p>
          ) : (
            <Few exchanges={failed} value={outcomeOf} />
          )}
        </section>
      </div>
      <Connections sessions={sessions} />
    </div>
  );
}

/** What `mock check` said of it, or how to ask. */
function Checked({ page: { checked, title } }: { readonly page: PageData }) {
  if (checked !== null)
    return <span class={checked.startsWith('reproduces') ? '' : 'bad'}>replay: {visible(checked)}</span>;
  return (
    <span>
      replay: not checked, <code>mock check {visible(title)}</code>
    </span>
  );
}

function Connections({ sessions }: Pick<PageData, 'sessions'>) {
  return (
    <section>
      <h2>Connections</h2>
      <table>
        <Head names={['session', 'user', 'database', 'protocol', 'TLS', 'exchanges', 'ended']} />
        <tbody>
          {sessions.slice(0, 200).map(({ id, user, database, protocol, tls, exchanges: count, ending }) => (
            <tr key={id}>
              <td>
                <a href={`#/exchanges?q=session:${id}`}>{id}</a>
              </td>
              <td>{visible(user)}</td>
              <td>{visible(database)}</td>
              <td>{protocol}</td>
              <td>{tls ?? '—'}</td>
              <td class="num">{count}</td>
              <td>{ending}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TileProps {
  readonly href: string;
  readonly name: string;
  readonly value: number;
  readonly isBad?: boolean;
}

function Tile({ href, name, value, isBad = false }: TileProps) {
  return (
    <a class={isBad ? 'tile bad' : 'tile'} href={href}>
      <b>{value === 0 ? 'none' : value.toLocaleString('en')}</b>
      <span>{name}</span>
    </a>
  );
}

function Few({
  exchanges,
  value,
}: {
  readonly exchanges: readonly PageExchange[];
  readonly value: (one: PageExchange) => string;
}) {
  return (
    <ol class="few">
      {exchanges.map((one) => (
        <li key={one.id}>
          <a href={`#/exchanges?at=${one.id}`}>{one.id}</a>
          <span class="num">{value(one)}</span>
          <Sql text={one.sql ?? one.command} short />
        </li>
      ))}
    </ol>
  );
}

export function overviewOf(exchanges: readonly PageExchange[]): PageOverview {
  const end = exchanges.reduce((most, { atUs }) => Math.max(most, atUs), 1);
  const density = new Array<number>(BARS).fill(0);
  for (const { atUs } of exchanges) {
    const at = Math.min(BARS - 1, Math.floor((atUs / end) * BARS));
    density[at] = (density[at] ?? 0) + 1;
  }
  return {
    density,
    slowest: [...exchanges].sort((a, b) => b.lastByteUs - a.lastByteUs).slice(0, SHOWN),
    failed: exchanges.filter(({ errorCode, gap }) => errorCode !== null || gap !== null).slice(0, SHOWN),
  };
}

function Density({ counts, seconds }: { readonly counts: readonly number[]; readonly seconds: number }) {
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <figure>
      <svg
        viewBox={`0 0 ${BARS * 10} 40`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${plural(total, 'exchange')} over time`}
      >
        {counts.map((count, at) => (
          <rect key={at} x={at * 10 + 1} width={8} y={40 - (count / most) * 40} height={(count / most) * 40} />
        ))}
      </svg>
      <figcaption>
        <a href="#/timeline">exchanges over {seconds.toFixed(2)} s</a>
      </figcaption>
    </figure>
  );
}
