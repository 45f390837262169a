import {
  CreateSecurityConfigurationCommand,
  DeleteSecurityConfigurationCommand,
  DescribeSecurityConfigurationCommand,
  ListSecurityConfigurationsCommand,
} from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { accountStand, CLUSTER_ID, MINUTE, START_MS, scenarioWith } from '../support';
import { describeCluster, NEW, opened, run } from './account';

const TEXT = JSON.stringify({ EncryptionConfiguration: { EnableInTransitEncryption: false } });

describe('a security configuration', () => {
  test('is made, described, listed and deleted, and never changed', async () => {
    const { emr } = await opened();
    const create = (Name: string, SecurityConfiguration = TEXT) =>
      emr.send(new CreateSecurityConfigurationCommand({ Name, SecurityConfiguration }));
    const made = await create('disks');
    expect(made).toMatchObject({ Name: 'disks', CreationDateTime: new Date(START_MS) });
    expect(await emr.send(new DescribeSecurityConfigurationCommand({ Name: 'disks' }))).toMatchObject({
      Name: 'disks',
      SecurityConfiguration: TEXT,
      CreationDateTime: new Date(START_MS),
    });
    await create('more');
    const { SecurityConfigurations } = await emr.send(new ListSecurityConfigurationsCommand({}));
    expect(SecurityConfigurations?.map(({ Name }) => Name)).toEqual(['disks', 'more']);
    const refusal = (message: string) => ({
      name: 'InvalidRequestException',
      message: expect.stringContaining(message),
    });
    await expect(create('disks')).rejects.toMatchObject(refusal('already exists'));
    await expect(create('list', '[]')).rejects.toMatchObject(refusal('JSON'));
    await expect(create('text', '{')).rejects.toMatchObject(refusal('JSON'));
    await emr.send(new DeleteSecurityConfigurationCommand({ Name: 'disks' }));
    for (const Command of [DescribeSecurityConfigurationCommand, DeleteSecurityConfigurationCommand]) {
      const again = emr.send(new Command({ Name: 'disks' }) as DescribeSecurityConfigurationCommand);
      await expect(again).rejects.toMatchObject(refusal('does not exist'));
    }
  });

  test('is named by the cluster that is made with it, which has to name one that is there', async () => {
    const one = await opened();
    await one.emr.send(new CreateSecurityConfigurationCommand({ Name: 'disks', SecurityConfiguration: TEXT }));
    await expect(run(one, { SecurityConfiguration: 'other' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await run(one, { SecurityConfiguration: 'disks' });
    expect((await describeCluster(one, NEW)).SecurityConfiguration).toBe('disks');
    expect((await describeCluster(one, CLUSTER_ID)).SecurityConfiguration).toBeUndefined();
  });

  test('of a scenario is older than its cluster', async () => {
    const securityConfiguration = JSON.parse(TEXT) as object;
    const one = await accountStand(scenarioWith({ securityConfiguration }));
    const Name = (await describeCluster(one, CLUSTER_ID)).SecurityConfiguration;
    const found = await one.emr.send(new DescribeSecurityConfigurationCommand({ Name }));
    expect([found.SecurityConfiguration, found.CreationDateTime]).toEqual([TEXT, new Date(START_MS - 10 * MINUTE)]);
    await one.close();
  });

  test.each([null, [], 'disks'])('of a scenario cannot be %j', (securityConfiguration) => {
    expect(() => scenarioWith({ securityConfiguration })).toThrow('`securityConfiguration` must be an object');
  });
});
