// Live: what the process does now. Of a recording being made, exchanges as they come; of a replay, each command with the
// exchange that answered it, or the miss; of a script, its connections.

import type { LiveCommand } from '../../src/page/live/live-data.ts';
import type { PageExchange } from '../../src/page/page-data.ts';
import { rest } from '../api.ts';
import { exchangeOf } from '../found.ts';
import { commands, connection, isFollowing, isPaused, live, recorded, togglePause } from '../live.ts';
import { ListOf } from '../parts/list.tsx';
import { ms, oneLine, plural, Sql, visible } from '../parts/text.tsx';
import { go, said } from '../state.ts';
import { outcomeOf } from './exchanges.tsx';

const SAYS = { none: '', open: '● live', lost: '○ connection lost, trying again', ended: '■ the process has ended' };

const HOW: Readonly<Record<string, string>> = {
  next: 'its turn',
  again: 'given again',
  'other scope': 'of another scope',
  'other count': 'counts found or changed rows otherwise',
  'other protocol': 'converted from text or prepared',
  synthesised: 'made: chatter that is not recorded',
  scripted: 'answered by the overlay',
  miss: 'no recorded answer',
};

export function Live() {
  const state = live.value;
  if (state === null) return <p class="empty">This page shows a recording; nothing runs behind it.</p>;
  const { mode, counts, open } = state;
  return (
    <div class="live">
      <header>
        <h1>
          {mode} <span class={connection.value === 'open' ? 'good' : 'dim'}>{SAYS[connection.value]}</span>
        </h1>
        <p class="facts" role="status">
          {Object.entries({ open, ...counts }).map(([name, value]) => (
            <span key={name}>
              {name.replace(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`)} <b>{value.toLocaleString('en')}</b>
            </span>
          ))}
        </p>
        <p class="actions">
          <button type="button" aria-pressed={isPaused.value} onClick={togglePause}>
            {isPaused.value ? '▶ go on' : '❚❚ pause'}
          </button>
          <button
            type="button"
            aria-pressed={isFollowing.value}
            onClick={() => {
              isFollowing.value = !isFollowing.value;
            }}
          >
            ⤓ follow
          </button>
          {mode === 'replay' ? (
            <button type="button" onClick={() => void act('set back', rest('POST', 'reset'))}>
              set back to the beginning
            </button>
          ) : null}
        </p>
      </header>
      {mode === 'record' ? <Recorded /> : mode === 'replay' ? <Played /> : null}
      <Sessions />
    </div>
  );
}

/** Says what came of something that was done in the process. */
export async function act(what: string, doing: Promise<unknown>): Promise<boolean> {
  try {
    await doing;
    said.value = what;
    return true;
  } catch (error) {
    said.value = error instanceof Error ? error.message : String(error);
    return false;
  }
}

/** The end of a list that grows, while it is followed. */
function end(count: number): number {
  return isFollowing.value ? count - 1 : -1;
}

function Played() {
  const list = commands.value;
  return (
    <ListOf
      label="commands"
      columns="96px 40px 24px 56px minmax(0, 1fr) 220px"
      heads={['time', 'c', '', 'id', 'statement', 'why']}
      count={list.length}
      shown={end(list.length)}
      onSelect={(index) => {
        const command = list[index];
        if (command?.how === 'miss') go('#/misses');
        else if (command?.exchange != null) go(`#/exchanges?at=${command.exchange}`);
      }}
      row={(index) => <Command command={list[index]} />}
    />
  );
}

const SIGNS: Readonly<Record<string, string>> = { miss: '✗', synthesised: '·', scripted: '·', skipped: '…' };

function Command({ command }: { readonly command: LiveCommand | undefined }) {
  if (command === undefined) return null;
  const { time, exchange, how, sql } = command;
  const text = sql ?? (exchange === null ? '' : (exchangeOf(exchange)?.sql ?? exchangeOf(exchange)?.command ?? ''));
  return (
    <>
      <span role="gridcell">{new Date(time).toISOString().slice(11, 23)}</span>
      <span role="gridcell">{command.connection ?? ''}</span>
      <span role="gridcell" class={how === 'miss' ? 'bad' : ''}>
        {SIGNS[how] ?? '←'}
      </span>
      <span role="gridcell">{exchange ?? ''}</span>
      <span role="gridcell">{how === 'skipped' ? `${sql} more` : <Sql text={text} short />}</span>
      <span role="gridcell" class={how === 'miss' ? 'bad' : 'dim'}>
        {HOW[how] ?? how}
      </span>
    </>
  );
}

function Recorded() {
  const list = recorded.value;
  return (
    <ListOf
      label="recorded exchanges"
      columns="64px 40px 72px 120px minmax(0, 1fr)"
      heads={['id', 's', 'ms', 'outcome', 'statement']}
      count={list.length}
      shown={end(list.length)}
      onSelect={() => undefined}
      row={(index) => <Exchange exchange={list[index]} />}
    />
  );
}

function Exchange({ exchange }: { readonly exchange: PageExchange | undefined }) {
  if (exchange === undefined) return null;
  return (
    <>
      <span role="gridcell">{exchange.id}</span>
      <span role="gridcell">{exchange.session}</span>
      <span role="gridcell">{ms(exchange.lastByteUs)}</span>
      <span role="gridcell" class={exchange.errorCode === null ? '' : 'bad'}>
        {outcomeOf(exchange)}
      </span>
      <span role="gridcell">
        {exchange.sql === null ? oneLine(exchange.command) : <Sql text={exchange.sql} short />}
      </span>
    </>
  );
}

function Sessions() {
  const state = live.value;
  const sessions = state?.sessions ?? [];
  if (sessions.length === 0) return <p class="dim">no connection is open</p>;
  return (
    <section class="scroll" tabIndex={0} aria-label="open connections">
      <h2>{plural(state?.open ?? 0, 'open connection')}</h2>
      <table>
        <thead>
          <tr>
            {['id', 'client', 'user', 'since', 'statements', ''].map((name) => (
              <th scope="col" key={name}>
                {name === '' ? <span class="hidden">what to do</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, client, user, since, statements }) => (
            <tr key={id}>
              <td>{id}</td>
              <td>{visible(client)}</td>
              <td>{visible(user)}</td>
              <td>{since.slice(11, 19)}</td>
              <td class="num">{statements}</td>
              <td>
                <button type="button" onClick={() => void act(`ended ${id}`, rest('DELETE', `sessions/${id}`))}>
                  end
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
