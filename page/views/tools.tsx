// What is tried out on the recording: match and SQL; and its schema.

import type { PageMatch, PageTable, PageTables } from '../../src/page/reading/questions.ts';
import { ask, isFile, post } from '../api.ts';
import { useAsked } from '../parts/asked.ts';
import { Form, NeedsServer, useForm } from '../parts/form.tsx';
import { Copy, Head, plural, visible } from '../parts/text.tsx';
import { route, setQuery } from '../state.ts';
import { Miss } from './misses.tsx';

export function Match() {
  const form = useForm<PageMatch>((sql) => {
    setQuery({ sql });
    return post('match', { sql, scope: '' });
  }, route.value.query.get('sql'));
  if (isFile) return <NeedsServer what="Match" />;
  const { answer } = form;
  return (
    <div class="tool">
      <h1>Which exchange answers a statement</h1>
      <Form label="statement" hint="SELECT …" action="match" form={form} />
      {answer === null ? null : answer.miss !== null ? (
        <Miss one={answer.miss} number={1} count={1} />
      ) : (
        <>
          <p role="status">{plural(answer.exchanges.length, 'recorded answer')}, given in this order</p>
          <ul class="plain">
            {answer.exchanges.map(({ exchange, session, transaction, gap, state }) => (
              <li key={exchange}>
                <a href={`#/exchanges?at=${exchange}`}>exchange {exchange}</a> of session {session}
                {transaction === null ? '' : `, in the transaction that ${transaction} began`}
                {gap === null ? '' : `, a gap: ${gap}`}
                {state === null ? '' : <span class="dim"> {visible(state)}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const EXAMPLE = 'SELECT statement, mean_ms FROM v_statements ORDER BY 2 DESC LIMIT 5';

export function SqlView() {
  const form = useForm<PageTable>(
    (sql) => {
      setQuery({ q: sql });
      return post('sql', { sql });
    },
    route.value.query.get('q'),
    EXAMPLE,
  );
  if (isFile) return <NeedsServer what="SQL" />;
  const { answer } = form;
  return (
    <div class="tool">
      <h1>SQL on the recording</h1>
      <Form
        label="one statement that reads; tables and views: docs/recording.md"
        hint={EXAMPLE}
        action="run"
        form={form}
      />
      {answer === null ? null : (
        <>
          <p role="status">
            {plural(answer.rows.length, 'row')} · {answer.ms.toFixed(0)} ms{' '}
            {answer.remark === null ? '' : `· ${answer.remark}`} <Copy text={csvOf(answer)} what="copy as CSV" />
          </p>
          <div class="scroll" tabIndex={0} role="region" aria-label="rows">
            <table>
              <Head names={answer.columns} />
              <tbody>
                {answer.rows.slice(0, 1000).map((row, index) => (
                  <tr key={index}>
                    {row.map((value, at) => (
                      <td key={at}>{visible(cellText(value, 'NULL'))}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </div>
  );
}

/** @param none what stands for NULL */
function cellText(value: unknown, none: string): string {
  if (value === null) return none;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvOf({ columns, rows }: PageTable): string {
  const cell = (value: unknown) => {
    const text = cellText(value, '');
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

export function Schema() {
  const { answer, problem } = useAsked<PageTables>('schema', async (tell) => {
    if (!isFile) tell(await ask('schema', {}));
  });
  if (isFile) return <NeedsServer what="The schema" />;
  if (problem !== null) return <p class="empty bad">{problem}</p>;
  const tables = answer?.tables ?? [];
  return (
    <div class="tool">
      <h1>{plural(tables.length, 'table')}</h1>
      {answer !== null && tables.length === 0 ? (
        <p class="dim">None are described: record with an account in --upstream, mysql://user:password@host</p>
      ) : null}
      {tables.map(({ schema, table, definition }) => (
        <details key={`${schema}.${table}`} open={tables.length < 10}>
          <summary>
            {visible(schema)}.{visible(table)}{' '}
            <a href={`#/exchanges?q=table:${encodeURIComponent(table)}`}>exchanges</a>
          </summary>
          <pre tabIndex={0}>{visible(definition)}</pre>
        </details>
      ))}
    </div>
  );
}
