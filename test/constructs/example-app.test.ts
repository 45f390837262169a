import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FLAGS, only, ROOT, type TemplateJson, temporaryDirectory } from './synth';

interface Synthesis {
  readonly status: number | null;
  readonly output: string;
  readonly template: string;
}

/** Runs the example as `cdk synth` does, with no account, credentials or region about. */
function synth(context: Record<string, unknown>, validation: boolean): Synthesis {
  const outdir = temporaryDirectory();
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...{ PATH, HOME, NO_COLOR: '1' },
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      ...(validation ? {} : { CDK_VALIDATION: 'false' }),
    },
  });
  const output = `${stdout}${stderr}`;
  if (status !== 0) return { status, output, template: '' };
  return { status, output, template: readFileSync(join(outdir, 'EmrAutotuneExample.template.json'), 'utf8') };
}

describe('the example app', () => {
  let checked: Synthesis;

  beforeAll(() => {
    checked = synth(FLAGS, true);
  });

  test("passes CDK's own validator, whose findings are errors here", () => {
    expect(FLAGS['@aws-cdk/core:validateAgainstDefaultRules']).toBe(true);
    expect(checked).toMatchObject({ status: 0, output: expect.not.stringMatching(/\bERROR\b/) });
  });

  test('is the same template twice, byte for byte', () => {
    expect(synth(FLAGS, false).template).toBe(checked.template);
  });

  test('works without feature flags', () => {
    const { status, template } = synth({}, false);

    expect(status).toBe(0);
    expect(only(JSON.parse(template), 'AWS::EMR::Cluster').Properties.Configurations).toEqual(
      only(JSON.parse(checked.template), 'AWS::EMR::Cluster').Properties.Configurations,
    );
  });

  test('has its size as a parameter: 10 to 200 nodes, 82 at first', () => {
    const { Parameters } = JSON.parse(checked.template) as TemplateJson;

    expect(Parameters.ClusterCoreNodes).toMatchObject({ Type: 'Number', MinValue: 10, MaxValue: 200, Default: 82 });
  });

  test('has no number that a token left behind', () => {
    expect(checked.template).not.toMatch(/e\+\d{2,}|\$\{Token/);
  });
});
