import * as emr from 'aws-cdk-lib/aws-emr';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { nonEmpty, warn, wholeNumberWithin } from '../checks';
import type { ClusterSecurityProps, InTransitEncryption, Kerberos } from './cluster-security-props';
import { canRequireImdsV2 } from './releases';
import type { TunedClusterProps } from './tuned-cluster-props';

/** The props that a security configuration which is given by name already decides. */
const DECIDED: readonly (keyof ClusterSecurityProps)[] = [
  'inTransitEncryption',
  's3EncryptionKey',
  'runtimeRoles',
  'lakeFormationSessionTag',
];

/** @throws InputError for props that contradict each other, or that the release does not have */
export function checkSecurity(props: TunedClusterProps): void {
  checkStrings(props);
  const { release, kerberos, runtimeRoles, lakeFormationSessionTag } = props;
  const decided = DECIDED.find((name) => props[name] !== undefined);
  if (props.securityConfigurationName !== undefined && decided !== undefined) {
    throw new InputError(
      'contradiction',
      `\`${decided}\` is given beside \`securityConfigurationName\`, which decides; leave one out`,
    );
  }
  if (runtimeRoles && !release.isAtLeast(6, 7)) {
    throw new InputError(
      'no-runtime-roles',
      `\`runtimeRoles\` needs emr-6.7.0 or later, got ${release.label}; leave it out or use a later release`,
    );
  }
  if (runtimeRoles && (props.primaryNodes?.count ?? 1) > 1) {
    throw new InputError('contradiction', '`runtimeRoles` needs one primary node, got 3; leave one of the two out');
  }
  if (lakeFormationSessionTag !== undefined && !runtimeRoles) {
    throw new InputError('contradiction', '`lakeFormationSessionTag` is given without `runtimeRoles`; set it to true');
  }
  if (kerberos?.externalKdc !== undefined && kerberos.crossRealmTrust !== undefined) {
    throw new InputError(
      'contradiction',
      '`kerberos.crossRealmTrust` is of the KDC of the cluster itself, got `externalKdc` as well; leave one out',
    );
  }
  if ((kerberos?.adDomainJoinUser === undefined) !== (kerberos?.adDomainJoinPassword === undefined)) {
    throw new InputError(
      'contradiction',
      '`kerberos.adDomainJoinUser` and `kerberos.adDomainJoinPassword` belong together, got one of the two; give both or neither',
    );
  }
}

/** @throws InputError for empty strings: an empty name of a security configuration would give a cluster without encryption */
function checkStrings(props: TunedClusterProps): void {
  const { securityConfigurationName, lakeFormationSessionTag, inTransitEncryption, kerberos } = props;
  nonEmpty('securityConfigurationName', securityConfigurationName);
  nonEmpty('lakeFormationSessionTag', lakeFormationSessionTag);
  for (const [name, value] of Object.entries({
    inTransitEncryption,
    kerberos,
    'kerberos.externalKdc': kerberos?.externalKdc,
    'kerberos.externalKdc.activeDirectory': kerberos?.externalKdc?.activeDirectory,
    'kerberos.crossRealmTrust': kerberos?.crossRealmTrust,
  })) {
    for (const [key, text] of Object.entries(value ?? {})) if (text === '') nonEmpty(`${name}.${key}`, text);
  }
}

/**
 * The EMR security configuration: encryption, version 2 only of the instance metadata service, authentication, authorization.
 *
 * It has no physical name: every property replaces it, and a replacement of the same name would collide.
 */
