import { Duration } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { describe, expect, test } from 'vitest';
import { RemediationMode, StepRemediator, WatchTarget } from '../../../lib';
import { jsonOf, newCluster, newStack, only, type TemplateJson, warnings } from '../synth';
import { environment, newRemediator } from './support';

describe('the opt-in tag', () => {
  const tagOf = (template: TemplateJson): unknown =>
    only(template, 'AWS::EMR::Cluster').Properties.Tags.find(({ Key }: { Key: string }) => Key === 'emr-autotune')
      ?.Value;

  test.each([RemediationMode.APPROVE, RemediationMode.REMEDIATE])(
    'is set on a cluster of this app in mode %s',
    (mode) => {
      const stack = newStack();
      const { remediatorId } = newRemediator({ target: WatchTarget.cluster(newCluster({}, stack)), mode }, stack);

      expect(tagOf(jsonOf(stack))).toBe(`remediate:${remediatorId}`);
    },
  );

  test.each([RemediationMode.OFF, RemediationMode.ADVISE])('is not set in mode %s', (mode) => {
    const stack = newStack();
    newRemediator({ target: WatchTarget.cluster(newCluster({}, stack)), mode }, stack);

    expect(tagOf(jsonOf(stack))).toBeUndefined();
  });

  test('is on the cluster alone', () => {
    const stack = newStack();
    newRemediator({ target: WatchTarget.cluster(newCluster({}, stack)), mode: RemediationMode.REMEDIATE }, stack);
    const tagged = Object.values(jsonOf(stack).Resources).filter(({ Properties }) =>
      JSON.stringify(Properties?.Tags ?? []).includes('"emr-autotune"'),
    );

    expect(tagged.map(({ Type }) => Type)).toEqual(['AWS::EMR::Cluster']);
  });

  test('is left to the owner of a cluster that is imported', () => {
    const stack = newStack();
    const target = WatchTarget.cluster(CfnCluster.fromClusterId(stack, 'Imported', 'j-1'));

    expect(() => newRemediator({ target, mode: RemediationMode.REMEDIATE }, stack)).not.toThrow();
    expect(environment(jsonOf(stack)).AUTOTUNE_CLUSTER_IDS).toBe('j-1');
  });

  test('warns where the cluster may end between cancellation and new start', () => {
    const stack = newStack();
    const cluster = newCluster({ idleTimeout: Duration.minutes(29) }, stack);
    newRemediator({ target: WatchTarget.cluster(cluster), mode: RemediationMode.REMEDIATE }, stack);

    expect(warnings(stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:idle-timeout-too-short'));
  });

  test('fails where two remediators may act on one cluster', () => {
    const stack = newStack();
    const props = { target: WatchTarget.cluster(newCluster({}, stack)), mode: RemediationMode.REMEDIATE };
    new StepRemediator(stack, 'One', props);

    expect(() => new StepRemediator(stack, 'Two', props)).toThrow(/belongs to another remediator/);
    expect(() => new StepRemediator(stack, 'Three', { ...props, mode: RemediationMode.ADVISE })).not.toThrow();
  });
});
