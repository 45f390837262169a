import type { Duration, SecretValue } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Encryption of what nodes send to each other, with certificates of your own. */
export interface InTransitEncryption {
  /** The bucket of the certificates; the nodes may read them if their role is made here. */
  readonly bucket: s3.IBucket;

  /** The key of the zip file with privateKey.pem and certificateChain.pem, or of the jar with the class. */
  readonly key: string;

  /**
   * The Java class in the jar that gives certificates.
   *
   * @default - none; the object is a zip file of PEM files
   */
  readonly providerClass?: string;
}

/** Another realm that a cluster's own KDC trusts. */
export interface CrossRealmTrust {
  /** The realm. */
  readonly realm: string;
  /** Its domain name. */
  readonly domain: string;
  /** Its administration server, with a port if it is not 749. */
  readonly adminServer: string;
  /** Its KDC, with a port if it is not 88. */
  readonly kdcServer: string;
  /** The password of the trust. */
  readonly password: SecretValue;
}

/** An Active Directory that a KDC outside of the cluster trusts. */
export interface ActiveDirectory {
  /** The realm, for example `AD.EXAMPLE.COM`. */
  readonly realm: string;
  /** Its domain name, for example `ad.example.com`. */
  readonly domain: string;
}

/** A KDC outside of the cluster. */
export interface ExternalKdc {
  /** Its administration server, with a port if it is not 749. */
  readonly adminServer: string;
  /** Its KDC, with a port if it is not 88. */
  readonly kdcServer: string;

  /**
   * The Active Directory that the KDC trusts; nodes join it by `adDomainJoinUser`.
   *
   * @default - none
   */
  readonly activeDirectory?: ActiveDirectory;
}

/** Kerberos on a cluster. */
export interface Kerberos {
  /** The realm of the cluster, for example `EC2.INTERNAL`. */
  readonly realm: string;

  /** The password of the KDC's administrator. */
  readonly kdcAdminPassword: SecretValue;

  /**
   * How long tickets hold, whole hours.
   *
   * @default - 24 hours; that of the KDC if it is outside of the cluster
   */
  readonly ticketLifetime?: Duration;

  /**
   * A KDC outside of the cluster.
   *
   * @default - the cluster has a KDC of its own, on its primary node
   */
  readonly externalKdc?: ExternalKdc;

  /**
   * Another realm that the cluster's own KDC trusts.
   *
   * @default - none
   */
  readonly crossRealmTrust?: CrossRealmTrust;

  /**
   * The user who joins nodes to the domain of an Active Directory.
   *
   * @default - none
   */
  readonly adDomainJoinUser?: string;

  /**
   * The password of `adDomainJoinUser`.
   *
   * @default - none
   */
  readonly adDomainJoinPassword?: SecretValue;
}

/** Encryption, authentication and authorization of a tuned cluster: what its security configuration holds. */
export interface ClusterSecurityProps {
  /**
   * Encryption of what nodes send to each other.
   *
   * @default - none
   */
  readonly inTransitEncryption?: InTransitEncryption;

  /**
   * The key with which EMRFS encrypts what jobs write to S3 (SSE-KMS), whatever the bucket says. A role of nodes that is made here may use it.
   *
   * @default - none; the bucket decides
   */
  readonly s3EncryptionKey?: kms.IKey;

  /**
   * Kerberos. With `securityConfigurationName` that configuration has to switch it on.
   *
   * @default - none
   */
  readonly kerberos?: Kerberos;

  /**
   * Whether steps can have a role of their own (6.7.0 and later, one primary node). The nodes' role must be allowed to assume it; a remediator does not act
   * on such steps.
   *
   * @default false
   */
  readonly runtimeRoles?: boolean;

  /**
   * The session tag by which Lake Formation knows the cluster; only with `runtimeRoles`.
   *
   * @default - none; Lake Formation decides on nothing
   */
  readonly lakeFormationSessionTag?: string;
}
