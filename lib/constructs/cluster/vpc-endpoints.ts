import { Aspects, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct, IConstruct } from 'constructs';
import { warn } from '../checks';

/** What nodes without a route out reach through endpoints: their service in the name of an endpoint, and what it is for. */
const NEEDED: Readonly<Record<string, string>> = {
  s3: 'S3 (packages, logs, data)',
  elasticmapreduce: 'EMR',
  kms: 'KMS (disk encryption)',
  monitoring: 'CloudWatch (metrics)',
};

/** Warns of endpoints that an isolated subnet needs and the app does not make; looked for at synthesis, as they may be added after the cluster. */
export function warnOfMissingEndpoints(network: Construct, vpc: ec2.IVpc): void {
  Aspects.of(network).add({
    visit: (node: IConstruct) => {
      if (node !== network) return;
      const services = endpointServices(vpc);
      const missing = Object.keys(NEEDED).filter((service) => !services.some((name) => name.endsWith(`.${service}`)));
      if (missing.length === 0) return;
      warn(
        network,
        'isolated-subnet',
        `\`vpcSubnets\` selects an isolated subnet, from which nodes reach AWS only through endpoints, and ${vpc.node.path} has none here for ${missing.map((service) => NEEDED[service]).join(', ')}; add them to the VPC, or acknowledge this if it has them already`,
      );
    },
  });
}

/** The ends of the names of all services that a VPC has endpoints for in this app. */
function endpointServices(vpc: ec2.IVpc): string[] {
  return vpc.node.root.node
    .findAll()
    .filter((child): child is ec2.CfnVPCEndpoint => child instanceof ec2.CfnVPCEndpoint)
    .filter((endpoint) => endpoint.vpcId === vpc.vpcId)
    .flatMap((endpoint) => {
      const name: unknown = Stack.of(endpoint).resolve(endpoint.serviceName);
      return JSON.stringify(name ?? '').match(/\.[a-z0-9-]+(?=")/g) ?? [];
    });
}