export function newSecurityConfiguration(
  scope: Construct,
  id: string,
  diskKey: kms.IKey,
  props: TunedClusterProps,
): emr.CfnSecurityConfiguration {
  const { release, inTransitEncryption, s3EncryptionKey, kerberos } = props;
  const imds = canRequireImdsV2(release);
  if (!imds) {
    warn(
      scope,
      'imds-v1',
      `release ${release.label} fails to start without version 1 of the instance metadata service, which stays on; use emr-6.2.0 or later`,
    );
  }
  return new emr.CfnSecurityConfiguration(scope, id, {
    securityConfiguration: {
      EncryptionConfiguration: {
        EnableInTransitEncryption: inTransitEncryption !== undefined,
        EnableAtRestEncryption: true,
        ...(inTransitEncryption === undefined
          ? {}
          : { InTransitEncryptionConfiguration: { TLSCertificateConfiguration: certificates(inTransitEncryption) } }),
        AtRestEncryptionConfiguration: {
          // Without a key of its own EMRFS would override what a bucket's owner chose, and S3 encrypts anyway.
          ...(s3EncryptionKey === undefined
            ? {}
            : { S3EncryptionConfiguration: { EncryptionMode: 'SSE-KMS', AwsKmsKey: s3EncryptionKey.keyArn } }),
          LocalDiskEncryptionConfiguration: {
            EncryptionKeyProviderType: 'AwsKms',
            AwsKmsKey: diskKey.keyArn,
            EnableEbsEncryption: true,
          },
        },
      },
      ...(imds
        ? {
            InstanceMetadataServiceConfiguration: {
              MinimumInstanceMetadataServiceVersion: 2,
              HttpPutResponseHopLimit: 1,
            },
          }
        : {}),
      ...(kerberos === undefined
        ? {}
        : { AuthenticationConfiguration: { KerberosConfiguration: kerberosConfiguration(kerberos) } }),
      ...authorization(props),
    },
  });
}

function certificates({ bucket, key, providerClass }: InTransitEncryption): object {
  const S3Object = bucket.s3UrlForObject(key);
  return providerClass === undefined
    ? { CertificateProviderType: 'PEM', S3Object }
    : { CertificateProviderType: 'Custom', S3Object, CertificateProviderClass: providerClass };
}

/** In the form of the management guide's configuration examples for Kerberos, of which those with a KDC outside give no lifetime. */
function kerberosConfiguration({ ticketLifetime, externalKdc, crossRealmTrust }: Kerberos): object {
  const hours = ticketLifetime?.toHours({ integral: false }) ?? 24;
  const TicketLifetimeInHours = wholeNumberWithin('kerberos.ticketLifetime (hours)', hours, 1, 8_760);
  if (externalKdc !== undefined) {
    const { adminServer, kdcServer, activeDirectory } = externalKdc;
    return {
      Provider: 'ExternalKdc',
      ExternalKdcConfiguration: {
        ...(ticketLifetime === undefined ? {} : { TicketLifetimeInHours }),
        KdcServerType: 'Single',
        AdminServer: adminServer,
        KdcServer: kdcServer,
        ...(activeDirectory === undefined
          ? {}
          : { AdIntegrationConfiguration: { AdRealm: activeDirectory.realm, AdDomain: activeDirectory.domain } }),
      },
    };
  }
  return {
    Provider: 'ClusterDedicatedKdc',
    ClusterDedicatedKdcConfiguration: {
      TicketLifetimeInHours,
      ...(crossRealmTrust === undefined
        ? {}
        : {
            CrossRealmTrustConfiguration: {
              Realm: crossRealmTrust.realm,
              Domain: crossRealmTrust.domain,
              AdminServer: crossRealmTrust.adminServer,
              KdcServer: crossRealmTrust.kdcServer,
            },
          }),
    },
  };
}

function authorization({ runtimeRoles, lakeFormationSessionTag }: ClusterSecurityProps): object {
  if (!runtimeRoles) return {};
  return {
    AuthorizationConfiguration: {
      IAMConfiguration: { EnableApplicationScopedIAMRole: true },
      ...(lakeFormationSessionTag === undefined
        ? {}
        : { LakeFormationConfiguration: { AuthorizedSessionTagValue: lakeFormationSessionTag } }),
    },
  };
}

/** What of Kerberos is the cluster's own: its realm and the passwords, as references to where they are kept. */
export function kerberosAttributes(kerberos: Kerberos): emr.CfnCluster.KerberosAttributesProperty {
  const { realm, kdcAdminPassword, crossRealmTrust, adDomainJoinUser, adDomainJoinPassword } = kerberos;
  return {
    realm,
    kdcAdminPassword: kdcAdminPassword.unsafeUnwrap(),
    ...(crossRealmTrust === undefined
      ? {}
      : { crossRealmTrustPrincipalPassword: crossRealmTrust.password.unsafeUnwrap() }),
    ...(adDomainJoinUser === undefined ? {} : { adDomainJoinUser }),
    ...(adDomainJoinPassword === undefined ? {} : { adDomainJoinPassword: adDomainJoinPassword.unsafeUnwrap() }),
  };
}
