import { CfnParameter, Reference, Tokenization } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { warn } from '../checks';
import { ebsConfigurationFor } from './ebs-volumes';
import { mergeConfigurations, toCloudFormation } from './emr-configuration';
import type { NodeHardware } from './instance-fleet';

/** The id of an image; warns of one that changes by itself, as another image is another cluster. */
export function imageId(scope: Construct, prop: string, image: ec2.IMachineImage): string {
  const id = image.getImage(scope).imageId;
  const token = Tokenization.reverseString(id).firstToken;
  const parameter = Reference.isReference(token) ? token.target : undefined;
  if (parameter instanceof CfnParameter && parameter.type.startsWith('AWS::SSM::Parameter::Value<')) {
    warn(
      scope,
      'image-follows-parameter',
      `\`${prop}\` comes from Parameter Store, where each deployment reads it anew: another image there replaces the cluster, by whatever deployment is next; name the image's id`,
    );
  }
  return id;
}

/** What a group and a type of a fleet have in common, as CloudFormation takes it; what is not given is left to EMR. */
export function hardwareProperties(
  scope: Construct,
  prop: string,
  { ebsVolumes, ebsOptimized, customAmi, configurations }: NodeHardware,
): Pick<CfnCluster.InstanceGroupConfigProperty, 'ebsConfiguration' | 'customAmiId' | 'configurations'> {
  const ebsConfiguration = ebsConfigurationFor(`${prop}.ebsVolumes`, ebsVolumes, ebsOptimized);
  return {
    ...(ebsConfiguration === undefined ? {} : { ebsConfiguration }),
    ...(customAmi === undefined ? {} : { customAmiId: imageId(scope, `${prop}.customAmi`, customAmi) }),
    ...(configurations === undefined
      ? {}
      : { configurations: toCloudFormation(mergeConfigurations([], configurations)) }),
  };
}
