// Authentication where we are the server and hold no one's secret but what we were given: any password passes for a
// user whose password is not known, and a known one is really verified, with whichever plugin the client asks for.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html

import { randomBytes } from 'node:crypto';
import type { AuthDialogue, Login } from '../../core/responder.ts';
import {
  CACHING_SHA2_PASSWORD,
  CACHING_SHA2_REQUEST_PUBLIC_KEY,
  CachingSha2Reply,
  isCachingSha2Response,
} from '../auth/caching-sha2-password.ts';
import { CLEAR_PASSWORD, isClearPasswordResponse } from '../auth/clear-password.ts';
import { ED25519_NONCE_BYTES, ED25519_PASSWORD, isEd25519Response } from '../auth/ed25519-password.ts';
import { isNativePasswordResponse, NATIVE_PASSWORD } from '../auth/native-password.ts';
import { decryptPassword } from '../auth/rsa-password.ts';
import { isPublicKeyRequest, SHA256_PASSWORD, SHA256_REQUEST_PUBLIC_KEY } from '../auth/sha256-password.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { encodeAuthMoreData } from '../packets/auth-more-data.ts';
import { encodeAuthSwitchRequest } from '../packets/auth-switch-request.ts';

export interface ServerAuthOptions {
  /** The 20 bytes of the greeting's scramble. */
  readonly scramble: Buffer;
  /** The password to verify; null where any passes; undefined for one who may not enter. */
  readonly password: Buffer | null | undefined;
  /** COM_CHANGE_USER: servers always ask for the answer again, and clients may not have sent one. */
  readonly isChange: boolean;
  /** The user's plugin, as servers ask for it whatever the client names; null or absent where it is not known. */
  readonly accountPlugin?: string | null;
  /**
   * The plugin at which every client of this user left: it is asked for as the server did, so that one that does not have it, or
   * does not answer it on such a channel, leaves again. Null or absent where there is none.
   */
  readonly leftAtPlugin?: string | null;
  /** The plugin that is asked for where the client names none that can be verified. */
  readonly defaultPlugin: string;
  readonly rsaKeys: () => Promise<{ readonly publicKey: string; readonly privateKey: string }>;
}

/** Plugins whose answer can be checked against a password. */
const VERIFIABLE: ReadonlySet<string> = new Set([
  CACHING_SHA2_PASSWORD,
  NATIVE_PASSWORD,
  SHA256_PASSWORD,
  CLEAR_PASSWORD,
  ED25519_PASSWORD,
]);

export interface ServerAuthResult {
  readonly isAccepted: boolean;
  /** Whether the client gave one, for the words of a refusal. */
  readonly isUsingPassword: boolean;
}

/**
 * Runs the dialogue up to, not including, the final OK or ERR packet.
 * @throws ConnectionLost where the client went away
 */
export async function authenticate(
  login: Login,
  dialogue: AuthDialogue,
  options: ServerAuthOptions,
): Promise<ServerAuthResult> {
  const { password } = options;
  const { plugin, nonce, answer } = await firstAnswer(login, dialogue, options);
  const isUsingPassword = !isEmpty(answer);
  if (password === undefined) {
    const isFull = options.leftAtPlugin === CACHING_SHA2_PASSWORD && plugin === CACHING_SHA2_PASSWORD;
    if (isFull && isUsingPassword) {
      await dialogue.send(encodeAuthMoreData(Buffer.from([CachingSha2Reply.PERFORM_FULL_AUTHENTICATION])));
      await dialogue.receive();
    }
    return { isAccepted: false, isUsingPassword };
  }
  if (password === null) {
    await acceptAny(plugin, answer, dialogue, options);
    return { isAccepted: true, isUsingPassword };
  }
  const isAccepted =
    VERIFIABLE.has(plugin) && (await verify(plugin, nonce, answer, password, login, dialogue, options));
  return { isAccepted, isUsingPassword };
}

interface FirstAnswer {
  readonly plugin: string;
  /** What it answers. */
  readonly nonce: Buffer;
  readonly answer: Buffer;
}

/**
 * The client's own, or the one to the plugin that we have to ask for: where it cannot answer with its own plugin (it
 * depends on the operating system or a device, is not known, or stands in for none as libmariadb's
 * `dummy_fallback_auth`), where it waits to be asked, and where the plugin wants a nonce of its own.
 */
