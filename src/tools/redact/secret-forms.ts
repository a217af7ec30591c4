// What secrets look like. Each form is sought from a mark that every one of its kind has, and what stands around the mark
// is read once: the time is linear in the text, whatever stands in it. Expressions are sticky and of bounded length.

/** A part of a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Form {
  readonly what: string;
  /** The first one that begins at or behind `from`; null where there is none. */
  readonly find: (text: string, from: number) => Span | null;
}

/**
 * A form that begins with its mark, in letters that are exactly so.
 * @param isWord whether no letter or digit may stand before the mark @param before what stands before it, to its end
 */
function marked(what: string, mark: string, behind: RegExp, isWord = true, before?: RegExp): Form {
  const expression = new RegExp(behind.source, 'y');
  const find = (text: string, from: number): Span | null => {
    for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
      if (isWord && isWordCharacter(text.charCodeAt(at - 1))) continue;
      if (before !== undefined && !before.test(text.slice(Math.max(0, at - MOST_BEFORE), at))) continue;
      expression.lastIndex = at + mark.length;
      if (expression.test(text)) return { start: at, end: expression.lastIndex };
    }
    return null;
  };
  return { what, find };
}

/** Characters before a mark that are looked at. */
const MOST_BEFORE = 12;

const FORMS: readonly Form[] = [
  marked('private key', '-----BEGIN ', /[A-Z ]{0,40}PRIVATE KEY-----/, false),
  marked('access key of AWS', 'AKIA', /[0-9A-Z]{16}\b/),
  marked('access key of AWS', 'ASIA', /[0-9A-Z]{16}\b/),
  marked('token of GitHub', 'gh', /[pousr]_[A-Za-z0-9]{36}/),
  marked('token of GitHub', 'github_pat_', /\w{20}/),
  marked('token of GitLab', 'glpat-', /[\w-]{20}/),
  marked('token of Slack', 'xox', /[abprs]-[\w-]{10}/),
  marked('key of Stripe', 'sk_live_', /[A-Za-z0-9]{16}/),
  marked('key of Stripe', 'rk_live_', /[A-Za-z0-9]{16}/),
  marked('key of Stripe', 'whsec_', /[A-Za-z0-9+/]{32}/),
  marked('key of Google', 'AIza', /[\w-]{35}\b/),
  marked('token of Google', 'ya29.', /[\w-]{20}/),
  marked('client secret of Google', 'GOCSPX-', /[\w-]{28}/),
  marked('key of OpenAI', 'sk-proj-', /[\w-]{40}/),
  marked('key of Anthropic', 'sk-ant-', /[\w-]{40}/),
  marked('token of Hugging Face', 'hf_', /[A-Za-z0-9]{34}\b/),
  marked('token of npm', 'npm_', /[A-Za-z0-9]{36}\b/),
  marked('token of PyPI', 'pypi-AgEIcHlwaS5vcmc', /[\w-]{50}/),
  marked('key of SendGrid', 'SG.', /[\w-]{22}\.[\w-]{43}/),
  marked('key of Twilio', 'SK', /[0-9a-f]{32}\b/),
  marked('key of Mailgun', 'key-', /[0-9a-f]{32}\b/),
  marked('token of Shopify', 'shp', /(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/),
  marked('token of DigitalOcean', 'do', /[opr]_v1_[0-9a-f]{64}\b/),
  marked('token of Telegram', ':AA', /[\w-]{33}(?![\w-])/, false, /\d{8,10}$/),
  marked('webhook of Slack', 'hooks.slack.com/services/', /T\w{8,12}\/B\w{8,12}\/\w{20}/, false),
  marked('key of Azure', 'AccountKey=', /[A-Za-z0-9+/]{86}==/),
  marked('key of age', 'AGE-SECRET-KEY-1', /[0-9A-Z]{58}\b/),
  { what: 'JSON web token', find: findJsonWebToken },
  marked('bearer token', 'Bearer', /\s{1,8}[\w.~+/-]{20}/),
  marked('password hash', '$', /(?:2[abxy]|argon2(?:id?|d)|6|5)\$[\w$,=./+-]{20}/, false),
  marked('password hash', '*', /[0-9A-F]{40}(?![0-9A-Za-z])/, false),
  { what: 'password in a URL', find: findUrlPassword },
  { what: 'card number', find: findCard },
  { what: 'account number (IBAN)', find: findIban },
  { what: 'social security number', find: findSocialSecurityNumber },
  { what: 'e-mail address', find: findAddress },
];

/** Tells of every form that stands in the text. */
export function findSecrets(text: string, found: (what: string, sample: string) => void): void {
  if (text.length < LEAST_CHARS) return;
  for (const { what, find } of FORMS) {
    for (let place = find(text, 0); place !== null; place = find(text, place.end)) {
      found(what, text.slice(place.start, place.end));
    }
  }
}

/** No form is shorter: `a@b.c`. */
const LEAST_CHARS = 5;

function isWordCharacter(code: number): boolean {
  return isLetterOrDigit(code) || code === 0x5f;
}

function isLetterOrDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function endOfRun(text: string, from: number, isIn: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && isIn(text.charCodeAt(at))) at++;
  return at;
}

function startOfRun(text: string, from: number, least: number, isIn: (code: number) => boolean): number {
  let at = from;
  while (at > least && isIn(text.charCodeAt(at - 1))) at--;
  return at;
}

const isBase64Url = (code: number) => isWordCharacter(code) || code === 0x2d;

