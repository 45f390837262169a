import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { s3ObjectArn } from './cluster-roles';

/** A script that EMR runs on every node before applications start. */
export abstract class BootstrapScript {
  /** A script at an address in S3, for example `s3://bucket/install.sh`. The nodes may read it if their role is made here. */
  public static fromUri(uri: string): BootstrapScript {
    if (!Token.isUnresolved(uri) && !/^(s3[an]?:\/\/[^/]+\/.+|file:\/\/?\/.+)$/.test(uri)) {
      throw new InputError(
        'bad-uri',
        `a bootstrap script must be at s3://bucket/key or file:///path, got "${uri}"; upload it, or use BootstrapScript.fromAsset`,
      );
    }
    return new ScriptAt((scope, policy) => {
      const object = s3ObjectArn(scope, uri);
      if (object !== undefined) policy?.addStatements(readObject(object));
      return uri;
    });
  }

  /** A script in a bucket. The nodes may read it if their role is made here. */
  public static fromBucket(bucket: IBucket, key: string): BootstrapScript {
    return new ScriptAt((_scope, policy) => {
      if (policy !== undefined) grantReadObject(bucket, key, policy);
      return bucket.s3UrlForObject(key);
    });
  }

  /** A script on the machine that synthesises; CDK uploads it. The nodes may read it if their role is made here. */
  public static fromAsset(path: string): BootstrapScript {
    return new ScriptAt((scope, policy) => {
      const asset = new Asset(scope, 'Script', { path });
      if (policy !== undefined) grantReadObject(asset.bucket, asset.s3ObjectKey, policy);
      return asset.s3ObjectUrl;
    });
  }

  /**
   * Where the script is.
   *
   * @param policy that of the nodes, to which permission to read it is added; undefined where their role is given
   *
   * @internal
   */
  public abstract _bind(scope: Construct, policy: iam.Policy | undefined): string;
}

type Bind = (scope: Construct, policy: iam.Policy | undefined) => string;

class ScriptAt extends BootstrapScript {
  constructor(private readonly bind: Bind) {
    super();
  }

  public override _bind(scope: Construct, policy: iam.Policy | undefined): string {
    return this.bind(scope, policy);
  }
}

/** Lets the nodes read one object and nothing else of its bucket, which `grantRead` would let them list. */
function grantReadObject(bucket: IBucket, key: string, policy: iam.Policy): void {
  policy.addStatements(readObject(bucket.arnForObjects(key)));
  bucket.encryptionKey?.grantDecrypt(policy);
}

const readObject = (arn: string): iam.PolicyStatement =>
  new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [arn] });

/** A bootstrap action: a script, its name and its arguments. Another script, name, argument or order replaces the cluster. */
export interface BootstrapAction {
  /** The name, unique in the cluster, at most 256 characters. */
  readonly name: string;

  /** The script. */
  readonly script: BootstrapScript;

  /**
   * Arguments of the script.
   *
   * @default - none
   */
  readonly args?: string[];
}
