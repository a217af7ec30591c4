// Scopes of a recording, and the faults that are set in the process that the page belongs to.

import { useEffect, useState } from 'preact/hooks';
import { ask, isFile, rest } from '../api.ts';
import { live } from '../live.ts';
import { useAsked } from '../parts/asked.ts';
import { Head, plural, Sql, visible } from '../parts/text.tsx';
import { data } from '../state.ts';
import { act } from './live.tsx';

interface ScopeRow {
  readonly name: string;
  readonly played?: number;
  readonly misses?: number;
  readonly unused?: number;
}

export function Scopes() {
  const { answer, problem } = useAsked<readonly ScopeRow[]>(`scopes ${live.value?.counts['played']}`, async (tell) => {
    const report = data.value?.replay?.scopes;
    if (report !== undefined) tell(report);
    else if (live.value?.mode === 'replay') tell((await rest<{ scopes: ScopeRow[] }>('GET', 'scopes'))?.scopes ?? []);
    else if (!isFile) tell((await ask('schema', {})).scopes.map((name) => ({ name })));
    else tell([...new Set(data.value?.exchanges.map(({ scope }) => scope))].map((name) => ({ name })));
  });
  if (problem !== null) return <p class="empty bad">{problem}</p>;
  const rows = answer ?? [];
  return (
    <div class="tool">
      <h1>{plural(rows.length, 'scope')}</h1>
      {rows.length === 0 ? (
        <p class="dim">
          {answer === null ? 'reading…' : 'The recording names no scopes: all of it is in the unnamed one.'}
        </p>
      ) : (
        <table>
          <Head names={['scope', 'played', 'misses', 'unused']} />
          <tbody>
            {rows.map(({ name, played, misses, unused }) => (
              <tr key={name}>
                <td>
                  <a href={`#/exchanges?q=${encodeURIComponent(`scope:"${name.replaceAll('"', '\\"')}"`)}`}>
                    {visible(name) || '(unnamed)'}
                  </a>
                </td>
                <td class="num">{played ?? ''}</td>
                <td class={(misses ?? 0) > 0 ? 'num bad' : 'num'}>{misses ?? ''}</td>
                <td class="num">{unused ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

const KINDS = [
  ...['deadlock', 'lockWait', 'readOnly', 'killed', 'error', 'delay', 'rowDelay', 'close', 'reset', 'halfPacket'],
  ...['wrongSequence', 'tooManyConnections', 'handshakeStall', 'tlsFailure', 'authFailure'],
] as const;
const TIMED: ReadonlySet<string> = new Set(['delay', 'rowDelay']);
const DEFAULT_MS = 1000;

export function Faults() {
  const [faults, setFaults] = useState<readonly Record<string, unknown>[]>([]);
  const read = async () => setFaults((await rest<Record<string, unknown>[]>('GET', 'faults')) ?? []);
  const count = live.value?.faults;
  useEffect(() => {
    if (count != null) void act('', read());
  }, [count]);
  if (count == null) return <p class="empty">Faults are set in a running replay or script: mock replay FILE --ui</p>;
  const change = async (what: string, doing: Promise<unknown>) => {
    await act(what, doing);
    await act('', read());
  };
  return (
    <div class="tool">
      <h1>{plural(faults.length, 'fault')}</h1>
      <ul class="plain">
        {faults.map((fault, index) => (
          <li key={index}>
            <button
              type="button"
              onClick={() =>
                void change(
                  'removed',
                  rest(
                    'PUT',
                    'faults',
                    faults.filter((_, at) => at !== index),
                  ),
                )
              }
            >
              remove
            </button>{' '}
            <Sql text={JSON.stringify(fault)} short />
          </li>
        ))}
      </ul>
      <FaultForm onSet={(fault) => void change('fault set', rest('POST', 'faults', [fault]))} />
    </div>
  );
}

function FaultForm({ onSet }: { readonly onSet: (fault: Record<string, unknown>) => void }) {
  const [kind, setKind] = useState<string>(KINDS[0] ?? '');
  const [statement, setStatement] = useState('');
  const [times, setTimes] = useState('');
  return (
    <form
      class="ask row-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSet({
          fault: kind,
          ...(statement !== '' && { statement }),
          ...(times !== '' && { times: Number(times) }),
          ...(TIMED.has(kind) && { ms: DEFAULT_MS }),
        });
      }}
    >
      <label>
        <span>what</span>
        <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          {KINDS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        <span>on statements with (a pattern)</span>
        <input type="text" value={statement} onInput={(event) => setStatement(event.currentTarget.value)} />
      </label>
      <label>
        <span>at most so often</span>
        <input type="number" min={1} value={times} onInput={(event) => setTimes(event.currentTarget.value)} />
      </label>
      <button type="submit">set</button>
    </form>
  );
}
