import { ServiceError } from '../errors';

/** Who may assume what: the one role through which writes go, where a scenario has one. */
export interface AccessRules {
  /** Undefined: any caller may write. */
  readonly actorRoleArn?: string;
  readonly clusterArn: string;
}

/** Temporary credentials, identified by their access key id; signatures are not checked. */
interface Session {
  readonly accessKeyId: string;
  readonly policy?: SessionPolicy;
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

interface SessionPolicy {
  readonly Statement?: Statement | readonly Statement[];
}

const WRITES: ReadonlySet<string> = new Set(['AddJobFlowSteps', 'CancelSteps']);

/** The sessions of one server: AssumeRole makes them, EMR's writes are checked against them. */
export interface Access {
  assumeRole(roleArn: string, policy: string | undefined): Session;
  /** Refuses as IAM would: a write without the actor's session, or outside that session's policy. */
  check(operation: string, authorization: string | undefined): void;
}

export function accessFor(rules: AccessRules): Access {
  const sessions = new Map<string, Session>();
  return {
    assumeRole: (roleArn, policyText) => {
      if (rules.actorRoleArn !== undefined && roleArn !== rules.actorRoleArn) {
        throw new ServiceError(
          'AccessDenied',
          'User is not authorized to perform: sts:AssumeRole on this resource',
          403,
        );
      }
      const accessKeyId = `ASIAREHEARSAL${String(sessions.size + 1).padStart(7, '0')}`;
      const session = { accessKeyId, policy: policyText === undefined ? undefined : parsePolicy(policyText) };
      sessions.set(accessKeyId, session);
      return session;
    },
    check: (operation, authorization) => {
      if (!WRITES.has(operation) || rules.actorRoleArn === undefined) return;
      const session = sessions.get(/Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? '');
      const action = `elasticmapreduce:${operation}`;
      if (session === undefined || !permits(session.policy, action, rules.clusterArn)) {
        throw new ServiceError('AccessDeniedException', `User is not authorized to perform: ${action} on the cluster`);
      }
    },
  };
}

function parsePolicy(text: string): SessionPolicy {
  try {
    return JSON.parse(text) as SessionPolicy;
  } catch {
    throw new ServiceError('MalformedPolicyDocument', 'The session policy is not JSON.');
  }
}

/** No session policy means the role's own permissions, both writes. */
function permits(policy: SessionPolicy | undefined, action: string, resource: string): boolean {
  if (policy === undefined) return true;
  const statements = listed(policy.Statement);
  const matches = (one: Statement): boolean =>
    listed(one.Action).some((pattern) => like(pattern, action)) &&
    listed(one.Resource).some((pattern) => like(pattern, resource));
  return (
    statements.some((s) => s.Effect === 'Allow' && matches(s)) &&
    !statements.some((s) => s.Effect === 'Deny' && matches(s))
  );
}

function listed<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** IAM's wildcard: `*` for any run of characters. */
function like(pattern: string, value: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.?+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(value);
}
