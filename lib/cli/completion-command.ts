import { Argument, Command } from 'commander';
import { bashScript } from './completion/bash';
import { fishScript } from './completion/fish';
import { grammarOf } from './completion/grammar';
import { zshScript } from './completion/zsh';
import { belowOptions } from './help-text';
import type { Io } from './io';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** @param program whose commands and options are completed */
export function completionCommand(io: Io, program: Command): Command {
  return new Command('completion')
    .description('the script that lets a shell complete commands, options, instance types and releases')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      belowOptions(`
Examples:
  source <(emr-autotune completion bash)     in ~/.bashrc
  source <(emr-autotune completion zsh)      in ~/.zshrc, after compinit
  emr-autotune completion fish | source      in ~/.config/fish/config.fish`),
    )
    .action((shell: keyof typeof SCRIPTS) => {
      io.out(SCRIPTS[shell](grammarOf(program)));
    });
}
