// Scripts for shells, made of a small program; bash itself says whether it takes them.

import { spawnSync } from 'node:child_process';
import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { completionScript } from '../../../src/cli/completion.ts';

function program(): Command {
  const all = new Command('mock').helpCommand(false);
  all
    .command('run')
    .summary("the tests' own\\way")
    .option('--port <number>', 'a port\nand more')
    .option('--strict', "don't guess")
    .addOption(new Option('--secret', 'for us').hideHelp())
    .option('-x', 'short alone');
  all.command('hidden', { hidden: true }).option('--inside');
  return all;
}

test('bash is offered commands, and behind one its options', () => {
  const ask = (words: string[]) => {
    const array = words.map((word) => `'${word}'`).join(' ');
    const line = `COMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _mock; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `${completionScript(program(), 'bash')}${line}`]);
    expect(String(stderr)).toBe('');
    return String(stdout).trim().split('\n');
  };
  expect(ask(['mock', ''])).toEqual(['run']);
  expect(ask(['mock', 'run', '--'])).toEqual(['--port', '--strict']);
  expect(ask(['mock', 'run', '--p'])).toEqual(['--port']);
  expect(ask(['mock', 'hidden', '--'])).toEqual(['']);
});

test('zsh takes what bash does', () => {
  const script = completionScript(program(), 'zsh');
  expect(script).toBe(`autoload -U +X bashcompinit && bashcompinit\n${completionScript(program(), 'bash')}`);
});

test('for fish, descriptions are one quoted line, and options that take a value say so', () => {
  const of = "complete -c mock -n '__fish_seen_subcommand_from run'";
  expect(completionScript(program(), 'fish').split('\n')).toEqual([
    "complete -c mock -n __fish_use_subcommand -a run -d 'the tests\\' own\\\\way'",
    `${of} -l port -r -d 'a port'`,
    `${of} -l strict -d 'don\\'t guess'`,
    '',
  ]);
});
