import { Token } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import { InputError } from '../../errors';
import { isClusterId, OPT_IN_TAG } from '../../remedy';

/**
 * The clusters that a remediator watches.
 *
 * A remediator acts only on clusters with the tag `emr-autotune=remediate:<remediator id>`; as a tag has one value, at most one remediator
 * acts on a cluster. A cluster of this app that is given as a construct gets the tag; other clusters are tagged by their owners.
 */
export class WatchTarget {
  /** A tuned cluster, or any other cluster of this app or imported into it. In modes that act, a cluster of this app gets the opt-in tag. */
  public static cluster(cluster: emr.IClusterRef): WatchTarget {
    return new WatchTarget({ clusterId: cluster.clusterRef.clusterId, construct: cluster });
  }

  /**
   * A cluster by its id.
   *
   * @param clusterId `j-…`
   */
  public static id(clusterId: string): WatchTarget {
    if (!Token.isUnresolved(clusterId) && !isClusterId(clusterId)) {
      throw new InputError('bad-cluster-id', `a cluster id looks like j-2AXXXXXXGAPLF, got "${clusterId}"`);
    }
    return new WatchTarget({ clusterId });
  }

  /** All clusters of this account and region that have a tag. */
  public static tagged(key: string, value: string): WatchTarget {
    for (const [part, given] of Object.entries({ key, value })) {
      if (given !== '') continue;
      throw new InputError('bad-tag', `the tag's ${part} must not be empty; name the tag that your clusters have`);
    }
    if (Token.isUnresolved(key)) {
      throw new InputError(
        'unresolved',
        "the tag's key must be known at synthesis, as permissions depend on it; write the key itself instead of a token",
      );
    }
    if (key === OPT_IN_TAG) {
      throw new InputError('bad-tag', 'the tag emr-autotune says who may act on a cluster; watch by another tag');
    }
    return new WatchTarget({ tag: { key, value } });
  }

  /** @internal */
  public readonly _clusterId?: string;
  /** @internal */
  public readonly _construct?: emr.IClusterRef;
  /** @internal */
  public readonly _tag?: { readonly key: string; readonly value: string };

  private constructor(target: {
    readonly clusterId?: string;
    readonly construct?: emr.IClusterRef;
    readonly tag?: { readonly key: string; readonly value: string };
  }) {
    this._clusterId = target.clusterId;
    this._construct = target.construct;
    this._tag = target.tag;
  }
}