async function firstAnswer(login: Login, dialogue: AuthDialogue, options: ServerAuthOptions): Promise<FirstAnswer> {
  const { scramble, defaultPlugin } = options;
  const accountPlugin = options.accountPlugin ?? '';
  const asked = login.authPlugin || NATIVE_PASSWORD;
  const ours = VERIFIABLE.has(defaultPlugin) ? defaultPlugin : CACHING_SHA2_PASSWORD;
  const known = [accountPlugin, asked].find((name) => VERIFIABLE.has(name)) ?? ours;
  const leftAt = options.password === undefined ? options.leftAtPlugin : null;
  const plugin = leftAt || known;
  // A client whose plugin is not the greeting's has no scramble for it yet.
  const isWaiting = asked !== defaultPlugin && login.authResponse.length === 0;
  const isAsked = options.isChange || plugin !== asked || plugin === ED25519_PASSWORD || isWaiting;
  if (!isAsked || !hasCapability(login.capabilities, Capability.PLUGIN_AUTH)) {
    return { plugin: asked, nonce: scramble, answer: login.authResponse };
  }
  const nonce = plugin === ED25519_PASSWORD ? randomBytes(ED25519_NONCE_BYTES) : scramble;
  // Scrambles end with a NUL, what Ed25519 signs does not.
  const authData = plugin === ED25519_PASSWORD ? nonce : Buffer.concat([nonce, Buffer.from([0])]);
  await dialogue.send(encodeAuthSwitchRequest({ authPlugin: plugin, authData }));
  return { plugin, nonce, answer: await dialogue.receive() };
}

/** Answers as each plugin's client expects, without looking at what it sent. */
async function acceptAny(
  plugin: string,
  answer: Buffer,
  dialogue: AuthDialogue,
  options: ServerAuthOptions,
): Promise<void> {
  if (plugin === CACHING_SHA2_PASSWORD && !isEmpty(answer)) {
    await dialogue.send(encodeAuthMoreData(Buffer.from([CachingSha2Reply.FAST_AUTH_SUCCESS])));
  }
  const asksKey = plugin === SHA256_PASSWORD && isPublicKeyRequest(answer, SHA256_REQUEST_PUBLIC_KEY);
  if (asksKey) await sendPublicKey(dialogue, options);
}

async function verify(
  plugin: string,
  nonce: Buffer,
  answer: Buffer,
  password: Buffer,
  login: Login,
  dialogue: AuthDialogue,
  options: ServerAuthOptions,
): Promise<boolean> {
  switch (plugin) {
    case NATIVE_PASSWORD:
      return isNativePasswordResponse(answer, password, options.scramble);
    case ED25519_PASSWORD:
      return isEmpty(answer) ? password.length === 0 : isEd25519Response(answer, password, nonce);
    case CLEAR_PASSWORD:
      return isClearPasswordResponse(answer, password);
    case SHA256_PASSWORD:
      return await verifySha256(answer, password, login, dialogue, options);
    default:
      return await verifyCachingSha2(answer, password, login, dialogue, options);
  }
}

async function verifyCachingSha2(
  answer: Buffer,
  password: Buffer,
  login: Login,
  dialogue: AuthDialogue,
  options: ServerAuthOptions,
): Promise<boolean> {
  // An account without a password refuses any at once.
  if (isEmpty(answer) || password.length === 0) return isEmpty(answer) && password.length === 0;
  if (isCachingSha2Response(answer, password, options.scramble)) {
    await dialogue.send(encodeAuthMoreData(Buffer.from([CachingSha2Reply.FAST_AUTH_SUCCESS])));
    return true;
  }
  // As a server whose cache lacks the user: the password itself decides.
  await dialogue.send(encodeAuthMoreData(Buffer.from([CachingSha2Reply.PERFORM_FULL_AUTHENTICATION])));
  const full = await dialogue.receive();
  if (login.isSecure) return isClearPasswordResponse(full, password);
  return await verifyEncrypted(full, CACHING_SHA2_REQUEST_PUBLIC_KEY, password, dialogue, options);
}

async function verifySha256(
  answer: Buffer,
  password: Buffer,
  login: Login,
  dialogue: AuthDialogue,
  options: ServerAuthOptions,
): Promise<boolean> {
  if (isEmpty(answer)) return password.length === 0;
  if (login.isTls) return isClearPasswordResponse(answer, password);
  return await verifyEncrypted(answer, SHA256_REQUEST_PUBLIC_KEY, password, dialogue, options);
}

async function verifyEncrypted(
  answer: Buffer,
  keyRequest: number,
  password: Buffer,
  dialogue: AuthDialogue,
  options: ServerAuthOptions,
): Promise<boolean> {
  const encrypted = isPublicKeyRequest(answer, keyRequest) ? await sendPublicKey(dialogue, options) : answer;
  const { privateKey } = await options.rsaKeys();
  return decryptPassword(encrypted, options.scramble, privateKey)?.equals(password) ?? false;
}

/** Returns what the client encrypted with our key. */
async function sendPublicKey(dialogue: AuthDialogue, options: ServerAuthOptions): Promise<Buffer> {
  await dialogue.send(encodeAuthMoreData(Buffer.from((await options.rsaKeys()).publicKey)));
  return await dialogue.receive();
}

function isEmpty(answer: Buffer): boolean {
  return answer.length === 0 || (answer.length === 1 && answer[0] === 0);
}
