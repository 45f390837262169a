import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { ebsConfigurationFor } from './ebs-volumes';
import { mergeConfigurations, toCloudFormation } from './emr-configuration';
import type { NodeHardware } from './instance-fleet';

/** What a group and a type of a fleet have in common, as CloudFormation takes it; what is not given is left to EMR. */
export function hardwareProperties(
  scope: Construct,
  prop: string,
  { ebsVolumes, ebsOptimized, customAmi, configurations }: NodeHardware,
): Pick<CfnCluster.InstanceGroupConfigProperty, 'ebsConfiguration' | 'customAmiId' | 'configurations'> {
  const ebsConfiguration = ebsConfigurationFor(`${prop}.ebsVolumes`, ebsVolumes, ebsOptimized);
  return {
    ...(ebsConfiguration === undefined ? {} : { ebsConfiguration }),
    ...(customAmi === undefined ? {} : { customAmiId: customAmi.getImage(scope).imageId }),
    ...(configurations === undefined
      ? {}
      : { configurations: toCloudFormation(mergeConfigurations([], configurations)) }),
  };
}
