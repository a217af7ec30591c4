// One option file of MySQL's: groups of options, and what else is to be read. Details were checked against MySQL 9.7.
// https://dev.mysql.com/doc/refman/en/option-files.html#option-file-syntax

import { MockError } from '../../core/errors.ts';

export type OptionFileEntry =
  | {
      readonly kind: 'option';
      /** In lower case. */
      readonly group: string;
      readonly name: string;
      /** Null where it stands without one. */
      readonly value: string | null;
      readonly line: number;
    }
  | { readonly kind: 'include' | 'includedir'; readonly path: string; readonly line: number };

/** @param file named in errors @throws MockError `USAGE` with file and line */
export function parseOptionFile(text: string, file: string): readonly OptionFileEntry[] {
  const entries: OptionFileEntry[] = [];
  let group: string | null = null;
  for (const [at, whole] of text.split(/\r?\n/).entries()) {
    const line = at + 1;
    const fail = (what: string) => new MockError('USAGE', `${file}:${line}: ${what}`);
    const content = whole.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const directive = /^!(includedir|include)\s+(.+)$/.exec(content);
    if (directive !== null) {
      entries.push({ kind: directive[1] === 'include' ? 'include' : 'includedir', path: directive[2] ?? '', line });
    } else if (content.startsWith('[')) {
      const end = content.indexOf(']');
      if (end < 0) throw fail('a group is named in brackets, such as [client]');
      group = content.slice(1, end).trimEnd().toLowerCase();
    } else if (!content.startsWith('!')) {
      if (group === null) throw fail('an option stands in a group, such as [client], and none is named above');
      entries.push({ kind: 'option', group, ...readOption(content), line });
    }
  }
  return entries;
}

function readOption(content: string): { name: string; value: string | null } {
  const option = content.slice(0, commentAt(content));
  const sign = option.indexOf('=');
  if (sign < 0) return { name: option.trim(), value: null };
  return { name: option.slice(0, sign).trim(), value: unescaped(unquoted(option.slice(sign + 1).trim())) };
}

/** Where a comment begins behind the option: at a # outside of quotes. */
function commentAt(content: string): number {
  let quote = '';
  for (let at = 0; at < content.length; at++) {
    const char = content[at] ?? '';
    if (quote !== '' && char === '\\') at++;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (quote === '' && char === '#') return at;
  }
  return content.length;
}

function unquoted(value: string): string {
  const first = value[0];
  const isQuoted = value.length > 1 && (first === '"' || first === "'") && value.endsWith(first);
  return isQuoted ? value.slice(1, -1) : value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  r: '\r',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** A backslash before any other character stands for itself. */
function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (both, char: string) => ESCAPES[char] ?? both);
}
