// `mock completion` as it is typed.

import { Argument, Command } from 'commander';
import { SHELLS, type Shell } from '../completion.ts';

const EXAMPLES = `
Examples:
  $ mock completion bash > ~/.local/share/bash-completion/completions/mock
  $ source <(mock completion zsh)
  $ mock completion fish > ~/.config/fish/completions/mock.fish`;

export function completionDefinition(run: (shell: Shell) => Promise<void>): Command {
  return new Command('completion')
    .summary('let a shell complete commands and options')
    .description('Prints a script by which a shell completes commands and options.')
    .addArgument(new Argument('<shell>', SHELLS.join(', ')).choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => run(shell));
}