/** `eyJ….eyJ….…`: between its points no other one can begin, so each character is looked at a few times at the most. */
function findJsonWebToken(text: string, from: number): Span | null {
  for (let dot = text.indexOf('.eyJ', from); dot >= 0; dot = text.indexOf('.eyJ', dot + 1)) {
    const head = text.indexOf('eyJ', startOfRun(text, dot, from, isBase64Url));
    if (head < 0 || dot - head < 11) continue;
    const payloadEnd = endOfRun(text, dot + 1, isBase64Url);
    if (payloadEnd - dot < 12 || text[payloadEnd] !== '.') continue;
    const end = endOfRun(text, payloadEnd + 1, isBase64Url);
    if (end > payloadEnd + 1) return { start: head, end };
  }
  return null;
}

const SCHEME_CHARS = 32;
const isScheme = (code: number) => isLetterOrDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e;
const endsUserInfo = (code: number) => code === 0x3a || code === 0x40 || code === 0x2f || code <= 0x20;

/** `scheme://user:password@`, from the scheme to the @. */
function findUrlPassword(text: string, from: number): Span | null {
  for (let mark = text.indexOf('://', from); mark >= 0; mark = text.indexOf('://', mark + 1)) {
    const start = startOfRun(text, mark, Math.max(from, mark - SCHEME_CHARS), isScheme);
    const userEnd = endOfRun(text, mark + 3, (code) => !endsUserInfo(code));
    if (start === mark || userEnd === mark + 3 || text[userEnd] !== ':') continue;
    const end = endOfRun(text, userEnd + 1, (code) => !endsUserInfo(code));
    if (end - userEnd > 3 && text[end] === '@') return { start, end: end + 1 };
  }
  return null;
}

const isName = (code: number) => isWordCharacter(code) || code === 0x2e || code === 0x2b || code === 0x2d;
const isHost = (code: number) => isWordCharacter(code) || code === 0x2d || code === 0x2e;

/** Around each @, which neither side of an address can hold. */
function findAddress(text: string, from: number): Span | null {
  for (let mark = text.indexOf('@', from); mark >= 0; mark = text.indexOf('@', mark + 1)) {
    const start = startOfRun(text, mark, from, isName);
    const end = endOfRun(text, mark + 1, isHost);
    const host = text.slice(mark + 1, end);
    const dot = host.indexOf('.', 1);
    if (start < mark && dot > 0 && dot + 1 < host.length && isRealHost(host)) return { start, end };
  }
  return null;
}

/** Names that RFC 2606 and RFC 6761 keep for examples and tests are nobody's. */
function isRealHost(host: string): boolean {
  const [last = '', before = ''] = host.toLowerCase().replace(/\.$/, '').split('.').reverse();
  if (['example', 'test', 'invalid', 'localhost'].includes(last)) return false;
  return !(before === 'example' && ['com', 'org', 'net'].includes(last));
}

const CARD_DIGITS = 19;
const LEAST_CARD_DIGITS = 13;

/** 13 to 19 digits, single spaces or hyphens between them, that end where digits end. */
function findCard(text: string, from: number): Span | null {
  for (let at = from; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) continue;
    if (!isWordCharacter(text.charCodeAt(at - 1))) {
      const end = cardEnd(text, at);
      if (end > 0) return { start: at, end };
    }
    at = endOfRun(text, at, isDigit);
  }
  return null;
}

/** Where the longest card number that begins here ends; 0 where none does. */
function cardEnd(text: string, start: number): number {
  let digits = '';
  let found = 0;
  for (let at = start; digits.length < CARD_DIGITS; ) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) break;
    digits += text[at++];
    if (digits.length >= LEAST_CARD_DIGITS && !isWordCharacter(text.charCodeAt(at)) && isCard(digits)) found = at;
    const next = text.charCodeAt(at);
    if ((next === 0x20 || next === 0x2d) && isDigit(text.charCodeAt(at + 1))) at++;
  }
  return found;
}

/** The check digit of Luhn, and a beginning that cards have. */
function isCard(digits: string): boolean {
  if (!/^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5))/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const value = (digits.charCodeAt(digits.length - 1 - at) - 0x30) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/y;

function findIban(text: string, from: number): Span | null {
  // its first two digits are rarer than its letters
  for (let at = Math.max(from, 0); at + 15 <= text.length; at++) {
    if (!isDigit(text.charCodeAt(at + 2)) || !isDigit(text.charCodeAt(at + 3))) continue;
    const code = text.charCodeAt(at);
    if (code < 0x41 || code > 0x5a || isWordCharacter(text.charCodeAt(at - 1))) continue;
    IBAN.lastIndex = at;
    const found = IBAN.exec(text)?.[0];
    if (found !== undefined && isIban(found)) return { start: at, end: at + found.length };
  }
  return null;
}

/** ISO 13616: the number modulo 97 is 1. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const moved = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (let at = 0; at < moved.length; at++) {
    const code = moved.charCodeAt(at);
    rest = isDigit(code) ? (rest * 10 + code - 0x30) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}

const SOCIAL_SECURITY = /(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}/y;
const isPartOfCode = (code: number) => isWordCharacter(code) || code === 0x2d;

/** Of the United States: 123-45-6789, without the numbers that nobody has. */
function findSocialSecurityNumber(text: string, from: number): Span | null {
  for (let dash = text.indexOf('-', Math.max(from, 3)); dash >= 0; dash = text.indexOf('-', dash + 1)) {
    const start = dash - 3;
    if (start < from || text[dash + 3] !== '-' || isPartOfCode(text.charCodeAt(start - 1))) continue;
    SOCIAL_SECURITY.lastIndex = start;
    const end = dash + 8;
    if (SOCIAL_SECURITY.test(text) && !isPartOfCode(text.charCodeAt(end))) return { start, end };
  }
  return null;
}
