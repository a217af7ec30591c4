// Text from a recording, shown for what it is: control and bidirectional characters by their number, SQL by the kind of
// its words. Nothing is ever taken as HTML.

import type { ComponentChildren } from 'preact';
import { copy } from '../state.ts';

/** All that would not be seen, or that turns text around. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function visible(text: string): string {
  return text.replace(HIDDEN, (one) =>
    one === '\n' || one === '\t' ? one : `\\u{${one.codePointAt(0)?.toString(16) ?? ''}}`,
  );
}

export function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim());
}

const WORDS =
  /('(?:[^'\\]|''|\\.)*'?|"(?:[^"\\]|""|\\.)*"?)|(`[^`]*`?)|(--[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|\b(\d+(?:\.\d+)?)\b|\b(select|from|where|and|or|not|in|is|null|order|group|by|having|limit|offset|insert|into|values|update|set|delete|join|left|right|inner|outer|on|as|distinct|union|all|create|table|alter|drop|index|show|describe|explain|with|exists|between|like|case|when|then|else|end|begin|start|transaction|commit|rollback|prepare|execute|call|replace|asc|desc|for|use|names)\b/gi;

/** A statement with its words coloured, as text nodes. */
export function Sql({ text, short }: { readonly text: string; readonly short?: boolean }) {
  const shown = short ? oneLine(text).slice(0, 300) : visible(text);
  const parts: ComponentChildren[] = [];
  let done = 0;
  for (const match of shown.matchAll(WORDS)) {
    const [whole, string, name, comment, number] = match;
    const kind = string ? 'str' : name ? 'name' : comment ? 'com' : number ? 'num' : 'kw';
    if (match.index > done) parts.push(shown.slice(done, match.index));
    parts.push(<span class={`sql-${kind}`}>{whole}</span>);
    done = match.index + whole.length;
  }
  parts.push(shown.slice(done));
  return <code class={short ? 'sql short' : 'sql'}>{parts}</code>;
}

export function Copy({ text, what = 'copy' }: { readonly text: string; readonly what?: string }) {
  return (
    <button type="button" class="copy" onClick={() => void copy(text)}>
      {what}
    </button>
  );
}

export function ms(us: number): string {
  const value = us / 1000;
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

export function plural(count: number, noun: string): string {
  const many = /(ss|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
  return `${count.toLocaleString('en')} ${count === 1 ? noun : many}`;
}

/** The head of a table. */
export function Head({ names }: { readonly names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name, at) => (
          <th scope="col" key={at}>
            {visible(name)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
