// What to do about a miss, as something to copy: a pure function of its reason and of what differs.

import type { TokenDifference } from '../../identity/token-difference.ts';
import { freshRuleFor } from './fresh-rule.ts';
import type { Miss } from './misses.ts';

export interface Advice {
  /** One sentence. */
  readonly what: string;
  /** A command, a rule or a statement; null where there is nothing to copy. */
  readonly copy: { readonly kind: 'command' | 'yaml' | 'sql'; readonly text: string } | null;
}

/** The likeliest first. @param recording path of the file, for commands */
export function adviceFor(miss: Miss, recording: string): readonly Advice[] {
  const again = recordAgain(recording);
  switch (miss.reason) {
    case 'unknown scope':
      return [unknownScope(miss), again];
    case 'unknown login':
      return [only('log in as a recorded user, to a recorded database, or name the user with --user'), again];
    case 'exhausted':
      return [exhausted(recording), again];
    case 'out of order':
      return [
        outOfOrder(miss),
        command('or take recorded answers in any order', replayWith(recording, '--strategy any')),
      ];
    case 'other data':
      return [
        only(
          `${miss.nearest?.difference ?? 'it was recorded behind other writes'}: ask that first, as when it was recorded`,
        ),
        again,
        command('or take recorded answers in any order', replayWith(recording, '--strategy any')),
      ];
    case 'new values':
      return [
        only(
          `${miss.nearest?.difference ?? 'the server computes with them'}, and nothing tells what a server would say: give it the same values at every run`,
        ),
        again,
      ];
    case 'other state':
      return [...stateAdvice(miss), again];
    case 'incomplete':
      return [only('only a part of the answer was recorded'), again];
    case 'redacted':
      return [
        only('the recorded answer held a secret and was not kept: ask for it in another way, or mask it with rules'),
      ];
    case 'other file':
      return [only('the file that LOAD DATA LOCAL sends is not the recorded one: bring it back'), again];
    case 'unknown':
    case 'parameter differs':
      return [...valueAdvice(miss), again];
  }
}

function valueAdvice(miss: Miss): Advice[] {
  const { nearest } = miss;
  if (nearest === null) return [only('nothing like it is recorded: the statement is a new one')];
  const real = nearest.statements.differences.filter(({ kind }) => kind !== 'binding');
  const rule = freshRuleFor(miss);
  if (rule !== null) return [yaml(`${rule.what}: put this into mock.config.yaml, or pass it as --rules`, rule.yaml)];
  if (isInList(miss.sql ?? '', real)) {
    const what = 'only an IN list differs: record with this as --identity, where its values do not count';
    return [yaml(what, ['identity:', '  - name: any ids', '    ignore: in-lists'])];
  }
  if (nearest.database !== miss.database) {
    return [sql(`it was recorded in database ${nearest.database || '(none)'}`, `USE ${quoted(nearest.database)}`)];
  }
  if (real.length === 0)
    return [only('the statement is recorded, and its values are given otherwise: prepare it as recorded')];
  if (real.every(({ kind: each }) => each === 'value')) {
    const places = real.map(({ asked, recorded }) => `${asked} instead of ${recorded}`);
    return [
      only(
        `the statement is recorded with other values: ${places.join(', ')}; ask with the recorded ones, or record it`,
      ),
    ];
  }
  return [only('the statement has changed, or is a new one: record it')];
}

/** Values and commas behind an IN ( that is not closed yet, and nothing else. */
function isInList(statement: string, differences: readonly TokenDifference[]): boolean {
  if (differences.length === 0 || !/\bin\s*\(/i.test(statement)) return false;
  const isPart = (text: string) => /^(?:\s*(?:,|\? = [^,]*|\?|'[^']*'|-?[\d.]+))*$/.test(text);
  const sizeDiffers = differences.some(({ asked, recorded }) => asked === '' || recorded === '');
  return sizeDiffers && differences.every(({ asked, recorded }) => isPart(asked) && isPart(recorded));
}

function stateAdvice({ nearest }: Miss): Advice[] {
  const words = nearest?.state ?? [];
  if (words.length === 0) return [only('the session was in another state when it was recorded')];
  return words.map(({ name, asked, recorded }) => {
    const what = `${name} is ${asked ?? 'not set'} and was ${recorded ?? 'not set'}`;
    const statement = setting(name, recorded);
    return statement === null ? only(what) : sql(`${what}: this is missing before it`, statement);
  });
}

/** The statement that brings a word of the state to its recorded value; null where there is none. */
function setting(name: string, recorded: string | null): string | null {
  if (name === 'in_transaction') return recorded === '1' ? 'START TRANSACTION' : 'COMMIT';
  if (recorded === null) return null;
  if (name === 'charset') return `SET NAMES ${recorded}`;
  if (name.startsWith('@')) return `SET ${name} = ${recorded}`;
  const own = ['user', 'behind', 'temporary', 'last_insert_id', 'collation', 'found_rows', 'interactive'];
  return own.includes(name) || name.startsWith('prepared.') ? null : `SET ${name} = ${recorded}`;
}

function exhausted(recording: string): Advice {
  const what = 'it was asked more often than recorded: if its answer cannot have changed, let the last one stand';
  return command(what, replayWith(recording, '--exhausted repeat-last'));
}

function outOfOrder({ nearest, before }: Miss): Advice {
  const asked = before.length === 0 ? 'nothing' : `exchanges ${before.join(', ')}`;
  const where = nearest === null ? '' : `: ${nearest.difference}`;
  return only(`it is recorded at another place${where}; this connection asked ${asked} before`);
}

function unknownScope({ scope, nearestScopes }: Miss): Advice {
  const names = nearestScopes.map((name) => `'${name}'`).join(', ');
  return only(`the recording has no scope '${scope}'${names === '' ? '' : `; names like it: ${names}`}`);
}

function recordAgain(recording: string): Advice {
  const text = `mock run ${word(recording)} --upstream HOST:PORT -u -- COMMAND`;
  return command('record anew, against the real server', text);
}

function replayWith(recording: string, options: string): string {
  return `mock replay ${word(recording)} ${options}`;
}

function word(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function only(what: string): Advice {
  return { what, copy: null };
}

function command(what: string, text: string): Advice {
  return { what, copy: { kind: 'command', text } };
}

function yaml(what: string, lines: readonly string[]): Advice {
  return { what, copy: { kind: 'yaml', text: `${lines.join('\n')}\n` } };
}

function sql(what: string, text: string): Advice {
  return { what, copy: { kind: 'sql', text } };
}
