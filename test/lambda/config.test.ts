import { describe, expect, test } from 'vitest';
import { findClusterId, parseConfig } from '../../lambda/remediator/config';
import { InputError } from '../../lib/errors';

const ENVIRONMENT = {
  AUTOTUNE_TABLE: 'ledger',
  AUTOTUNE_MODE: 'remediate',
  AUTOTUNE_REMEDIATOR_ID: 'one',
  AUTOTUNE_CLUSTER_IDS: 'j-ONE, j-TWO,j-ONE',
  AUTOTUNE_ACTOR_ROLE_ARN: 'arn:aws:iam::123456789012:role/actor',
  AUTOTUNE_LEVER_PARAMETER: 'lever',
  AUTOTUNE_ALLOWED_STEP_NAMES: '["nightly"]',
  AUTOTUNE_POLICY: '{"cooldownMinutes":90}',
  AWS_REGION: 'eu-central-1',
};

describe('the environment', () => {
  test('is read as the construct writes it', () => {
    expect(parseConfig(ENVIRONMENT)).toMatchObject({
      mode: 'remediate',
      watch: { kind: 'ids', clusterIds: ['j-ONE', 'j-TWO'] },
      allowedStepNames: ['nightly'],
      policy: { cooldownMinutes: 90, memoryEnter: 0.95 },
    });
  });

  test('may name a tag instead of clusters', () => {
    const { watch } = parseConfig({
      ...ENVIRONMENT,
      AUTOTUNE_CLUSTER_IDS: '',
      AUTOTUNE_TAG_KEY: 'team',
      AUTOTUNE_TAG_VALUE: 'etl',
    });
    expect(watch).toEqual({ kind: 'tag', key: 'team', value: 'etl' });
  });

  test('needs an actor role only where something is written', () => {
    expect(
      parseConfig({ ...ENVIRONMENT, AUTOTUNE_MODE: 'advise', AUTOTUNE_ACTOR_ROLE_ARN: undefined }).actorRoleArn,
    ).toBeUndefined();
  });

  test.each([
    ['AUTOTUNE_MODE', 'sometimes', 'must be one of off, advise, approve, remediate'],
    ['AUTOTUNE_MODE', undefined, 'AUTOTUNE_MODE'],
    ['AUTOTUNE_TABLE', undefined, 'AUTOTUNE_TABLE must be set'],
    ['AUTOTUNE_REMEDIATOR_ID', 'a b', 'AUTOTUNE_REMEDIATOR_ID'],
    ['AUTOTUNE_CLUSTER_IDS', 'j-one', 'comma list of cluster ids'],
    ['AUTOTUNE_CLUSTER_IDS', undefined, 'AUTOTUNE_TAG_KEY'],
    ['AUTOTUNE_ACTOR_ROLE_ARN', undefined, 'must be set in mode remediate'],
    ['AUTOTUNE_ALLOWED_STEP_NAMES', '"nightly"', 'JSON list of strings'],
    ['AUTOTUNE_ALLOWED_STEP_NAMES', '[', 'is not JSON'],
    ['AUTOTUNE_LEVER_PARAMETER', '', 'AUTOTUNE_LEVER_PARAMETER must be set in mode remediate'],
    ['AUTOTUNE_POLICY', '{"memoryEnter":2}', 'memoryEnter'],
    ['AWS_REGION', undefined, 'AWS_REGION must be set'],
  ])('fails for %s=%s', (name, value, message) => {
    expect(() => parseConfig({ ...ENVIRONMENT, [name]: value })).toThrow(InputError);
    expect(() => parseConfig({ ...ENVIRONMENT, [name]: value })).toThrow(message);
  });
});

describe('an event', () => {
  test('gives a cluster id and nothing else', () => {
    expect(findClusterId({ detail: { clusterId: 'j-ABC123', stepId: 's-1' } })).toBe('j-ABC123');
  });

  test.each([
    undefined,
    null,
    'x',
    {},
    { detail: null },
    { detail: { clusterId: 7 } },
    { detail: { clusterId: 'j-1; rm -rf /' } },
  ])('without a proper id gives none: %j', (event) => {
    expect(findClusterId(event)).toBeUndefined();
  });
});
