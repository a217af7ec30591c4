// One connection's run of a script, from its opening to its close.

import { expect, test } from 'vitest';
import type { ConnectionFacts, Script, ScriptRun } from '../../../src/script/script.ts';
import { ScriptedClient } from '../../../src/script/scripted-client.ts';

function client(open: (facts: ConnectionFacts) => ScriptRun = () => RUN) {
  const failures: string[] = [];
  const script = { file: 'x', faults: [], open, close: async () => undefined } as Script;
  const one = new ScriptedClient(script, {
    ...{ connectionId: 7, port: 3306, tlsResumptions: () => 2, certificate: () => undefined },
    ...{ onLogin: () => undefined, onStatement: () => undefined, onFailure: (message) => void failures.push(message) },
  });
  return { one, failures };
}

let closed = 0;
const RUN = { close: () => void closed++ } as Partial<ScriptRun> as ScriptRun;

test('it is opened with what is known of the connection, and closed once', async () => {
  const told: ConnectionFacts[] = [];
  const { one } = client((facts) => {
    told.push(facts);
    return RUN;
  });
  expect(one.run).toBeNull();
  expect(await one.open('x')).toBe(RUN);
  expect(told).toEqual([{ protocol: 'x', connectionId: 7, port: 3306, tlsResumptions: 2 }]);
  const before = closed;
  one.close();
  one.close();
  expect([one.run, closed - before]).toEqual([null, 1]);
});

test('who ends the connection waits for an answer whose time has not come', async () => {
  const { one } = client();
  await one.settled();
  const order: string[] = [];
  let send: (value: string) => void = () => undefined;
  const sending = one.track(new Promise<string>((resolve) => (send = resolve)));
  const settled = one.settled().then(() => order.push('settled'));
  order.push('asked');
  send('sent');
  expect(await sending).toBe('sent');
  await settled;
  expect(order).toEqual(['asked', 'settled']);
});

test('an answer that fails is waited for as well, and fails for who sent it alone', async () => {
  const { one } = client();
  const sending = one.track(Promise.reject(new Error('gone')));
  await one.settled();
  await expect(sending).rejects.toThrow('gone');
});

test('what goes wrong is told to both sides in the same words', () => {
  const { one, failures } = client();
  expect(one.report(new Error('no such key'))).toBe('no such key');
  expect(failures).toEqual(['no such key']);
});
