import { Duration, SecretValue } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { EmrRelease, type Kerberos, type TunedClusterProps } from '../../../lib';
import { parseSecurityConfiguration } from '../../../lib/remedy';
import { actionsOf, jsonOf, newCluster, newStack, only, roleStatements, type TemplateJson } from '../synth';

const kerberos: Kerberos = { realm: 'EC2.INTERNAL', kdcAdminPassword: SecretValue.secretsManager('kdc') };
const server = { adminServer: 'kdc.example.com:749', kdcServer: 'kdc.example.com:88' };
const trust = { realm: 'AD', domain: 'ad', ...server, password: SecretValue.secretsManager('trust') };

function templateOf(props: (stack: ReturnType<typeof newStack>) => Partial<TunedClusterProps>): TemplateJson {
  const stack = newStack();
  newCluster(props(stack), stack);
  return jsonOf(stack);
}

const securityOf = (template: TemplateJson) =>
  only(template, 'AWS::EMR::SecurityConfiguration').Properties.SecurityConfiguration;

/** The forms are those of the management guide's page on security configurations. */
describe('the security configuration', () => {
  test('encrypts what nodes send with certificates that they can read', () => {
    const template = templateOf((stack) => ({
      inTransitEncryption: { bucket: Bucket.fromBucketName(stack, 'Own', 'own'), key: 'certificates.zip' },
    }));

    expect(securityOf(template).EncryptionConfiguration).toMatchObject({
      EnableInTransitEncryption: true,
      InTransitEncryptionConfiguration: {
        TLSCertificateConfiguration: { CertificateProviderType: 'PEM', S3Object: 's3://own/certificates.zip' },
      },
    });
    const reads = roleStatements(template).filter((statement) => actionsOf(statement).includes('s3:GetObject'));
    expect(JSON.stringify(reads)).toContain(':s3:::own/certificates.zip');
  });

  test('encrypts objects with a key that the nodes can use', () => {
    const template = templateOf((stack) => ({ s3EncryptionKey: new Key(stack, 'Objects') }));

    expect(securityOf(template).EncryptionConfiguration.AtRestEncryptionConfiguration).toMatchObject({
      S3EncryptionConfiguration: { EncryptionMode: 'SSE-KMS', AwsKmsKey: { 'Fn::GetAtt': [expect.anything(), 'Arn'] } },
      LocalDiskEncryptionConfiguration: { EnableEbsEncryption: true },
    });
    expect(roleStatements(template)).toContainEqual(
      expect.objectContaining({ Sid: 'EncryptObjects', Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
    );
  });

  test('has a KDC of the cluster, whose passwords stay where they are kept', () => {
    const template = templateOf(() => ({ kerberos: { ...kerberos, crossRealmTrust: trust } }));

    expect(securityOf(template).AuthenticationConfiguration.KerberosConfiguration).toEqual({
      Provider: 'ClusterDedicatedKdc',
      ClusterDedicatedKdcConfiguration: {
        TicketLifetimeInHours: 24,
        CrossRealmTrustConfiguration: {
          Realm: 'AD',
          Domain: 'ad',
          AdminServer: server.adminServer,
          KdcServer: server.kdcServer,
        },
      },
    });
    expect(only(template, 'AWS::EMR::Cluster').Properties.KerberosAttributes).toEqual({
      Realm: 'EC2.INTERNAL',
      KdcAdminPassword: '{{resolve:secretsmanager:kdc:SecretString:::}}',
      CrossRealmTrustPrincipalPassword: '{{resolve:secretsmanager:trust:SecretString:::}}',
    });
  });

  // The form of the management guide's configuration examples, "External cluster KDC with Active Directory cross-realm trust".
  test('has a KDC outside, and the Active Directory that it trusts', () => {
    const activeDirectory = { realm: 'AD.DOMAIN.COM', domain: 'ad.domain.com' };
    const of = (props: Partial<Kerberos>) =>
      securityOf(templateOf(() => ({ kerberos: { ...kerberos, ...props } }))).AuthenticationConfiguration
        .KerberosConfiguration;

    expect(of({ externalKdc: { ...server, activeDirectory } })).toEqual({
      Provider: 'ExternalKdc',
      ExternalKdcConfiguration: {
        KdcServerType: 'Single',
        AdminServer: 'kdc.example.com:749',
        KdcServer: 'kdc.example.com:88',
        AdIntegrationConfiguration: { AdRealm: 'AD.DOMAIN.COM', AdDomain: 'ad.domain.com' },
      },
    });
    expect(of({ externalKdc: server, ticketLifetime: Duration.hours(12) })).toMatchObject({
      ExternalKdcConfiguration: { TicketLifetimeInHours: 12 },
    });
  });

  test('has runtime roles, and a tag for Lake Formation', () => {
    const template = templateOf(() => ({ runtimeRoles: true, lakeFormationSessionTag: 'Amazon EMR' }));

    expect(securityOf(template).AuthorizationConfiguration).toEqual({
      IAMConfiguration: { EnableApplicationScopedIAMRole: true },
      LakeFormationConfiguration: { AuthorizedSessionTagValue: 'Amazon EMR' },
    });
  });

  test('is understood by the remediator, which trusts a guard where no prop adds to what every cluster has', () => {
    const parts = (props: Parameters<typeof templateOf>[0]) => {
      const facts = parseSecurityConfiguration(JSON.stringify(securityOf(templateOf(props))));
      return facts.kind === 'understood' ? facts.parts : facts;
    };

    expect(parts(() => ({}))).toEqual([]);
    expect(parts((stack) => ({ s3EncryptionKey: new Key(stack, 'Objects') }))).toEqual([]);
    expect(
      parts((stack) => ({
        inTransitEncryption: { bucket: Bucket.fromBucketName(stack, 'Own', 'own'), key: 'certificates.zip' },
        kerberos,
        runtimeRoles: true,
        lakeFormationSessionTag: 'Amazon EMR',
      })),
    ).toEqual(['in-transit-encryption', 'kerberos', 'runtime-roles', 'lake-formation']);
  });

  test.each<[string, Partial<TunedClusterProps>, RegExp]>([
    [
      'one by name beside what it decides',
      { securityConfigurationName: 'corporate', runtimeRoles: true },
      /`runtimeRoles` is given beside `securityConfigurationName`/,
    ],
    ['runtime roles on 6.6', { release: EmrRelease.EMR_6_6_0, runtimeRoles: true }, /needs emr-6.7.0 or later/],
    ['runtime roles with three primary nodes', { primaryNodes: { count: 3 }, runtimeRoles: true }, /one primary node/],
    ['Lake Formation without runtime roles', { lakeFormationSessionTag: 'x' }, /without `runtimeRoles`/],
    [
      'a trust of a KDC outside',
      { kerberos: { ...kerberos, externalKdc: server, crossRealmTrust: trust } },
      /`kerberos.crossRealmTrust` is of the KDC of the cluster itself/,
    ],
    [
      'a user who joins a domain without a password',
      { kerberos: { ...kerberos, adDomainJoinUser: 'x' } },
      /belong together/,
    ],
  ])('fails for %s', (_what, props, message) => {
    expect(() => newCluster(props)).toThrow(message);
  });
});
