import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAGS, QUIET } from '../../test/constructs/synth';
import { synthesiseVariants } from '../../test/constructs/variants';
import { pythonEnvironment } from '../python';
import { OracleFailure } from '../tools';
import { readFlags, runCommand } from '../yarn-oracle/command';

const PACKAGES = ['cfn-lint==1.58.0'];

/** Rules whose findings CDK's own output has in every template; each with the reason why it says nothing of ours. */
const IGNORED = {
  W3005: 'CDK names dependencies that also follow from references',
  W3010: 'a stack of one account and region names its zones, which CDK looks up',
} as const;

const HELP = `Holds the templates of every variant of the constructs against CDK's own validator and cfn-lint.

  npm run check:templates -- [--or-skip]

  --or-skip  where Python 3.9 is missing: say so in one line and exit with 0, not 2

Installs cfn-lint below bench/templates/target (80 MB). Takes about two minutes.
Exit: 0 nothing was found, 1 something was, 2 bad flags, missing tools, or cfn-lint does not run.
`;

interface Finding {
  readonly Filename: string;
  readonly Message: string;
  readonly Location: { readonly Path?: readonly (string | number)[] };
  readonly Rule: { readonly Id: string };
}

void runCommand('check:templates', async () => {
  const flags = readFlags({ 'or-skip': { type: 'boolean' }, help: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const bin = pythonEnvironment(join(__dirname, 'target', 'venv'), PACKAGES);
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    // CDK's validator runs with the synthesis and fails it.
    const templates = [...synthesiseVariants(join(folder, 'cdk.out'), { ...FLAGS, ...QUIET })];
    const files = templates.map(([name, template], i) => {
      const file = join(folder, `variant-${i}.json`);
      writeFileSync(file, JSON.stringify(template));
      return { name, file };
    });
    const findings = lint(
      join(bin, 'cfn-lint'),
      files.map(({ file }) => file),
    );
    for (const { Filename, Message, Location, Rule } of findings) {
      const variant = files.find(({ file }) => file === Filename)?.name ?? Filename;
      process.stdout.write(`${variant}: ${Rule.Id} ${Location.Path?.join('/') ?? ''}: ${Message}\n`);
    }
    process.stdout.write(`${templates.length} templates, ${findings.length} findings\n`);
    return findings.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What cfn-lint finds; it exits with the kinds of what it found. */
function lint(program: string, files: readonly string[]): Finding[] {
  const ignored = Object.keys(IGNORED).flatMap((rule) => ['--ignore-checks', rule]);
  const args = [...ignored, '--format', 'json', '--', ...files];
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  try {
    return JSON.parse(stdout) as Finding[];
  } catch {
    throw new OracleFailure(`cfn-lint did not answer: ${error?.message ?? stderr.trim().slice(0, 500)}`);
  }
}
