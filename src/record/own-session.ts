// A session of our own at the real server, where the user gave an account for it: it reads the server's variables as a new
// session has them. Clients' sessions are not used for that: a statement more shows in their status counters and warnings.

import {
  CACHING_SHA2_PASSWORD,
  CACHING_SHA2_REQUEST_PUBLIC_KEY,
  CachingSha2Reply,
  cachingSha2Response,
} from '../classic/auth/caching-sha2-password.ts';
import { CLEAR_PASSWORD, clearPasswordResponse } from '../classic/auth/clear-password.ts';
import { NATIVE_PASSWORD, nativePasswordResponse } from '../classic/auth/native-password.ts';
import { encryptPassword } from '../classic/auth/rsa-password.ts';
import { SHA256_PASSWORD, sha256PasswordResponse } from '../classic/auth/sha256-password.ts';
import { ResponseMachine } from '../classic/codec/response-machine.ts';
import { decodeTextResult, type TextResult } from '../classic/codec/text-result.ts';
import { Capability, hasCapability } from '../classic/constants/capabilities.ts';
import { CommandCode } from '../classic/constants/commands.ts';
import { decodeAuthMoreData } from '../classic/packets/auth-more-data.ts';
import { decodeAuthSwitchRequest, nonceOf } from '../classic/packets/auth-switch-request.ts';
import { decodeErr } from '../classic/packets/err.ts';
import { encodeHandshakeResponse } from '../classic/packets/handshake-response.ts';
import { ConnectionLost, MockError } from '../domain/errors.ts';
import type { ServerVariable } from '../domain/recording.ts';
import { Upstream, type UpstreamOptions } from './upstream.ts';

export interface Account {
  readonly user: string;
  readonly password: string;
}

const WANTED =
  Capability.LONG_PASSWORD |
  Capability.PROTOCOL_41 |
  Capability.TRANSACTIONS |
  Capability.SECURE_CONNECTION |
  Capability.PLUGIN_AUTH |
  Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA;
/** utf8mb4_general_ci, which every server has. */
const UTF8MB4 = 45;
const MAX_PACKET_BYTES = 16 * 1024 * 1024;
const OK = 0x00;
const MORE_DATA = 0x01;
const AUTH_SWITCH = 0xfe;
const ERR = 0xff;

/**
 * Logs in, reads all system variables and leaves; takes at most as long as connecting may.
 * @throws MockError `UPSTREAM_UNREACHABLE`, `UPSTREAM_TLS`; `PROTOCOL_VIOLATION` where the server refuses
 */
export async function readServerVariables(
  options: UpstreamOptions,
  account: Account,
): Promise<readonly ServerVariable[]> {
  let leave: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const timer = setTimeout(leave, options.connectTimeoutMs);
  try {
    // a connection that carries this little is not worth compressing
    const session = new OwnSession(await Upstream.connect({ ...options, compression: null }, over), account, options);
    await session.login();
    return await variablesOf(session);
  } finally {
    clearTimeout(timer);
    leave();
  }
}

