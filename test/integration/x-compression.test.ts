// Compressed messages of the X Protocol, in every way that the running Node has: a client may ask for them wherever the
// server offered them, and sees the same as without.
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { frameMessage, framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../src/mysqlx/constants/message-types.ts';
import { CapabilitiesSet, Compression, StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import { DatatypesAnyType } from '../../src/mysqlx/messages/schema.ts';
import { ALGORITHMS, createPacker } from '../../src/mysqlx/session/create-packer.ts';
import { accounts, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { integerValue, textValue, XClient } from '../support/x-client.ts';

const statements = [
  'SELECT 1',
  "WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r WHERE n < 500) SELECT n, REPEAT('x', 30) FROM r",
];

function askFor(algorithm: string, most: number): Buffer {
  const fld = [
    { key: 'algorithm', value: textValue(algorithm) },
    { key: 'server_max_combine_messages', value: integerValue(most) },
  ];
  const value = { type: DatatypesAnyType.OBJECT, obj: { fld } };
  return CapabilitiesSet.encode({ capabilities: { capabilities: [{ name: 'compression', value }] } });
}

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.cachingSha2;

  /** Answers with what was packed unpacked, and how many messages were packed at most. */
  async function ask(port: number, algorithm: string, most: number): Promise<{ answers: string[]; packed: number }> {
    await using client = await XClient.open({ host: '127.0.0.1', port });
    await client.secure();
    await client.ask(ClientMessage.CON_CAPABILITIES_SET, askFor(algorithm, most));
    await client.login({ mechanism: PLAIN, user, password });
    const stream = createPacker(algorithm, 1 << 24);
    let packed = 0;
    const answers: string[] = [];
    for (const sql of statements) {
      const inner = frameMessage(
        ClientMessage.SQL_STMT_EXECUTE,
        StmtExecute.encode({ stmt: Buffer.from(sql), args: [] }),
      );
      const payload = Compression.encode({
        uncompressedSize: { low: inner.length, high: 0, unsigned: true },
        payload: await stream.pack(inner),
      });
      const unpacked: Buffer[] = [];
      for (const frame of framesOf([await client.ask(ClientMessage.COMPRESSION, payload)])) {
        if (frame.type !== ServerMessage.COMPRESSION) {
          unpacked.push(frameMessage(frame.type, frame.payload));
          continue;
        }
        const piece = await stream.unpack(Compression.decode(frame.payload).payload);
        packed = Math.max(packed, [...framesOf([piece])].length);
        unpacked.push(piece);
      }
      answers.push(Buffer.concat(unpacked).toString('hex'));
    }
    return { answers, packed };
  }

  test.skipIf(!server.hasAccounts).each(ALGORITHMS)(
    '%s packs what it sends, and unpacks what it gets',
    async (name) => {
      await using folder = await temporaryFolder();
      const expected = await ask(server.xPort ?? 0, name, 5);
      expect(expected.packed).toBe(5);
      const upstream = `${server.host}:${server.port}`;
      const recorder = await startRecord(folder, { upstream, upstreamX: `${server.host}:${server.xPort}`, xPort: 0 });
      expect(await ask(recorder.xPort, name, 5)).toEqual(expected);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file, { xPort: 0 });
      expect(await ask(player.xPort, name, 5)).toEqual(expected);
      expect((await ask(player.xPort, name, 0)).answers).toEqual(expected.answers);

      await using client = await XClient.open({ host: '127.0.0.1', port: player.xPort });
      const offered = (await client.ask(ClientMessage.CON_CAPABILITIES_GET)).toString('latin1');
      const names = ['deflate_stream', 'lz4_message', 'zstd_stream'];
      expect(names.filter((each) => offered.includes(each))).toEqual(ALGORITHMS);
      const refused = await client.ask(ClientMessage.CON_CAPABILITIES_SET, askFor('lzma_stream', 0));
      expect(refused.toString('latin1')).toContain("Invalid or unsupported value for 'compression.algorithm'");
    },
  );
});
