import { describe, expect, test } from 'vitest';
import { ALGORITHMS, createPacker } from '../../../../src/mysqlx/session/create-packer.ts';
import fc from '../../../support/property.ts';

describe.each(ALGORITHMS)('%s', (algorithm) => {
  test('unpacks what it packed, message by message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 5 }), async (messages) => {
        const [one, other] = [await createPacker(algorithm, 1 << 20), await createPacker(algorithm, 1 << 20)];
        for (const message of messages) {
          const bytes = Buffer.from(message);
          if (bytes.length > 0) expect(await other.unpack(await one.pack(bytes))).toEqual(bytes);
        }
        one.close();
        other.close();
      }),
      { numRuns: 20 },
    );
  });

  test('unpacks no more than it may', async () => {
    const packer = await createPacker(algorithm, 1000);
    const packed = await packer.pack(Buffer.alloc(1 << 24));
    expect(packed.length).toBeLessThan(1 << 17);
    await expect(packer.unpack(packed)).rejects.toThrow(/too long|more than 1000 bytes/);
    packer.close();
  });

  test('refuses any bytes, and lives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const packer = await createPacker(algorithm, 1 << 16);
        // what looks like the beginning of a stream is waited for
        await packer.unpack(Buffer.from(bytes)).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
        packer.close();
      }),
      { numRuns: 50 },
    );
  });
});
