// A miss, the heart: what was asked against what was recorded, all that differs, what was asked before, what to do.

import { useState } from 'preact/hooks';
import type { Piece, TokenDifference } from '../../src/identity/token-difference.ts';
import type { PageMiss } from '../../src/page/page-data.ts';
import type { Nearest } from '../../src/replay/misses/misses.ts';
import { exchangeOf } from '../found.ts';
import { live, liveMissCount } from '../live.ts';
import { Copy, oneLine, plural, Sql, visible } from '../parts/text.tsx';
import { data, go, misses, route } from '../state.ts';

/** In the list beside. */
const SHOWN = 1000;

const WHY: Readonly<Record<string, string>> = {
  unknown: 'was never recorded',
  'parameter differs': 'was recorded with other values',
  'other state': 'was recorded in another state of the session',
  'out of order': 'was recorded at another place',
  redacted: 'was recorded with a secret in its answer',
  exhausted: 'was asked more often than recorded',
  incomplete: 'was recorded only in part',
  'other file': 'was recorded with another file',
  'unknown scope': 'asked for a scope that is not recorded',
};

/** From 1. */
export function missNumber(): number {
  const number = Number(route.value.path[1] ?? 1);
  const count = misses.value.length;
  return Number.isInteger(number) ? Math.min(Math.max(1, number), Math.max(1, count)) : 1;
}

export function Misses() {
  const replay = data.value?.replay ?? null;
  if (replay === null && live.value?.mode !== 'replay')
    return <p class="empty">Nothing was replayed here: there are no misses.</p>;
  const all = misses.value;
  const missCount = replay?.missCount ?? liveMissCount.value;
  if (all.length === 0) return <p class="empty">No misses: every command had its recorded answer.</p>;
  const number = missNumber();
  const shown = all[number - 1];
  return (
    <div class="split misses">
      <nav class="side" aria-label="misses">
        <h2>
          {plural(missCount, 'miss')} <span class="dim">{plural(all.length, 'statement')}</span>
        </h2>
        <ol>
          {all.slice(0, SHOWN).map((each, index) => (
            <li key={index}>
              <a href={`#/miss/${index + 1}`} aria-current={index + 1 === number ? 'true' : undefined}>
                <span class="mark">✗</span>
                <span class="what">
                  {oneLine(each.miss.sql ?? each.miss.command).slice(0, 160)}
                  <small>
                    {each.miss.reason}
                    {each.count > 1 ? ` · ${each.count} times` : ''}
                  </small>
                </span>
              </a>
            </li>
          ))}
        </ol>
        {all.length > SHOWN ? <p class="dim">{plural(all.length - SHOWN, 'other')}: n goes on to them</p> : null}
      </nav>
      {shown === undefined ? null : <Miss key={number} one={shown} number={number} count={all.length} />}
    </div>
  );
}

export function Miss({
  one,
  number,
  count,
}: {
  readonly one: PageMiss;
  readonly number: number;
  readonly count: number;
}) {
  const { miss, advice } = one;
  const near = miss.nearest === null ? [] : [miss.nearest, ...miss.others];
  const [chosen, choose] = useState(0);
  const nearest = near[chosen];
  return (
    <article class="miss" aria-label={`miss ${number} of ${count}`}>
      <header>
        <p class="crumb">
          <span>
            miss {number} of {count}
          </span>
          <span class="pager">
            <button
              type="button"
              disabled={number === 1}
              onClick={() => go(`#/miss/${number - 1}`)}
              aria-label="previous miss"
            >
              ‹
            </button>
            <button
              type="button"
              disabled={number === count}
              onClick={() => go(`#/miss/${number + 1}`)}
              aria-label="next miss"
            >
              ›
            </button>
          </span>
        </p>
        <h1>
          This statement <em>{WHY[miss.reason] ?? miss.reason}</em>
        </h1>
        <Sql text={miss.sql ?? miss.command} />
        <p class="facts">
          <b>{one.count === 1 ? 'once' : `${one.count} times`}</b>
          <span>{miss.time.slice(11, 23)}</span>
          {miss.connection === null ? null : <span>connection {miss.connection}</span>}
          {miss.database === '' ? null : <span>in {visible(miss.database)}</span>}
          {miss.scope === '' ? null : <span>scope {visible(miss.scope)}</span>}
          {miss.parameters === null ? null : <span>with {visible(miss.parameters)}</span>}
        </p>
      </header>
      {nearest === undefined ? (
        <section>
          <h2>Nothing like it is recorded</h2>
        </section>
      ) : (
        <Comparison nearest={nearest} near={near} chosen={chosen} choose={choose} />
      )}
      <section>
        <h2>What to do</h2>
        <ul class="advice">
          {advice.map(({ what, copy }) => (
            <li key={what}>
              <p>{visible(what)}</p>
              {copy === null ? null : (
                <div class="copyable">
                  <pre tabIndex={0}>{visible(copy.text.trimEnd())}</pre>
                  <Copy text={copy.text} />
                </div>
              )}
            </li>
          ))}
        </ul>
      </section>
      <Before one={one} nearest={nearest} />
    </article>
  );
}

