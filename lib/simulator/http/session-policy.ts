import { ServiceError } from '../errors';
import { conditionsHold, isCondition } from './policy-conditions';
import { like } from './wildcards';

/** What a caller wants to do, as IAM sees it. */
export interface PolicyQuestion {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys in lower case; one that is absent has no value. */
  readonly context: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

export interface SessionPolicy {
  readonly statements: readonly Statement[];
}

/** STS takes no longer ones. */
const MAX_CHARACTERS = 2048;

const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocument', message);

/** @throws ServiceError as STS refuses one: not JSON, of another grammar than IAM's, too long */
export function parseSessionPolicy(text: string): SessionPolicy {
  if (text.length > MAX_CHARACTERS) {
    const percent = Math.ceil((100 * text.length) / MAX_CHARACTERS);
    throw new ServiceError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    );
  }
  const policy = parseObject(text);
  if (!Object.keys(policy).every((key) => ['Version', 'Id', 'Statement'].includes(key)))
    throw malformed('Syntax errors in policy.');
  if (policy.Version !== '2012-10-17' && policy.Version !== '2008-10-17' && policy.Version !== undefined)
    throw malformed('The policy must contain a valid version string.');
  const statements = listed(policy.Statement) as readonly Statement[];
  if (statements.length === 0) throw malformed('Syntax errors in policy.');
  for (const statement of statements) checkStatement(statement);
  const ids = statements.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
  if (new Set(ids).size < ids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
  return { statements };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the same refusal.
  }
  throw malformed('This policy contains invalid Json');
}

const KNOWN = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

function checkStatement(statement: Statement): void {
  if (typeof statement !== 'object' || statement === null) throw malformed('Syntax errors in policy.');
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined)
    throw malformed('Policy document should not specify a principal.');
  if (!Object.keys(statement).every((key) => KNOWN.has(key))) throw malformed('Syntax errors in policy.');
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw malformed('Syntax errors in policy.');
  const actions = oneOf(statement.Action, statement.NotAction, 'Policy statement must contain actions.');
  const resources = oneOf(statement.Resource, statement.NotResource, 'Policy statement must contain resources.');
  if (!actions.every((one) => one === '*' || /^[\w-]+:./.test(one)))
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  const odd = resources.find((one) => one !== '*' && !/^arn:(?:[^:]*:){4}./.test(one));
  if (odd !== undefined) throw malformed(`Resource ${odd} must be in ARN format or "*".`);
  if (statement.Condition !== undefined && !isCondition(statement.Condition))
    throw malformed('Syntax errors in policy.');
}

/** The strings of the one element that is given, of two that exclude each other. */
function oneOf(element: unknown, not: unknown, absent: string): readonly string[] {
  if (element !== undefined && not !== undefined) throw malformed('Syntax errors in policy.');
  const list: readonly unknown[] = listed(element ?? not);
  if (list.length === 0) throw malformed(absent);
  if (!list.every((one): one is string => typeof one === 'string')) throw malformed('Syntax errors in policy.');
  return list;
}

/** IAM's verdict: an explicit deny counts before any allow, and what nothing allows is denied too. */
export function verdictOf({ statements }: SessionPolicy, question: PolicyQuestion): 'allow' | 'deny' | 'no-allow' {
  const effects = statements.filter((one) => applies(one, question)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'deny';
  return effects.includes('Allow') ? 'allow' : 'no-allow';
}

function applies(statement: Statement, { action, resource, context }: PolicyQuestion): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  // Actions have no case, and ARNs do.
  const isAction = (pattern: string): boolean => like(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string): boolean => like(pattern, resource);
  const hasAction = NotAction === undefined ? strings(Action).some(isAction) : !strings(NotAction).some(isAction);
  const hasResource =
    NotResource === undefined ? strings(Resource).some(isResource) : !strings(NotResource).some(isResource);
  return hasAction && hasResource && (Condition === undefined || conditionsHold(Condition as object, context));
}

const strings = (value: unknown): readonly string[] => listed(value) as readonly string[];

function listed(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
