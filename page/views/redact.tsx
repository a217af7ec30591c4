// What rules of redaction would mask, before it is done: value by value, and what seems to be a secret.

import type { MaskedValue, PageRedaction } from '../../src/page/reading/questions.ts';
import { isFile, post } from '../api.ts';
import { Form, NeedsServer, useForm } from '../parts/form.tsx';
import { Copy, plural, visible } from '../parts/text.tsx';
import { data } from '../state.ts';

const RULES = '{"rules": [{"column": "shop.orders.customer", "method": "pseudonym"}]}';

export function Redact() {
  const form = useForm<PageRedaction>((rules) => post('redact', { rules }), null);
  if (isFile) return <NeedsServer what="Redact" />;
  const { answer, text } = form;
  const load = async (event: Event & { readonly currentTarget: HTMLInputElement }) => {
    const [file] = event.currentTarget.files ?? [];
    if (file !== undefined) form.setText(await file.text());
  };
  return (
    <div class="tool">
      <h1>What rules would mask</h1>
      <p>
        <label>
          rules from a file <input type="file" accept=".json,.yaml,.yml" onChange={load} />
        </label>
      </p>
      <Form
        label="rules, as mock redact --help has them; none: look for secrets only"
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
          {answer.touched.length === 0 ? null : <h2>By rule, with pseudonyms of this try</h2>}
          {answer.touched.map(({ rule, cells, literals, parameters, messages }) => (
            <section key={rule} aria-label={rule}>
              <h3>
                {visible(rule)}{' '}
                <span class="dim">
                  {cells + literals + parameters + messages === 0
                    ? 'touches nothing'
                    : `${plural(cells, 'cell')}, ${plural(literals, 'literal')}, ${plural(parameters, 'parameter')}, ${plural(messages, 'message')}`}
                </span>
              </h3>
              <Masked values={answer.changes.filter((change) => change.rule === rule)} />
            </section>
          ))}
          {answer.changes.some(({ rule }) => rule === null) ? (
            <section aria-label="by value">
              <h3>where the same values stand</h3>
              <Masked values={answer.changes.filter(({ rule }) => rule === null)} />
            </section>
          ) : null}
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

function Masked({ values }: { readonly values: readonly MaskedValue[] }) {
  return (
    <ul class="differences">
      {values.map(({ exchange, where, from, to }, index) => (
        <li key={index}>
          <a href={`#/exchanges?at=${exchange}`}>{exchange}</a> <span class="dim">{visible(where)}</span>{' '}
          <del>{visible(from)}</del> <ins>{visible(to)}</ins>
        </li>
      ))}
    </ul>
  );
}