interface ComparisonProps {
  readonly nearest: Nearest;
  readonly near: readonly Nearest[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

function Comparison({ nearest, near, chosen, choose }: ComparisonProps) {
  const { statements, state } = nearest;
  const count = statements.differences.filter(({ kind }) => kind !== 'binding').length + state.length;
  return (
    <section>
      <h2>
        {count === 0 ? 'Nearest recorded' : plural(count, 'difference')}
        <span class="dim">
          {' '}
          from <a href={`#/exchanges?at=${nearest.exchange}`}>exchange {nearest.exchange}</a>
          {nearest.command.includes('EXECUTE') ? ', prepared' : ''}
        </span>
        {near.length < 2 ? null : (
          <label class="others">
            compare with{' '}
            <select value={String(chosen)} onChange={(event) => choose(Number(event.currentTarget.value))}>
              {near.map(({ exchange, sql }, index) => (
                <option key={exchange} value={String(index)}>
                  {exchange}: {oneLine(sql).slice(0, 70)}
                </option>
              ))}
            </select>
          </label>
        )}
      </h2>
      <div class="compare">
        <b class="label">asked</b>
        <Side pieces={statements.asked} side="asked" />
        <b class="label">recorded</b>
        <Side pieces={statements.recorded} side="recorded" />
      </div>
      <ul class="differences">
        {causesFirst(statements.differences).map(({ kind, asked, recorded }, index) => (
          <li key={index} class={kind === 'binding' ? 'binding' : 'real'}>
            {kind === 'binding' ? (
              <>
                <span class="sign">=</span> <code>{visible(asked)}</code> is the same value as{' '}
                <code>{visible(recorded)}</code>, given otherwise
              </>
            ) : (
              <>
                <span class="sign">≠</span> asked <code class="asked">{visible(asked) || 'nothing'}</code>, recorded{' '}
                <code class="recorded">{visible(recorded) || 'nothing'}</code>
              </>
            )}
          </li>
        ))}
        {state.map(({ name, asked, recorded }) => (
          <li key={name} class="real">
            <span class="sign">≠</span> session’s <b>{visible(name)}</b> is{' '}
            <code class="asked">{visible(asked ?? 'not set')}</code>, was{' '}
            <code class="recorded">{visible(recorded ?? 'not set')}</code>
          </li>
        ))}
        {statements.differences.length + state.length === 0 ? <li>{visible(nearest.difference)}</li> : null}
        {state.length === 0 ? (
          <li class="binding">
            <span class="sign">=</span> the session’s state is the same
          </li>
        ) : null}
      </ul>
    </section>
  );
}

/** A value that is only given otherwise is seldom why. */
function causesFirst(differences: readonly TokenDifference[]): readonly TokenDifference[] {
  return [...differences].sort((a, b) => Number(a.kind === 'binding') - Number(b.kind === 'binding'));
}

function Side({ pieces, side }: { readonly pieces: readonly Piece[]; readonly side: 'asked' | 'recorded' }) {
  return (
    <code class="side-text">
      {pieces.map(({ text, is }, index) =>
        is === 'same' ? (
          visible(text)
        ) : is === 'bound' ? (
          <span key={index} class="bound">
            {visible(text)}
          </span>
        ) : (
          <mark key={index} class={side}>
            {visible(text)}
          </mark>
        ),
      )}
    </code>
  );
}

function Before({ one, nearest }: { readonly one: PageMiss; readonly nearest: Nearest | undefined }) {
  const near = nearest === undefined ? undefined : exchangeOf(nearest.exchange);
  const there =
    near === undefined
      ? []
      : (data.value?.exchanges ?? [])
          .filter(({ session, id }) => session === near.session && id < near.id)
          .slice(-5)
          .map(({ id }) => id);
  return (
    <section>
      <h2>Asked before</h2>
      <div class="before">
        <div>
          <h3>on this connection</h3>
          <Exchanges ids={one.miss.before} none="nothing from the recording" />
        </div>
        <div>
          <h3>in the recording, before exchange {nearest?.exchange ?? '—'}</h3>
          <Exchanges ids={there} none="nothing" />
        </div>
      </div>
    </section>
  );
}

function Exchanges({ ids, none }: { readonly ids: readonly number[]; readonly none: string }) {
  if (ids.length === 0) return <p class="dim">{none}</p>;
  return (
    <ol class="plain">
      {ids.map((id, index) => (
        <li key={index}>
          <a href={`#/exchanges?at=${id}`}>{id}</a>{' '}
          <Sql text={exchangeOf(id)?.sql ?? exchangeOf(id)?.command ?? '(not in this file)'} short />
        </li>
      ))}
    </ol>
  );
}
