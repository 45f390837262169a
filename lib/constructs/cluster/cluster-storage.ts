import { AspectPriority, Aspects, CfnDeletionPolicy, Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { warn } from '../checks';

/**
 * The prefix of the logs' keys.
 *
 * @throws InputError for one that begins with a slash: the log address would drop it, the nodes' permission would not
 */
export function checkLogPrefix(prefix: string): string {
  if (!Token.isUnresolved(prefix) && prefix.startsWith('/')) {
    throw new InputError(
      'bad-prefix',
      `\`logPrefix\` must not begin with a slash, got "${prefix}"; leave the slash out`,
    );
  }
  return prefix;
}

/** A bucket for the cluster's logs: private, encrypted. */
export function newLogBucket(scope: Construct, id: string, removalPolicy: RemovalPolicy): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    lifecycleRules: [{ id: 'AbandonedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }],
  });
  if (removalPolicy !== RemovalPolicy.DESTROY) warnOfLaterRemoval(bucket);
  return bucket;
}

/** A policy that is set later, such as for a whole stack, deletes the bucket but does not empty it. */
function warnOfLaterRemoval(bucket: s3.Bucket): void {
  Aspects.of(bucket).add(
    {
      visit: (node) => {
        if (!(node instanceof s3.CfnBucket) || node.cfnOptions.deletionPolicy !== CfnDeletionPolicy.DELETE) return;
        warn(
          bucket,
          'log-bucket-not-emptied',
          'the log bucket is to be deleted with the stack, which fails while logs are in it; set `removalPolicy` of the cluster to RemovalPolicy.DESTROY, which empties it first',
        );
      },
    },
    { priority: AspectPriority.READONLY },
  );
}

/** The key of the nodes' disks. */
export function newDiskKey(scope: Construct, id: string, removalPolicy: RemovalPolicy): kms.Key {
  return new kms.Key(scope, id, {
    description: 'Disks of an EMR cluster',
    enableKeyRotation: true,
    removalPolicy,
  });
}
