// `process` and `console` of scripts: what the old interpreter's shims had, and no more. All runs share them.

import type { GlobalStore } from '../../script/global-store.ts';
import { formatMessage } from './format.ts';
import { store } from './mysqld.ts';

export interface Surroundings {
  readonly process: object;
  readonly console: object;
}

/**
 * @param json of the realm
 * @param print takes a line without its newline
 * @param adopt makes what is returned fit to be seen by scripts
 */
export function createSurroundings(
  globals: GlobalStore,
  json: JSON,
  print: (line: string) => void,
  adopt: <T>(value: T) => T,
): Surroundings {
  const ignore = () => undefined;
  const log = (format: unknown, ...args: unknown[]) => print(formatMessage(format, args));
  const write = (text: unknown) => print(String(text).replace(/\n$/, ''));
  return {
    console: { log, warn: log },
    process: {
      get_shared: (key: string) => json.parse(globals.get(String(key)) ?? 'null'),
      set_shared: (key: string, value: unknown) => store(globals, json, String(key), value),
      get_keys: () => adopt([...globals.keys()]),
      erase: (key: string) => Number(globals.delete(String(key))),
      getenv: (name: string) => process.env[String(name)],
      env: { ...process.env },
      cwd: () => process.cwd(),
      argv: [],
      on: ignore,
      removeListener: ignore,
      nextTick: (callback: () => unknown) => {
        try {
          callback();
        } catch {
          // as there: nobody hears of it
        }
      },
      stdout: { fd: 1, write },
      stderr: { fd: 2, write },
    },
  };
}
