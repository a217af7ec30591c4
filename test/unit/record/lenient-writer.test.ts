import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NO_FACTS } from '../../../src/core/command.ts';
import { LenientWriter } from '../../../src/record/lenient-writer.ts';
import { create, exchange, session, temporaryPath } from '../store/sample.ts';

test('goes on where the recording cannot be written any more, and its owner is told once', () => {
  const path = temporaryPath();
  const writer = create(path);
  const lenient = new LenientWriter(writer);
  const id = lenient.beginSession(session());
  lenient.putExchange(exchange({ session: id }), lenient.openResponse(), NO_FACTS, 0n);
  lenient.flush();
  rmSync(path);
  writer.fail(new Error('no space left'));
  const response = lenient.openResponse();
  response.write(Buffer.from('x'));
  response.discard();
  const first = lenient.nextExchange();
  expect(lenient.nextExchange()).toBeGreaterThanOrEqual(first);
  expect(() => lenient.putExchange(exchange({ session: id }), response, NO_FACTS, 0n)).not.toThrow();
  expect(() => lenient.endSession(id, 'quit', 1)).not.toThrow();
  expect(() => lenient.flush()).not.toThrow();
});
