import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Clients } from '../../../lambda/remediator/adapters/clients';

const KEYS = { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
const REGION = { AWS_REGION: 'eu-central-1' };

afterEach(() => vi.unstubAllEnvs());

const hostOf = async (clients: Clients): Promise<string | undefined> =>
  (await clients.emr().config.endpoint?.())?.hostname;

describe('the clients', () => {
  test('take region, endpoint and keys from the environment that they are given', async () => {
    const environment = { ...REGION, ...KEYS, AWS_ENDPOINT_URL_EMR: 'http://one.example' };
    const { config } = new Clients(environment).emr();
    expect(await config.region()).toBe('eu-central-1');
    expect((await config.endpoint?.())?.hostname).toBe('one.example');
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'KEY', sessionToken: 'token' });
  });

  test('each have an endpoint of their own', async () => {
    const clients = new Clients({
      ...REGION,
      ...KEYS,
      AWS_ENDPOINT_URL_EMR: 'http://emr.example',
      AWS_ENDPOINT_URL_CLOUDWATCH: 'http://cloudwatch.example',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://dynamodb.example',
      AWS_ENDPOINT_URL_STS: 'http://sts.example',
    });
    const made = [clients.emr(), clients.cloudWatch(), clients.dynamoDb(), clients.sts()];
    const hosts = await Promise.all(made.map(async ({ config }) => (await config.endpoint?.())?.hostname));
    expect(hosts).toEqual(['emr.example', 'cloudwatch.example', 'dynamodb.example', 'sts.example']);
  });

  test('leave to the SDK what the environment does not say', async () => {
    expect(await hostOf(new Clients({ ...REGION, ...KEYS }))).toBeUndefined();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'PROCESS');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_PROFILE', undefined);
    const { config } = new Clients(REGION).emr();
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'PROCESS' });
  });

  test('leave the keys to the SDK where a profile is named, as it would choose the profile itself', () => {
    const withProfile = new Clients({ ...REGION, ...KEYS, AWS_PROFILE: 'mine' }).emr();
    return expect(withProfile.config.credentials()).rejects.toThrow();
  });

  test('take keys and region of the profile that the environment they are given names', async () => {
    const folder = process.env.AUTOTUNE_TEST_FOLDER ?? '';
    const [config, credentials] = [join(folder, 'aws-config'), join(folder, 'aws-credentials')];
    writeFileSync(config, '[profile analytics]\nregion = eu-south-2\n');
    writeFileSync(credentials, '[analytics]\naws_access_key_id = ANALYTICS\naws_secret_access_key = s\n');
    vi.stubEnv('AWS_CONFIG_FILE', config);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
    vi.stubEnv('AWS_REGION', undefined);
    const emr = new Clients({ AWS_PROFILE: 'analytics' }).emr();
    expect(await emr.config.region()).toBe('eu-south-2');
    expect(await emr.config.credentials()).toMatchObject({ accessKeyId: 'ANALYTICS' });
  });

  test('ignore configured endpoints where the environment says so', async () => {
    const environment = { ...REGION, ...KEYS, AWS_ENDPOINT_URL_EMR: 'http://one.example' };
    expect(await hostOf(new Clients({ ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }))).toBeUndefined();
  });

  // The domains of the partitions as AWS documents them.
  test.each([
    ['eu-central-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
    ['us-iso-east-1', 'c2s.ic.gov'],
    ['us-isob-east-1', 'sc2s.sgov.gov'],
  ])('find Systems Manager of %s', (region, domain) => {
    expect(new Clients({ ...KEYS, AWS_REGION: region }).ssm().endpoint).toBe(`https://ssm.${region}.${domain}`);
  });

  test('write once and under the keys they are given', async () => {
    const { config } = new Clients({ ...REGION, ...KEYS }).emrActor({ accessKeyId: 'ACTOR', secretAccessKey: 's' });
    expect(await config.maxAttempts()).toBe(1);
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'ACTOR' });
  });
});
