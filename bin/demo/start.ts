/** `npm start`: synthesises the example app, then tells the main job from end to end. `--json` prints it as data. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tolerateClosedPipe } from '../../lib/cli/closed-pipe';
import { json } from '../../lib/cli/io';
import { progressLine, rehearsalInWords } from '../../lib/cli/progress';
import { isColored, widthFor } from '../../lib/cli/terminal';
import { textStyleFor } from '../../lib/cli/text-style';
import { packageRoot } from '../../lib/package-root';
import { planToJson, tone } from '../../lib/render';
import { storyToJson, storyToText, tellStory } from './story';

const root = packageRoot(__dirname);
const asJson = process.argv.includes('--json');
const terminal = {
  environment: process.env,
  columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
};
const style = textStyleFor({ color: isColored('auto', terminal), width: widthFor(terminal) });

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

interface Stack {
  readonly stack: string;
  readonly template: Template;
}

/** Runs bin/app.ts as `cdk synth` would, but for the command line's own start-up time. */
async function synthesise(): Promise<Stack[]> {
  const out = join(root, 'cdk.out');
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
  const env = { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context) };
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], { cwd: root, env });
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { templateFile?: string } }>;
  };
  return Object.entries(manifest.artifacts).flatMap(([stack, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
      ? [{ stack, template: JSON.parse(readFileSync(join(out, properties.templateFile), 'utf8')) as Template }]
      : [],
  );
}

function stackLine({ stack, template }: Stack): string {
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  const shown = ['AWS::EMR::Cluster', 'AWS::EMR::Step', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'];
  const parameters = Object.keys(template.Parameters ?? {}).filter((name) => name !== 'BootstrapVersion');
  return [
    tone(style, 'bold', `Synthesised ${stack}`),
    `${Object.keys(template.Resources).length} resources (${shown.filter((type) => types.has(type)).join(', ')}, …)`,
    `size parameter ${parameters.join(', ')}`,
    `cdk.out/${stack}.template.json`,
  ].join('  ');
}

async function main(): Promise<void> {
  const progress = progressLine({
    progress: process.stderr.isTTY === true && !asJson,
    err: (text) => process.stderr.write(text),
  });
  // Both take seconds and neither needs the other.
  const [stacks, story] = await Promise.all([
    synthesise(),
    tellStory((at) => progress.show(rehearsalInWords(at))),
  ]).finally(progress.end);
  if (asJson) {
    const summaries = stacks.map(({ stack, template }) => ({
      stack,
      resources: Object.keys(template.Resources).length,
    }));
    const data = { schemaVersion: 1, stacks: summaries, ...storyToJson(story), declared: planToJson(story.declared) };
    process.stdout.write(json(data));
    return;
  }
  for (const one of stacks) process.stdout.write(`${stackLine(one)}\n\n`);
  process.stdout.write(`${storyToText(story, style)}\n`);
}

tolerateClosedPipe(process.stdout);
// A deployed function runs on a newer Node than this machine may.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
main().catch((error: unknown) => {
  process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
