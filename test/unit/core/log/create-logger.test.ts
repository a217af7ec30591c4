import { expect, test } from 'vitest';
import { createLogger, type LogOptions } from '../../../../src/core/log/create-logger.ts';

function logged(options: Partial<LogOptions>, error = new Error('broken')): string {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const logger = createLogger({ level: 'info', format: 'json', isColoured: false, write, ...options });
  logger.debug({}, 'not shown');
  logger.warn({ err: error, password: 'pw-unit-log' }, 'it happened');
  return text;
}

test('a line is JSON with level, time and message, and without stack or secret', () => {
  const line = JSON.parse(logged({}));
  expect(line).toMatchObject({ level: 'warn', msg: 'it happened', err: { message: 'broken' } });
  expect(line.time).toMatch(/^\d{4}-.*Z$/);
  expect(JSON.stringify(line)).not.toMatch(/stack|pw-unit-log/);
});

test('debug adds the stack', () => {
  expect(logged({ level: 'debug' })).toMatch(/not shown[\s\S]*"stack":"Error: broken/);
});

test('a pretty line is one line', () => {
  expect(logged({ format: 'pretty' })).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: it happened.*\n$/);
});

test('silent says nothing', () => {
  expect(logged({ level: 'silent' })).toBe('');
});
