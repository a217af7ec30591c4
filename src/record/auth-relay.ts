// Passes the authentication dialogue between client and server, packet by packet. The scramble is the server's own, so
// most plugins need no help. Where only one of the two sides is safe for a password in clear, full authentication of
// caching_sha2_password and sha256_password ends here and begins anew on the other side.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html

import { ConnectionLost, MockError } from '../core/errors.ts';
import type { AuthDialogue } from '../core/responder.ts';
import {
  CACHING_SHA2_PASSWORD,
  CACHING_SHA2_REQUEST_PUBLIC_KEY,
  CachingSha2Reply,
} from '../mysql/auth/caching-sha2-password.ts';
import { clearPasswordResponse, passwordOfClearResponse } from '../mysql/auth/clear-password.ts';
import { decryptPassword, encryptPassword } from '../mysql/auth/rsa-password.ts';
import { isPublicKeyRequest, SHA256_PASSWORD, SHA256_REQUEST_PUBLIC_KEY } from '../mysql/auth/sha256-password.ts';
import { decodeAuthMoreData, encodeAuthMoreData } from '../mysql/packets/auth-more-data.ts';
import { decodeAuthSwitchRequest, nonceOf } from '../mysql/packets/auth-switch-request.ts';
import type { PacketStream } from '../mysql/session/packet-stream.ts';

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
/** Asked for by one byte alone, and answered to the greeting's scramble: MariaDB still has it. */
const OLD_PASSWORD = 'mysql_old_password';

/** One authentication, from the packet after the client's first one to OK or ERR. */
export class AuthRelay {
  readonly #client: AuthDialogue;
  readonly #server: PacketStream;
  readonly #channels: Channels;
  readonly #keys: RsaKeys;
  #plugin: string;
  #scramble: Buffer;
  /** sha256_password: the client's password in clear, to be sent when the server's key has come. */
  #pending: Buffer | null = null;

  /** @param start the plugin that the client answers first, and the scramble that it answers */
  constructor(
    client: AuthDialogue,
    server: PacketStream,
    channels: Channels,
    keys: RsaKeys,
    start: { readonly plugin: string; readonly scramble: Buffer },
  ) {
    this.#client = client;
    this.#server = server;
    this.#channels = channels;
    this.#keys = keys;
    this.#plugin = start.plugin;
    this.#scramble = start.scramble;
  }

  /** The plugin that the server asked for last, also where the client left behind that. */
  get plugin(): string {
    return this.#plugin;
  }

  /** What the client's first answer becomes on the server's side. */
  async translateFirst(answer: Buffer): Promise<Buffer> {
    const { clientIsTls, serverIsTls } = this.#channels;
    if (this.#plugin !== SHA256_PASSWORD || clientIsTls === serverIsTls || isEmptyPassword(answer)) return answer;
    if (!clientIsTls) return clearPasswordResponse(await this.#askClient(answer, SHA256_REQUEST_PUBLIC_KEY));
    this.#pending = passwordOfClearResponse(answer);
    return Buffer.from([SHA256_REQUEST_PUBLIC_KEY]);
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
    if (payload === null) throw new ConnectionLost('server');
    return payload;
  }

  async #pass(payload: Buffer): Promise<void> {
    await this.#client.send(payload);
    await this.#server.writePacket(await this.#client.receive());
  }

  async #switchPlugin(payload: Buffer): Promise<void> {
    if (payload.length === 1) {
      this.#plugin = OLD_PASSWORD;
      return await this.#pass(payload);
    }
    const request = decodeAuthSwitchRequest(payload);
    this.#plugin = request.authPlugin;
    this.#scramble = Buffer.from(nonceOf(request.authData));
    await this.#client.send(payload);
    await this.#server.writePacket(await this.translateFirst(await this.#client.receive()));
  }

  async #moreData(payload: Buffer): Promise<void> {
    const data = decodeAuthMoreData(payload);
    if (this.#pending !== null) return await this.#sendEncrypted(this.#pending, data);
    if (this.#plugin !== CACHING_SHA2_PASSWORD || data.length !== 1) return await this.#pass(payload);
    if (data[0] === CachingSha2Reply.FAST_AUTH_SUCCESS) return await this.#client.send(payload);
    const { clientIsSecure, serverIsSecure } = this.#channels;
    const isFull = data[0] === CachingSha2Reply.PERFORM_FULL_AUTHENTICATION;
    if (!isFull || clientIsSecure === serverIsSecure) return await this.#pass(payload);
    await this.#client.send(payload);
    await this.#bridgeCachingSha2(await this.#client.receive());
  }

  /** The client gives its password in the way that its channel asks for, and we pass it on as ours asks. */
  async #bridgeCachingSha2(answer: Buffer): Promise<void> {
    if (this.#channels.clientIsSecure) {
      await this.#server.writePacket(Buffer.from([CACHING_SHA2_REQUEST_PUBLIC_KEY]));
      const key = await this.#fromServer();
      if (key[0] !== MORE_DATA) throw new MockError('PROTOCOL_VIOLATION', 'the upstream sent no public key');
      return await this.#sendEncrypted(passwordOfClearResponse(answer), decodeAuthMoreData(key));
    }
    const password = await this.#askClient(answer, CACHING_SHA2_REQUEST_PUBLIC_KEY);
    await this.#server.writePacket(clearPasswordResponse(password));
  }

  /** The client's password, encrypted for our public key, which it gets where it asks for one. */
  async #askClient(answer: Buffer, keyRequest: number): Promise<Buffer> {
    let encrypted = answer;
    const keys = await this.#keys();
    if (isPublicKeyRequest(answer, keyRequest)) {
      await this.#client.send(encodeAuthMoreData(Buffer.from(keys.publicKey)));
      encrypted = await this.#client.receive();
    }
    const password = decryptPassword(encrypted, this.#scramble, keys.privateKey);
    if (password !== null) return password;
    const reason = 'the client encrypted its password with another public key than ours';
    throw new MockError('PROTOCOL_VIOLATION', `${reason}: let it ask for the key (--get-server-public-key) or use TLS`);
  }

  async #sendEncrypted(password: Buffer, key: Buffer): Promise<void> {
    this.#pending = null;
    await this.#server.writePacket(encryptPassword(password, this.#scramble, key.toString('latin1')));
  }
}

function isEmptyPassword(answer: Buffer): boolean {
  return answer.length === 0 || (answer.length === 1 && answer[0] === 0);
}
