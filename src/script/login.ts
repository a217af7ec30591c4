// How a scripted server lets a client in: the dialogue of MySQL Router's mock server, whose scripts name a user, a
// password, a plugin or a certificate. A password that the script does not name is not looked at.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html

import type { X509Certificate } from 'node:crypto';
import type { AuthDialogue, Login } from '../core/responder.ts';
import { CACHING_SHA2_PASSWORD, CachingSha2Reply, isCachingSha2Response } from '../mysql/auth/caching-sha2-password.ts';
import { CLEAR_PASSWORD, isClearPasswordResponse, passwordOfClearResponse } from '../mysql/auth/clear-password.ts';
import { isNativePasswordResponse, NATIVE_PASSWORD } from '../mysql/auth/native-password.ts';
import { Capability, hasCapability } from '../mysql/constants/capabilities.ts';
import { encodeAuthMoreData } from '../mysql/packets/auth-more-data.ts';
import { encodeAuthSwitchRequest } from '../mysql/packets/auth-switch-request.ts';
import type { AuthPlan, CertificatePlan } from './script.ts';

/** The nonce of every auth switch request. */
const SWITCH_NONCE = Buffer.from('a'.repeat(20));
const NUL = Buffer.from([0]);

/** What the client answered, and with which plugin. */
interface Answer {
  readonly plugin: string;
  readonly response: Buffer;
  readonly nonce: Buffer;
}

export interface LoginRules {
  readonly plan: AuthPlan;
  /** Of the greeting. */
  readonly authMethod: string;
  readonly nonce: Buffer;
  readonly certificate: X509Certificate | undefined;
}

/**
 * Runs the dialogue up to, not including, the final OK or ERR packet.
 * @returns whether the client may enter
 * @throws ConnectionLost where the client went away
 */
export async function admit(login: Login, dialogue: AuthDialogue, rules: LoginRules): Promise<boolean> {
  const { plan } = rules;
  if (plan.certificate !== null && !isExpected(rules.certificate, plan.certificate)) return false;
  const answer = await askFor(login, dialogue, rules);
  if (plan.username !== null && plan.username !== login.user) return false;
  if (plan.password !== null && !isRight(answer, Buffer.from(plan.password))) return false;
  const isEmpty = answer.response.length === 0 || (answer.response.length === 1 && answer.response[0] === 0);
  if (answer.plugin === CACHING_SHA2_PASSWORD && !isEmpty) {
    await dialogue.send(encodeAuthMoreData(Buffer.from([CachingSha2Reply.FAST_AUTH_SUCCESS])));
  }
  return true;
}

async function askFor(login: Login, dialogue: AuthDialogue, rules: LoginRules): Promise<Answer> {
  const plugin = pluginToAskFor(login, rules);
  if (plugin === null) {
    return { plugin: login.authPlugin || NATIVE_PASSWORD, response: login.authResponse, nonce: rules.nonce };
  }
  const authData = Buffer.concat([SWITCH_NONCE, NUL]);
  await dialogue.send(encodeAuthSwitchRequest({ authPlugin: plugin, authData }));
  return { plugin, response: await dialogue.receive(), nonce: SWITCH_NONCE };
}

/** Null where what the client has sent already will do. */
function pluginToAskFor({ capabilities, authPlugin }: Login, { plan, authMethod }: LoginRules): string | null {
  if (!hasCapability(capabilities, Capability.PLUGIN_AUTH)) return null;
  if (plan.method !== null && plan.method !== authPlugin) return plan.method;
  if (authPlugin === CACHING_SHA2_PASSWORD) return CACHING_SHA2_PASSWORD;
  if (authPlugin === authMethod) return null;
  return authPlugin === CLEAR_PASSWORD || plan.method === authPlugin ? authPlugin : CACHING_SHA2_PASSWORD;
}

function isRight({ plugin, response, nonce }: Answer, password: Buffer): boolean {
  switch (plugin) {
    case NATIVE_PASSWORD:
      return isNativePasswordResponse(response, password, nonce);
    case CLEAR_PASSWORD:
      return isClearPasswordResponse(response, password);
    case CACHING_SHA2_PASSWORD:
      // One NUL is how clients answer for an empty password.
      if (passwordOfClearResponse(response).length === 0 && response.length <= 1) return password.length === 0;
      return isCachingSha2Response(response, password, nonce);
    default:
      return false;
  }
}

/** Whether the certificate that a client showed is the one that the script wants. */
export function isExpected(shown: X509Certificate | undefined, expected: CertificatePlan): boolean {
  if (shown === undefined) return false;
  if (expected.subject !== null && oneLineName(shown.subject) !== expected.subject) return false;
  return expected.issuer === null || oneLineName(shown.issuer) === expected.issuer;
}

/** `C=IN\nCN=client` as OpenSSL writes it in one line: `/C=IN/CN=client`, bytes that are not ASCII as `\xNN`. */
function oneLineName(name: string): string {
  const line = name
    .split('\n')
    .map((part) => `/${part}`)
    .join('');
  return line.replace(/[^ -~]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).toUpperCase()}`).join(''),
  );
}
