/** Parts of a security configuration for which a guard is not trusted. */
export type SecurityPart =
  | 'in-transit-encryption'
  | 'kerberos'
  | 'identity-center'
  | 'runtime-roles'
  | 'lake-formation'
  | 'ranger';

/** What the security configuration of a cluster says, as far as it bears on a guard. */
export type SecurityFacts =
  | { readonly kind: 'understood'; readonly parts: readonly SecurityPart[] }
  /** The reason completes "the cluster's security configuration …". */
  | { readonly kind: 'not-understood'; readonly reason: string };

/** A value of JSON; undefined where the object has no such member. */
type Json = unknown;

/** What a part of a configuration switches on; undefined where it has no form that is known. */
type Found = readonly SecurityPart[] | undefined;

/**
 * Reads the JSON of a security configuration, by the forms of EMR's management guide.
 *
 * Whatever has another form is not understood: nothing is taken for absent because it is not known.
 */
export function parseSecurityConfiguration(text: string | undefined): SecurityFacts {
  const parts = membersOf(parsed(text), {
    EncryptionConfiguration: encryption,
    AuthenticationConfiguration: (value) =>
      membersOf(value, {
        KerberosConfiguration: switchesOn('kerberos'),
        IdentityCenterConfiguration: switchesOn('identity-center', 'EnableIdentityCenter'),
      }),
    AuthorizationConfiguration: (value) =>
      membersOf(value, {
        // Which role EMRFS takes for S3, by user, group or prefix: the ResourceManager has no part in it.
        EmrFsConfiguration: switchesOnNothing,
        IAMConfiguration: switchesOn('runtime-roles', 'EnableApplicationScopedIAMRole'),
        LakeFormationConfiguration: switchesOn('lake-formation'),
        RangerConfiguration: switchesOn('ranger'),
      }),
    InstanceMetadataServiceConfiguration: switchesOnNothing,
  });
  return parts === undefined
    ? { kind: 'not-understood', reason: 'has a form that is not known' }
    : { kind: 'understood', parts };
}

/** What is encrypted at rest is so below everything that a guard asks. */
function encryption(value: Json): Found {
  const isKnown = Object.keys(toObject(value) ?? {}).every((name) => ENCRYPTION.has(name));
  const isInTransit = toFlag(toObject(value)?.EnableInTransitEncryption);
  if (!isKnown || isInTransit === undefined) return undefined;
  return isInTransit ? ['in-transit-encryption'] : [];
}

const ENCRYPTION: ReadonlySet<string> = new Set([
  'AtRestEncryptionConfiguration',
  'EnableAtRestEncryption',
  'EnableInTransitEncryption',
  'InTransitEncryptionConfiguration',
]);

const switchesOnNothing = (value: Json): Found => toObject(value) && [];

/** @param flag the member without which, or with false in which, an object switches nothing on; default: it always does */
function switchesOn(part: SecurityPart, flag?: string): (value: Json) => Found {
  return (value) => {
    const members = toObject(value);
    if (members === undefined) return undefined;
    if (flag === undefined) return [part];
    const isOn = toFlag(members[flag] ?? false);
    return isOn === undefined ? undefined : isOn ? [part] : [];
  };
}

/** What the members of an object switch on together; undefined where one of them is not known, or not understood. */
function membersOf(value: Json, readers: Readonly<Record<string, (value: Json) => Found>>): Found {
  const members = toObject(value);
  if (members === undefined) return undefined;
  const found = Object.entries(members).map(([name, member]) =>
    Object.hasOwn(readers, name) ? readers[name]?.(member) : undefined,
  );
  return found.every((parts) => parts !== undefined) ? found.flat() : undefined;
}

function parsed(text: string | undefined): Json {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function toObject(value: Json): Readonly<Record<string, Json>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : undefined;
}

/** CloudFormation may hand a boolean of a template on as a string. */
function toFlag(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return undefined;
  return value.toLowerCase() === 'true';
}
