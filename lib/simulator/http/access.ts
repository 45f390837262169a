import { ServiceError } from '../errors';
import { type PolicyQuestion, parseSessionPolicy, type SessionPolicy, verdictOf } from './session-policy';
import type { Json } from './wire';

/** Who may assume what: the one role through which writes go, where a scenario has one. */
export interface AccessRules {
  /** Undefined: any caller may write. */
  readonly actorRoleArn?: string;
  readonly clusterArn: string;
  /** A cluster's tags by its id, for conditions of session policies; undefined for one that is not there. */
  readonly clusterTags?: (clusterId: string) => Readonly<Record<string, string>> | undefined;
}

interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Undefined: the session may do what the role may. */
  readonly policy?: string;
  readonly durationSeconds: number;
}

/** Temporary credentials, identified by their access key id; signatures are not checked. */
interface Session {
  readonly accessKeyId: string;
  /** Of the session, not of the role. */
  readonly arn: string;
  readonly roleArn: string;
  readonly policy?: SessionPolicy;
  readonly expiresMs: number;
}

const WRITES: ReadonlySet<string> = new Set(['AddJobFlowSteps', 'CancelSteps']);

/** Of a role that says nothing else. */
const MAX_SESSION_SECONDS = 3600;
/** The oldest is forgotten, and its keys are not valid any more. */
const MAX_SESSIONS = 1000;
const KEY_PREFIX = 'ASIAREHEARSAL';

/** The sessions of one server: AssumeRole makes them, EMR's calls are checked against them. */
export interface Access {
  assumeRole(request: RoleRequest): Pick<Session, 'accessKeyId' | 'arn'>;
  /**
   * Refuses as IAM would: a write without the actor's session, anything outside a session's policy, a session that has ended.
   *
   * @param authorization the request's header
   */
  check(operation: string, request: Json, authorization: string | undefined): void;
}

/** @param now epoch ms, on the server's clock */
export function accessFor(rules: AccessRules, now: () => number): Access {
  const sessions = new Map<string, Session>();
  const [, partition = 'aws', , region = '', account = ''] = rules.clusterArn.split(':');
  const user = `arn:${partition}:iam::${account}:user/rehearsal`;
  let made = 0;
  return {
    assumeRole: ({ roleArn, sessionName, policy, durationSeconds }) => {
      const parsed = policy === undefined ? undefined : parseSessionPolicy(policy);
      if (rules.actorRoleArn !== undefined && roleArn !== rules.actorRoleArn) {
        const message = `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
        throw new ServiceError('AccessDenied', message, 403);
      }
      if (durationSeconds > MAX_SESSION_SECONDS) {
        const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
        throw new ServiceError('ValidationError', message);
      }
      made += 1;
      const accessKeyId = `${KEY_PREFIX}${String(made).padStart(7, '0')}`;
      const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      const arn = `arn:${partition}:sts::${account}:assumed-role/${role}/${sessionName}`;
      sessions.set(accessKeyId, {
        accessKeyId,
        arn,
        roleArn,
        policy: parsed,
        expiresMs: now() + durationSeconds * 1000,
      });
      const [oldest] = sessions.keys();
      if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      return { accessKeyId, arn };
    },
    check: (operation, request, authorization) => {
      const session = sessionFor(sessions, authorization, now());
      const resource = resourceFor(rules.clusterArn, request);
      const action = `elasticmapreduce:${operation}`;
      const denied = (who: string, reason: string): ServiceError => {
        const message = `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
        return new ServiceError('AccessDeniedException', message);
      };
      if (session === undefined) {
        if (rules.actorRoleArn === undefined || !WRITES.has(operation)) return;
        throw denied(user, `because no identity-based policy allows the ${action} action`);
      }
      if (session.policy === undefined) return;
      const principal = { arn: session.roleArn, account, region, nowMs: now() };
      const verdict = verdictOf(session.policy, { action, resource, context: contextFor(rules, request, principal) });
      if (verdict === 'deny') throw denied(session.arn, 'with an explicit deny in a session policy');
      if (verdict === 'no-allow') throw denied(session.arn, `because no session policy allows the ${action} action`);
    },
  };
}

function sessionFor(
  sessions: ReadonlyMap<string, Session>,
  authorization: string | undefined,
  nowMs: number,
): Session | undefined {
  const key = /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? '';
  const session = sessions.get(key);
  if (session === undefined && key.startsWith(KEY_PREFIX))
    throw new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (session !== undefined && nowMs >= session.expiresMs)
    throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
  return session;
}

const clusterIdIn = (request: Json): string | undefined =>
  [request.ClusterId, request.JobFlowId].find((one): one is string => typeof one === 'string');

/** What a request is about: a cluster, or all of them. */
function resourceFor(clusterArn: string, request: Json): string {
  const id = clusterIdIn(request);
  return id === undefined ? '*' : `${clusterArn.slice(0, clusterArn.lastIndexOf('/') + 1)}${id}`;
}

function contextFor(
  rules: AccessRules,
  request: Json,
  principal: { readonly arn: string; readonly account: string; readonly region: string; readonly nowMs: number },
): PolicyQuestion['context'] {
  const tags = Object.entries(rules.clusterTags?.(clusterIdIn(request) ?? '') ?? {});
  const { ExecutionRoleArn } = request;
  return {
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value])),
    ...Object.fromEntries(tags.map(([key, value]) => [`elasticmapreduce:resourcetag/${key.toLowerCase()}`, value])),
    ...(typeof ExecutionRoleArn === 'string' ? { 'elasticmapreduce:executionrolearn': ExecutionRoleArn } : {}),
    'aws:principalarn': principal.arn,
    'aws:principalaccount': principal.account,
    'aws:requestedregion': principal.region,
    'aws:currenttime': new Date(principal.nowMs).toISOString(),
    'aws:epochtime': String(Math.floor(principal.nowMs / 1000)),
    'aws:securetransport': 'true',
  };
}
