// Code, and plain text, within a line of Markdown.

const STATEMENT_CHARS = 300;

/** In backticks, more of them than the text has in a row. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, STATEMENT_CHARS);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A sentence in which names of others stand: nothing of it is markup. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#&]/g, '\\$&');
}