async function variablesOf(session: OwnSession): Promise<readonly ServerVariable[]> {
  const { rows } = await session.query('SHOW VARIABLES');
  const names = rows.map(([name]) => name?.toString('latin1').toLowerCase() ?? '').filter((name) => /^\w+$/.test(name));
  const { columns, rows: values } = await session.query(`SELECT ${names.map((name) => `@@\`${name}\``).join(', ')}`);
  return columns.map(({ type, flags, displayLength, decimals, charset }, index) => ({
    name: names[index] ?? '',
    value: values[0]?.[index]?.toString('utf8') ?? null,
    type,
    flags,
    length: displayLength,
    decimals,
    charset,
  }));
}

class OwnSession {
  readonly #upstream: Upstream;
  readonly #user: Buffer;
  readonly #password: Buffer;
  readonly #options: UpstreamOptions;
  readonly #capabilities: bigint;
  #plugin: string;
  #nonce: Buffer;
  #isSecure = false;

  constructor(upstream: Upstream, { user, password }: Account, options: UpstreamOptions) {
    if (upstream.isRefused) throw refused(upstream.firstPayload);
    const greeting = upstream.greeting();
    this.#upstream = upstream;
    this.#user = Buffer.from(user);
    this.#password = Buffer.from(password);
    this.#options = options;
    this.#capabilities = WANTED & greeting.capabilities;
    this.#plugin = greeting.authPlugin ?? NATIVE_PASSWORD;
    this.#nonce = nonceOf(greeting.authData);
  }

  async login(): Promise<void> {
    const { packets } = this.#upstream;
    const hasTls = hasCapability(this.#upstream.greeting().capabilities, Capability.SSL);
    const response = {
      capabilities: this.#capabilities,
      maxPacketBytes: MAX_PACKET_BYTES,
      charset: UTF8MB4,
      filler: Buffer.alloc(23),
      user: this.#user,
      authResponse: Buffer.alloc(0),
      database: null,
      authPlugin: this.#plugin,
      attributes: null,
      zstdLevel: null,
      trailing: Buffer.alloc(0),
    };
    const secured = await this.#upstream.secure(response, hasTls);
    this.#isSecure = this.#upstream.tls !== null || this.#options.endpoint.kind === 'unix';
    // a plugin that we do not know is answered with nothing: the server then asks for the account's own
    const authResponse = this.#answer() ?? Buffer.alloc(0);
    await packets.writePacket(encodeHandshakeResponse({ ...secured, authResponse }));
    for (let payload = await this.#read(); payload[0] !== OK; payload = await this.#read()) {
      await this.#goOn(payload);
    }
  }

  async query(sql: string): Promise<TextResult> {
    const { packets } = this.#upstream;
    packets.resetSequence();
    await packets.writePacket(Buffer.concat([Buffer.of(CommandCode.COM_QUERY), Buffer.from(sql)]));
    const machine = new ResponseMachine();
    machine.begin(CommandCode.COM_QUERY, this.#capabilities);
    const payloads: Buffer[] = [];
    while (machine.state !== 'done') {
      const payload = await this.#read();
      if (payload[0] === ERR) throw refused(payload);
      machine.next(payload, 0, payload.length);
      payloads.push(payload);
    }
    return decodeTextResult(payloads, this.#capabilities);
  }

  async #read(): Promise<Buffer> {
    const payload = await this.#upstream.packets.readPacket();
    if (payload === null) throw new ConnectionLost('server');
    return payload;
  }

  async #goOn(payload: Buffer): Promise<void> {
    switch (payload[0]) {
      case ERR:
        throw refused(payload);
      case AUTH_SWITCH: {
        const request = decodeAuthSwitchRequest(payload);
        this.#plugin = request.authPlugin;
        this.#nonce = Buffer.from(nonceOf(request.authData));
        const answer = this.#answer();
        if (answer === null)
          throw new MockError('PROTOCOL_VIOLATION', `its plugin is ${this.#plugin}, which mock lacks`);
        return await this.#upstream.packets.writePacket(answer);
      }
      case MORE_DATA:
        return await this.#moreData(decodeAuthMoreData(payload));
      default:
        throw new MockError('PROTOCOL_VIOLATION', 'it takes more than a password to log in');
    }
  }

  /** Null for a plugin that we cannot answer; a password in clear only where nobody listens. */
  #answer(): Buffer | null {
    switch (this.#plugin) {
      case NATIVE_PASSWORD:
        return nativePasswordResponse(this.#password, this.#nonce);
      case CACHING_SHA2_PASSWORD:
        return cachingSha2Response(this.#password, this.#nonce);
      case SHA256_PASSWORD:
        return sha256PasswordResponse(this.#password, this.#isSecure);
      case CLEAR_PASSWORD:
        return this.#isSecure ? clearPasswordResponse(this.#password) : null;
      default:
        return null;
    }
  }

  /** The server has the password in its cache, asks for it, or sends the public key to encrypt it with. */
  async #moreData(data: Buffer): Promise<void> {
    const { packets } = this.#upstream;
    if (data.length > 1) {
      return await packets.writePacket(encryptPassword(this.#password, this.#nonce, data.toString('latin1')));
    }
    if (data[0] === CachingSha2Reply.FAST_AUTH_SUCCESS) return;
    const isClear = this.#isSecure;
    await packets.writePacket(
      isClear ? clearPasswordResponse(this.#password) : Buffer.of(CACHING_SHA2_REQUEST_PUBLIC_KEY),
    );
  }
}

function refused(payload: Buffer): MockError {
  const { code, message } = decodeErr(payload);
  return new MockError('PROTOCOL_VIOLATION', `the server answered ${code}: ${message.toString('utf8')}`);
}
