// SQLite, whose native module is the one part of an install that can be missing or made for another Node: that is told as
// what it is, with the command that mends it, and not as something wrong with the file that was asked for.

import Database from 'better-sqlite3';
import { MockError, messageOf } from '../../core/errors.ts';

/** @throws MockError `NATIVE_MODULE`; SqliteError, TypeError and what the system says of the file */
export function openDatabase(path: string, options: Database.Options = {}): Database.Database {
  try {
    return new Database(path, options);
  } catch (error) {
    throw nativeModuleError(error, process.env) ?? error;
  }
}

/** Null where the error is about something else. */
function nativeModuleError(error: unknown, env: NodeJS.ProcessEnv): MockError | null {
  const what = whatIsWrong(error);
  if (what === null) return null;
  const text = `SQLite's native module ${what} (Node ${process.version}, ${process.platform} ${process.arch}); run: ${remedy(env)}`;
  return new MockError('NATIVE_MODULE', text, { cause: error });
}

function whatIsWrong(error: unknown): string | null {
  const message = messageOf(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (message.startsWith('Could not locate the bindings file')) {
    return 'was not installed: the install script of better-sqlite3 has not run';
  }
  if (/NODE_MODULE_VERSION/.test(message)) return 'was made for another version of Node';
  if (code === 'MODULE_NOT_FOUND') {
    return `lacks a package that it needs: ${message.split('\n', 1)[0]}, so the install is not whole (install again)`;
  }
  if (code === 'ERR_DLOPEN_FAILED') return `cannot be loaded: ${message}`;
  return null;
}

/** By who runs us: package managers say their name in the environment of what they start. */
function remedy({ npm_config_user_agent: agent = '' }: NodeJS.ProcessEnv): string {
  if (agent.startsWith('pnpm/')) return 'pnpm approve-builds better-sqlite3, then pnpm rebuild better-sqlite3';
  if (agent.startsWith('yarn/')) return 'yarn rebuild better-sqlite3';
  return 'npm rebuild better-sqlite3 --ignore-scripts=false (pnpm: pnpm approve-builds better-sqlite3)';
}
