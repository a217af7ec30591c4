// What is said of a script's own errors: `at file:line: Error: …`, with the frames that lie in scripts below it.

import { oneLine } from '../../core/errors.ts';
import { isError } from '../fields/describe-types.ts';
import { ScriptFailure } from '../script-failure.ts';

/** A file that does not parse. */
export class ScriptSyntaxError extends ScriptFailure {
  constructor(file: string, line: number, problem: string) {
    super(`at ${file}:${line}: SyntaxError: ${problem}`);
    this.name = 'ScriptSyntaxError';
  }
}

const FRAME = /^\s+at (?:(.*?) \()?(.*?):(\d+):\d+\)?$/;

/** @param isScript whether a file of a stack frame is one of the scripts */
export function describeThrown(thrown: unknown, isScript: (file: string) => boolean): string {
  if (thrown instanceof ScriptFailure) return thrown.message;
  if (!isError(thrown)) return String(thrown);
  const head = `${thrown.name}: ${thrown.message}`;
  const frames = framesOf(thrown, isScript);
  const [first] = frames;
  if (first === undefined) return head;
  const lines = frames.map(({ call, file, line }) => `\n    at ${call === '' ? 'anon' : call} (${file}:${line})`);
  return `at ${first.file}:${first.line}: ${head}${lines.join('')}`;
}

/** Of a timer or a promise that a script has forgotten; one line. */
export function describeStray(error: unknown): string {
  return `an error that nobody waits for: ${oneLine(String(error))}`;
}

interface Frame {
  readonly call: string;
  readonly file: string;
  readonly line: string;
}

function framesOf({ stack = '' }: Error, isScript: (file: string) => boolean): Frame[] {
  return String(stack)
    .split('\n')
    .flatMap((text) => {
      const [, call = '', file = '', line = ''] = FRAME.exec(text) ?? [];
      return isScript(file) ? [{ call, file, line }] : [];
    });
}
