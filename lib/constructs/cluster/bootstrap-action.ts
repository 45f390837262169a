import { Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import type { ClusterRoles } from './cluster-roles';

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
    return new ScriptAt((_scope, reader) => {
      reader.grantReadFile(uri);
      return uri;
    });
  }

  /** A script in a bucket. The nodes are granted permission to read it. */
  public static fromBucket(bucket: IBucket, key: string): BootstrapScript {
    return new ScriptAt((_scope, { instanceRole }) => {
      bucket.grantRead(instanceRole, key);
      return bucket.s3UrlForObject(key);
    });
  }

  /** A script on the machine that synthesises; CDK uploads it, and the nodes are granted permission to read it. */
  public static fromAsset(path: string): BootstrapScript {
    return new ScriptAt((scope, { instanceRole }) => {
      const asset = new Asset(scope, 'Script', { path });
      asset.grantRead(instanceRole);
      return asset.s3ObjectUrl;
    });
  }

  /**
   * Where the script is, once the nodes can read it.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, reader: ScriptReader): string;
}

/** Those who run the script: the nodes. */
type ScriptReader = Pick<ClusterRoles, 'grantReadFile' | 'instanceRole'>;

type Bind = (scope: Construct, reader: ScriptReader) => string;

class ScriptAt extends BootstrapScript {
  constructor(private readonly bind: Bind) {
    super();
  }

  public override _bind(scope: Construct, reader: ScriptReader): string {
    return this.bind(scope, reader);
  }
}

/** A bootstrap action: a script, its name and its arguments. Another script, name, argument or order replaces the cluster. */
export interface BootstrapAction {
  /** The name, unique in the cluster: letters, digits, spaces and hyphens. */
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
