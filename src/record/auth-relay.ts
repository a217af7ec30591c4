// Passes the authentication dialogue between client and server, packet by packet. The scramble is the server's own, so
// most plugins need no help. Where only one of the two sides is safe for a password in clear, full authentication of
// caching_sha2_password and sha256_password ends here and begins anew on the other side.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html

import { decryptPassword, encryptPassword } from '../classic/auth/rsa-password.ts';
import { decodeAuthMoreData, encodeAuthMoreData } from '../classic/packets/auth-more-data.ts';
import { decodeAuthSwitchRequest } from '../classic/packets/auth-switch-request.ts';
import type { PacketStream } from '../classic/session/packet-stream.ts';
import { ConnectionLost, MockError } from '../domain/errors.ts';
import type { AuthDialogue } from '../domain/responder.ts';

/** How safe each side is for a password in clear. */
export interface Channels {
  readonly clientIsTls: boolean;
  readonly clientIsSecure: boolean;
  readonly serverIsTls: boolean;
  readonly serverIsSecure: boolean;
}

/** RSA keys of ours, as PEM; made when first asked for. */
export type RsaKeys = () => Promise<{ readonly publicKey: string; readonly privateKey: string }>;

export interface AuthRelayResult {
  /** The OK or ERR packet that ended it. */
  readonly reply: Buffer;
  /** The plugin that it ended with. */
  readonly plugin: string;
}

const OK = 0x00;
const MORE_DATA = 0x01;
const AUTH_SWITCH = 0xfe;
const ERR = 0xff;

const FAST_AUTH_SUCCESS = 0x03;
const FULL_AUTHENTICATION = 0x04;
const REQUEST_SHA2_KEY = Buffer.from([0x02]);
const REQUEST_SHA256_KEY = Buffer.from([0x01]);

/** One authentication, from the packet after the client's first one to OK or ERR. */
export class AuthRelay {
  readonly #client: AuthDialogue;
  readonly #server: PacketStream;
  readonly #channels: Channels;
  readonly #keys: RsaKeys;
  #plugin: string;
  #scramble: Buffer;

  constructor(client: AuthDialogue, server: PacketStream, channels: Channels, keys: RsaKeys, plugin: string, scramble: Buffer) {
    this.#client = client;
    this.#server = server;
    this.#channels = channels;
    this.#keys = keys;
    this.#plugin = plugin;
    this.#scramble = scramble;
  }

  async run(): Promise<AuthRelayResult> {
    for (;;) {
      const payload = await this.#fromServer();
      switch (payload[0]) {
        case OK:
        case ERR:
          return { reply: payload, plugin: this.#plugin };
        case AUTH_SWITCH:
          await this.#switchPlugin(payload);
          break;
        case MORE_DATA:
          await this.#moreData(payload);
          break;
        default:
          // The next factor (0x02), or a plugin's own dialogue: its answer comes from the client.
          await this.#pass(payload);
      }
    }
  }

  async #fromServer(): Promise<Buffer> {
    const payload = await this.#server.readPacket();
    if (payload === null) throw new ConnectionLost('upstream');
    return payload;
  }

  async #pass(payload: Buffer): Promise<void> {
    await this.#client.send(payload);
    await this.#server.writePacket(await this.#client.receive());
  }

  async #switchPlugin(payload: Buffer): Promise<void> {
    const request = decodeAuthSwitchRequest(payload);
    this.#plugin = request.plugin;
    this.#scramble = Buffer.from(request.authData);
    await this.#client.send(payload);
    const answer = await this.#client.receive();
    if (this.#plugin === 'sha256_password' && this.#channels.clientIsTls !== this.#channels.serverIsTls) {
      await this.#bridgeSha256(answer);
    } else await this.#server.writePacket(answer);
  }

  async #moreData(payload: Buffer): Promise<void> {
    const data = decodeAuthMoreData(payload);
    const isCachingSha2 = this.#plugin === 'caching_sha2_password' && data.length === 1;
    if (isCachingSha2 && data[0] === FAST_AUTH_SUCCESS) return await this.#client.send(payload);
    const isUnequal = this.#channels.clientIsSecure !== this.#channels.serverIsSecure;
    if (isCachingSha2 && data[0] === FULL_AUTHENTICATION && isUnequal) {
      await this.#client.send(payload);
      return await this.#bridgeCachingSha2();
    }
    await this.#pass(payload);
  }

  /** The client sends its password in the way that its channel asks for, and so do we. */
  async #bridgeCachingSha2(): Promise<void> {
    const first = await this.#client.receive();
    if (this.#channels.clientIsSecure) return await this.#sendEncrypted(first, REQUEST_SHA2_KEY);
    const encrypted = first.equals(REQUEST_SHA2_KEY) ? await this.#offerKey() : first;
    await this.#server.writePacket(await this.#decrypt(encrypted));
  }

  async #bridgeSha256(first: Buffer): Promise<void> {
    if (isEmptyPassword(first)) return await this.#server.writePacket(first);
    if (this.#channels.clientIsTls) return await this.#sendEncrypted(first, REQUEST_SHA256_KEY);
    const encrypted = first.equals(REQUEST_SHA256_KEY) ? await this.#offerKey() : first;
    await this.#server.writePacket(await this.#decrypt(encrypted));
  }

  /** Sends our public key, and returns what the client encrypted with it. */
  async #offerKey(): Promise<Buffer> {
    await this.#client.send(encodeAuthMoreData(Buffer.from((await this.#keys()).publicKey)));
    return await this.#client.receive();
  }

  async #decrypt(encrypted: Buffer): Promise<Buffer> {
    try {
      return decryptPassword(encrypted, this.#scramble, (await this.#keys()).privateKey);
    } catch (cause) {
      const reason = 'the client encrypted its password with another public key than ours';
      const advice = 'let it ask for the key (--get-server-public-key) or use TLS';
      throw new MockError('PROTOCOL_VIOLATION', `${reason}: ${advice}`, { cause });
    }
  }

  /** @param password with its NUL, as sent in clear */
  async #sendEncrypted(password: Buffer, keyRequest: Buffer): Promise<void> {
    await this.#server.writePacket(keyRequest);
    const key = await this.#fromServer();
    if (key[0] !== MORE_DATA) throw new MockError('PROTOCOL_VIOLATION', 'the upstream sent no public key');
    await this.#server.writePacket(encryptPassword(password, this.#scramble, decodeAuthMoreData(key).toString('latin1')));
  }
}

function isEmptyPassword(answer: Buffer): boolean {
  return answer.length === 0 || (answer.length === 1 && answer[0] === 0);
}
