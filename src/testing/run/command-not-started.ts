// A command that could not be started, with the exit code that a shell gives for it.

import { MockError } from '../../core/errors.ts';

const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

export class CommandNotStarted extends MockError {
  /** 127: there is no such command; 126: it cannot be executed. */
  readonly exitCode: number;

  constructor(name: string, cause: NodeJS.ErrnoException) {
    const isMissing = cause.code === 'ENOENT';
    const what = isMissing ? 'there is no such command' : (cause.code ?? cause.message);
    const advice = isMissing
      ? 'check its name and PATH, and use sh -c where it is more than one program'
      : 'check that it may be executed';
    super('COMMAND_NOT_STARTED', `cannot run ${name}: ${what}; ${advice}`, { cause });
    this.exitCode = isMissing ? NOT_FOUND : NOT_EXECUTABLE;
  }
}
