// As much of a MySQL client as a benchmark needs: an account without password, one query, packets below 16 MiB.

// LONG_PASSWORD, LONG_FLAG, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH, DEPRECATE_EOF
const capabilities = 0x1 | 0x4 | 0x200 | 0x2000 | 0x8000 | 0x80000 | 0x1000000;
const connectWithDb = 0x8;
const utf8mb4 = 45;

export function framePacket(payload, sequenceId) {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequenceId;
  return Buffer.concat([header, payload]);
}

/** Protocol::HandshakeResponse41 with an empty auth response. @param {string} database empty for none */
export function loginPacket(user, database = '') {
  const fixed = Buffer.alloc(32);
  fixed.writeUInt32LE(database === '' ? capabilities : capabilities | connectWithDb, 0);
  fixed.writeUInt32LE(0xffffff, 4);
  fixed[8] = utf8mb4;
  const names = database === '' ? 'caching_sha2_password\0' : `${database}\0caching_sha2_password\0`;
  return Buffer.concat([fixed, Buffer.from(`${user}\0`), Buffer.of(0), Buffer.from(names)]);
}

export function queryPacket(sql) {
  return Buffer.concat([Buffer.of(0x03), Buffer.from(sql)]);
}
