// What is tried out on the recording: match, SQL, redact; and its schema.

import { useState } from 'preact/hooks';
import type { PageMatch, PageRedaction, PageTable, PageTables } from '../../src/page/reading/questions.ts';
import { ask, isFile, post } from '../api.ts';
import { useAsked } from '../parts/asked.ts';
import { Copy, Head, plural, visible } from '../parts/text.tsx';
import { data, route, setQuery } from '../state.ts';
import { Miss } from './misses.tsx';

/** What cannot be asked of a file. */
function NeedsServer({ what }: { readonly what: string }) {
  return (
    <p class="empty">
      {what} is there in a page that is served: <code>mock ui {visible(data.value?.path ?? 'FILE')}</code>
    </p>
  );
}

/** An answer to what was typed and sent, by a button or by Ctrl-Enter. */
function useForm<Answer>(send: (text: string) => Promise<Answer>, initial: string) {
  const [text, setText] = useState(initial);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      setAnswer(await send(text));
      setProblem(null);
    } catch (error) {
      setAnswer(null);
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return { text, setText, answer, problem, isBusy, run };
}

interface FormProps {
  readonly label: string;
  readonly hint: string;
  readonly action: string;
  readonly form: {
    readonly text: string;
    readonly problem: string | null;
    readonly isBusy: boolean;
    setText(text: string): void;
    run(): Promise<void>;
  };
}

/** With what stood in the way of an answer. */
function Form({ label, hint, action, form }: FormProps) {
  const { text, setText, problem, isBusy, run } = form;
  return (
    <>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <label>
          <span>{label}</span>
          <textarea
            rows={4}
            spellcheck={false}
            placeholder={hint}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run();
            }}
          />
        </label>
        <button type="submit" disabled={isBusy}>
          {isBusy ? '…' : action}
        </button>
      </form>
      {problem === null ? null : (
        <p class="bad" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

export function Match() {
  const form = useForm<PageMatch>((sql) => {
    setQuery({ sql });
    return post('match', { sql, scope: '' });
  }, route.value.query.get('sql') ?? '');
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
  const form = useForm<PageTable>((sql) => {
    setQuery({ q: sql });
    return post('sql', { sql });
  }, route.value.query.get('q') ?? EXAMPLE);
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

const RULES = '{"rules": [{"column": "orders.customer", "pseudonym": true}]}';

export function Redact() {
  const form = useForm<PageRedaction>((rules) => post('redact', { rules }), '');
  if (isFile) return <NeedsServer what="Redact" />;
  const { answer, text } = form;
  return (
    <div class="tool">
      <h1>What rules would mask</h1>
      <Form
        label="rules, as docs/redaction.md has them; none: look for secrets only"
        hint={RULES}
        action="try"
        form={form}
      />
      {answer === null ? null : (
        <>
          <h2>Seems to be a secret</h2>
          {answer.scan.length === 0 ? (
            <p role="status">nothing{answer.isScanWhole ? '' : ' in what was looked through'}</p>
          ) : null}
          <ul class="plain">
            {answer.scan.map(({ what, where, exchange, count }) => (
              <li key={`${what} ${where}`}>
                {visible(what)} in {visible(where)}: <a href={`#/exchanges?at=${exchange}`}>exchange {exchange}</a>,{' '}
                {count} times
              </li>
            ))}
          </ul>
          {answer.touched.length === 0 ? null : <h2>By rule</h2>}
          <ul class="plain">
            {answer.touched.map(({ rule, cells, literals, parameters, messages }) => (
              <li key={rule}>
                <b>{visible(rule)}</b> {plural(cells, 'cell')}, {plural(literals, 'literal')},{' '}
                {plural(parameters, 'parameter')}, {plural(messages, 'message')}
              </li>
            ))}
          </ul>
          <ul class="differences">
            {answer.changes.map(({ exchange, from, to }, index) => (
              <li key={index}>
                <a href={`#/exchanges?at=${exchange}`}>{exchange}</a> <del>{visible(from)}</del>{' '}
                <ins>{visible(to)}</ins>
              </li>
            ))}
          </ul>
          {answer.touched.length === 0 ? null : (
            <p class="actions">
              <Copy text={text} what="copy the rules" />
              <Copy
                text={`mock redact ${data.value?.path ?? 'FILE'} --rules rules.json -o masked.db`}
                what="copy the command"
              />
            </p>
          )}
        </>
      )}
    </div>
  );
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
