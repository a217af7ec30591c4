// `mock completion`: what a shell needs to complete commands and options, made of the definitions themselves.

import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script for the shell to source. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.createHelp().visibleCommands(program);
  if (shell === 'fish') return fish(commands);
  const script = bash(commands);
  return shell === 'bash' ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function optionsOf(command: Command): string[] {
  return command.options.flatMap(({ long, hidden }) => (long === undefined || long === null || hidden ? [] : [long]));
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => `    ${command.name()}) words="${optionsOf(command).join(' ')}" ;;`);
  return [
    '_mock() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
    '  local word="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${commands.map((command) => command.name()).join(' ')}" -- "$word")); return`,
    '  fi',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    '  case "$word" in',
    '    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;',
    '    *) COMPREPLY=($(compgen -f -- "$word")) ;;',
    '  esac',
    '}',
    'complete -o filenames -F _mock mock',
    '',
  ].join('\n');
}

function fish(commands: readonly Command[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").split('\n')[0]}'`;
  const lines = commands.flatMap((command) => [
    `complete -c mock -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.summary())}`,
    ...command.options.flatMap(({ long, description, hidden, required }) =>
      long === undefined || long === null || hidden
        ? []
        : [
            `complete -c mock -n '__fish_seen_subcommand_from ${command.name()}' -l ${long.slice(2)}${required ? ' -r' : ''} -d ${quoted(description)}`,
          ],
    ),
  ]);
  return `${lines.join('\n')}\n`;
}
