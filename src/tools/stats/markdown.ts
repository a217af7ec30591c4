// Statistics as Markdown, for a pull request's comment.

import type { ScopeStats } from '../../store/counting/statistics-collector.ts';

const SHOWN_STATEMENTS = 20;
const TEXT_CHARS = 120;

/** @param level of the headings: a document of its own begins with 2 */
export function statsMarkdown(scopes: readonly ScopeStats[], level = 2): string {
  return `${scopes.flatMap((scope) => scopeLines(scope, '#'.repeat(level))).join('\n')}\n`;
}

function scopeLines(stats: ScopeStats, marks: string): string[] {
  const { scope, queries, errors, rows, totalUs, statements, findings } = stats;
  const rest = statements.length - SHOWN_STATEMENTS;
  return [
    `${marks} ${scope === '' ? 'Statements' : escaped(scope)}`,
    '',
    `${[counted(queries, 'statement'), counted(errors, 'error'), counted(rows, 'row')].join(', ')}, ${ms(totalUs)} ms`,
    '',
    '| statement | count | errors | rows | total ms | mean ms | most ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...statements.slice(0, SHOWN_STATEMENTS).map((each) => {
      const { text, count, errors: failed, rows: returned, totalUs: total, maxUs } = each;
      return `| ${code(text)} | ${[count, failed, returned, ms(total), ms(total / count), ms(maxUs)].join(' | ')} |`;
    }),
    ...(rest > 0 ? ['', `and ${rest} other statements`] : []),
    '',
    ...(findings.length === 0 ? [] : [`${marks}# Worth a look`, '', ...findings.map(findingLine), '']),
  ];
}

function findingLine({ kind, text, message, exchanges }: ScopeStats['findings'][number]): string {
  const where = exchanges.length === 0 ? '' : ` (exchanges ${exchanges.join(', ')})`;
  return `- **${kind}** ${text === '' ? '' : `${code(text)}: `}${escaped(message)}${where}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function code(text: string): string {
  const short = text.length <= TEXT_CHARS ? text : `${text.slice(0, TEXT_CHARS - 1)}…`;
  const line = short.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

function escaped(text: string): string {
  return text.replace(/[|<>*_`[\]\\]/g, '\\$&');
}

function ms(us: number): string {
  return (us / 1000).toFixed(us < 10_000 ? 2 : 0);
}
