import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Environment, startParameters, startRefusing } from './ledger-support';
import { cli } from './support';

const SET_AT = Date.UTC(2026, 0, 5, 6, 40);

let parameters: Awaited<ReturnType<typeof startParameters>>;
let environment: Environment;

beforeAll(async () => {
  parameters = await startParameters(SET_AT);
  parameters.values.set('Lever', 'run');
  environment = {
    AUTOTUNE_LEVER_PARAMETER: 'Lever',
    AWS_ENDPOINT_URL_SSM: parameters.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
});
afterAll(() => parameters.close());

describe('emr-autotune off', () => {
  test('says with --status and --dry-run how the lever is, and sets nothing', async () => {
    const status = await cli('off --status', 0, environment);
    expect(status.out).toContain('Lever says run since 2026-01-05 06:40 UTC: the remediator cancels and submits');
    const dry = await cli('off --dry-run', 0, environment);
    expect(dry.out).toContain('Would be set to stop: the remediator cancels nothing');
    expect(dry.out).toContain('Nothing was set.');
    expect(parameters.values.get('Lever')).toBe('run');
  });

  test('stops the remediator, says what is true now and since when; on takes it back', async () => {
    const off = await cli('off', 0, environment);
    expect([off.code, parameters.values.get('Lever')]).toEqual([0, 'stop']);
    expect(off.out).toContain('Lever says stop since 2026-01-05 06:40 UTC');
    expect(off.out).toContain('may still go out for half a minute');
    const on = await cli('on --json', 0, environment);
    expect([on.code, parameters.values.get('Lever')]).toEqual([0, 'run']);
    expect(JSON.parse(on.out)).toMatchObject({ state: 'run', changedAt: '2026-01-05T06:40:00.000Z', done: true });
  });

  test('takes a value that is not the exact word for a stop, and says so', async () => {
    parameters.values.set('Lever', 'Run');
    const { out } = await cli('on --dry-run', 0, { ...environment, COLUMNS: '200' });
    expect(out).toContain('Lever says stop since 2026-01-05 06:40 UTC (it says "Run", which counts as stop)');
    parameters.values.set('Lever', 'run');
  });

  test('stops it for whoever may set the lever and not read it', async () => {
    parameters.refuse('GetParameter');
    const { code, out } = await cli('off', 0, environment);
    parameters.refuse(undefined);
    expect([code, parameters.values.get('Lever')]).toEqual([0, 'stop']);
    expect(out).toContain('It was set, and not read back: AccessDeniedException; that needs ssm:GetParameter.');
  });

  test('never makes a parameter that is not there', async () => {
    const { code, err } = await cli('off --lever Other', 0, environment);
    expect([code, parameters.values.has('Other')]).toEqual([2, false]);
    expect(err).toContain('parameter Other does not exist in this account and region');
  });

  test.each([
    ['AccessDeniedException', 'ssm:GetParameter on parameter Lever is not allowed'],
    ['ParameterNotFound', 'parameter Lever does not exist in this account and region; give the remediator'],
    ['ThrottlingException', 'ssm:GetParameter on parameter Lever was throttled'],
  ])('fails in one line for %s', async (name, message) => {
    const aws = await startRefusing(name);
    const { code, err } = await cli('off --status', 0, { ...environment, AWS_ENDPOINT_URL_SSM: aws.url });
    aws.close();
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test('fails where nobody says which parameter or which region it is', async () => {
    const { AWS_REGION: _, ...nowhere } = environment;
    expect((await cli('off', 0, { ...environment, AUTOTUNE_LEVER_PARAMETER: '' })).err).toContain('with --lever');
    expect((await cli('off --status', 0, nowhere)).err).toContain('give it with --region or in AWS_REGION');
  });
});
