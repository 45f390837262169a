import { describe, expect, test } from 'vitest';
import { parseSecurityConfiguration } from '../../lib/remedy';
import { fc, property } from '../support/property';

/** Forms of the EMR management guide: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html */
const AT_REST = {
  EnableInTransitEncryption: false,
  EnableAtRestEncryption: true,
  AtRestEncryptionConfiguration: {
    S3EncryptionConfiguration: { EncryptionMode: 'SSE-S3' },
    LocalDiskEncryptionConfiguration: { EncryptionKeyProviderType: 'AwsKms', AwsKmsKey: 'arn:aws:kms:key' },
  },
};
const IN_TRANSIT = {
  EnableInTransitEncryption: true,
  EnableAtRestEncryption: false,
  InTransitEncryptionConfiguration: {
    TLSCertificateConfiguration: { CertificateProviderType: 'PEM', S3Object: 's3://bucket/certs.zip' },
  },
};
const KERBEROS = {
  KerberosConfiguration: {
    Provider: 'ClusterDedicatedKdc',
    ClusterDedicatedKdcConfiguration: { TicketLifetimeInHours: 24 },
  },
};
const IMDS = { MinimumInstanceMetadataServiceVersion: 2, HttpPutResponseHopLimit: 1 };

const parse = (configuration: unknown) => parseSecurityConfiguration(JSON.stringify(configuration));
const parts = (configuration: unknown) => {
  const facts = parse(configuration);
  return facts.kind === 'understood' ? facts.parts : facts.kind;
};

describe('a security configuration', () => {
  test.each<[string, object, readonly string[]]>([
    ['encryption at rest alone', { EncryptionConfiguration: AT_REST }, []],
    ['the instance metadata service', { InstanceMetadataServiceConfiguration: IMDS }, []],
    [
      'roles for EMRFS',
      {
        AuthorizationConfiguration: { EmrFsConfiguration: { RoleMappings: [{ Role: 'arn', IdentifierType: 'User' }] } },
      },
      [],
    ],
    ['encryption in transit', { EncryptionConfiguration: IN_TRANSIT }, ['in-transit-encryption']],
    [
      'encryption in transit, as a string of CloudFormation',
      { EncryptionConfiguration: { ...IN_TRANSIT, EnableInTransitEncryption: 'True' } },
      ['in-transit-encryption'],
    ],
    [
      'no encryption in transit, as such a string',
      { EncryptionConfiguration: { ...AT_REST, EnableInTransitEncryption: 'false' } },
      [],
    ],
    ['Kerberos', { AuthenticationConfiguration: KERBEROS }, ['kerberos']],
    [
      'IAM Identity Center',
      { AuthenticationConfiguration: { IdentityCenterConfiguration: { EnableIdentityCenter: true } } },
      ['identity-center'],
    ],
    [
      'IAM Identity Center switched off',
      { AuthenticationConfiguration: { IdentityCenterConfiguration: { EnableIdentityCenter: false } } },
      [],
    ],
    [
      'runtime roles with Lake Formation',
      {
        AuthorizationConfiguration: {
          IAMConfiguration: {
            EnableApplicationScopedIAMRole: true,
            ApplicationScopedIAMRoleConfiguration: { PropagateSourceIdentity: true },
          },
          LakeFormationConfiguration: { AuthorizedSessionTagValue: 'Amazon EMR' },
        },
      },
      ['runtime-roles', 'lake-formation'],
    ],
    [
      'runtime roles switched off',
      { AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: false } } },
      [],
    ],
    [
      'Ranger, which needs Kerberos and TLS as well',
      {
        EncryptionConfiguration: IN_TRANSIT,
        AuthenticationConfiguration: KERBEROS,
        AuthorizationConfiguration: { RangerConfiguration: { AdminServerURL: 'https://ranger:6182' } },
      },
      ['in-transit-encryption', 'kerberos', 'ranger'],
    ],
  ])('with %s', (_, configuration, expected) => {
    expect(parts(configuration)).toEqual(expected);
    expect(parts({ ...configuration, InstanceMetadataServiceConfiguration: IMDS })).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['an unknown part', { NetworkConfiguration: {} }],
    ['an unknown kind of authentication', { AuthenticationConfiguration: { OidcConfiguration: {} } }],
    ['an unknown kind of authorization', { AuthorizationConfiguration: { CedarConfiguration: {} } }],
    ['an unknown kind of encryption', { EncryptionConfiguration: { ...AT_REST, EnableInUseEncryption: true } }],
    ['no word on encryption in transit', { EncryptionConfiguration: { EnableAtRestEncryption: true } }],
    ['a switch that is neither on nor off', { EncryptionConfiguration: { ...AT_REST, EnableInTransitEncryption: 1 } }],
    ['encryption that is no object', { EncryptionConfiguration: true }],
    ['Kerberos that is no object', { AuthenticationConfiguration: { KerberosConfiguration: null } }],
    [
      'a switch for runtime roles of another form',
      { AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: 'yes' } } },
    ],
    ['a list', []],
    ['a name that every object has', { constructor: {} }],
  ])('with %s is not understood', (_, configuration) => {
    expect(parse(configuration)).toEqual({ kind: 'not-understood', reason: 'has a form that is not known' });
  });

  test.each([undefined, '', 'null', '"text"', '{', '{"EncryptionConfiguration"'])(
    'that is %j is not understood',
    (text) => {
      expect(parseSecurityConfiguration(text).kind).toBe('not-understood');
    },
  );
});

property([fc.json()])('whatever it holds, it is understood only where every part is known', (text) => {
  const value: unknown = JSON.parse(text);
  const isEmpty =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
  expect(parseSecurityConfiguration(text).kind).toBe(isEmpty ? 'understood' : 'not-understood');
});
