// Against `mysql_server_mock` of MySQL Router 9.7, as its source says it: it is in no package.
import { expect, test } from 'vitest';
import type { XAuthDialogue, XLogin } from '../../../../src/core/x-responder.ts';
import { frameMessage, framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { AuthenticateContinue, CapabilitiesSet, ErrorMessage } from '../../../../src/mysqlx/messages/messages.ts';
import { DatatypesAnyType } from '../../../../src/mysqlx/messages/schema.ts';
import { authenticateAsRouter, routersAgreementOn, WELCOME } from '../../../../src/script/x/router-dialect.ts';
import { textValue } from '../../../support/x-client.ts';

const message = (type: number, payload: Buffer) => ({ type, payload, frame: frameMessage(type, payload) });

function loginBy(mechanism: string): XLogin {
  const start = message(ClientMessage.SESS_AUTHENTICATE_START, Buffer.alloc(0));
  return { message: start, mechanism, authData: Buffer.alloc(0), attributes: {}, tls: null, isSecure: false };
}

function dialogueOf(answer: Buffer): XAuthDialogue & { sent: Buffer[] } {
  const sent: Buffer[] = [];
  const payload = AuthenticateContinue.encode({ authData: answer });
  return {
    sent,
    send: async (frames) => void sent.push(frames),
    receive: async () => message(ClientMessage.SESS_AUTHENTICATE_CONTINUE, payload),
  };
}

test.each(['MYSQL41', 'SHA256_MEMORY', 'NO_SUCH_THING', ''])('any answer to %s passes', async (mechanism) => {
  for (const answer of ['', 'nonsense', '\0user\0*0123456789']) {
    const dialogue = dialogueOf(Buffer.from(answer));
    const { isAccepted } = await authenticateAsRouter(loginBy(mechanism), dialogue, () => null);
    expect(isAccepted).toBe(true);
    const [asked] = [...framesOf(dialogue.sent)];
    expect(asked?.type).toBe(ServerMessage.SESS_AUTHENTICATE_CONTINUE);
    expect(AuthenticateContinue.decode(asked?.payload ?? Buffer.alloc(0)).authData.toString()).toBe(
      '01234567890123456789',
    );
  }
});

test('whom a script does not let in is refused', async () => {
  const dialogue = dialogueOf(Buffer.from('\0user\0*0123456789'));
  const { isAccepted } = await authenticateAsRouter(loginBy('MYSQL41'), dialogue, () => Buffer.from('secret'));
  expect(isAccepted).toBe(false);
});

test('a login ends without a notice; anything is agreed on but compression', () => {
  expect([...framesOf([WELCOME])].map(({ type }) => type)).toEqual([ServerMessage.SESS_AUTHENTICATE_OK]);
  const asking = (name: string) => {
    const algorithm = { key: 'algorithm', value: textValue('lz4_message') };
    const value = { type: DatatypesAnyType.OBJECT, obj: { fld: [algorithm] } };
    return routersAgreementOn(CapabilitiesSet.encode({ capabilities: { capabilities: [{ name, value }] } }));
  };
  expect(asking('session_connect_attrs').isAgreed).toBe(true);
  const refused = asking('compression');
  expect(refused.isAgreed).toBe(false);
  const [error] = [...framesOf([refused.frames])];
  expect(ErrorMessage.decode(error?.payload ?? Buffer.alloc(0)).code).toBe(5175);
});
