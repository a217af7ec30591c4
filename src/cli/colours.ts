// Colours, where both streams are a terminal or they were asked for: what goes into a file or a CI's log stays plain.
// https://no-color.org, https://force-color.org

import picocolors from 'picocolors';

const { env, argv, stdout, stderr } = process;
const isSet = (value: string | undefined) => value !== undefined && value !== '' && value !== '0';
const isAsked = isSet(env['FORCE_COLOR']) || argv.includes('--color');
const isTerminal = stdout.isTTY === true && stderr.isTTY === true && env['TERM'] !== 'dumb';
const isForbidden = isSet(env['NO_COLOR']) || argv.includes('--no-color');

// of undefined, picocolors would decide itself: in CI always for colours
export const pc = picocolors.createColors(!isForbidden && (isAsked || isTerminal));
