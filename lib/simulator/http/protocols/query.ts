import { ServiceError } from '../../errors';
import { escapeXml } from '../../xml';
import type { Json } from '../wire';
import { type Call, CLOUDWATCH, isTime, type Message } from './call';

const VERSION = '2010-08-01';
const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const NUMBERS: ReadonlySet<string> = new Set(['Period', 'MaxDatapoints']);
const FLAGS: ReadonlySet<string> = new Set(['ReturnData', 'IncludeLinkedAccounts']);
const XML = { 'content-type': 'text/xml' };

/** CloudWatch's old query protocol, which SDKs of before 2025 speak: a form in, XML out. */
export function findQueryCall({ headers, body }: Message): Call | undefined {
  if (!String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) return undefined;
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.get('Version') !== VERSION) return undefined;
  const operation = form.get('Action') ?? '';
  return {
    service: CLOUDWATCH,
    operation,
    input: () => inputFrom(form),
    answer: (output) => ({
      status: 200,
      headers: XML,
      body:
        `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${membersXml(output)}</${operation}Result>` +
        `<ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata></${operation}Response>`,
    }),
    refuse: ({ status, name, message }) => ({
      status,
      headers: XML,
      body:
        `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(name)}</Code>` +
        `<Message>${escapeXml(message)}</Message></Error><RequestId>rehearsal</RequestId></ErrorResponse>`,
    }),
  };
}

/** A structure or a list on its way from a form: members by name, those of a list by number. */
type Node = Map<string, Node | string>;

/** `Metrics.member.1.Name=a` as `{ Metrics: [{ Name: 'a' }] }`. */
function inputFrom(form: URLSearchParams): Json {
  const root: Node = new Map();
  for (const [path, value] of form) {
    if (path === 'Action' || path === 'Version') continue;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let node = root;
    for (const name of names) {
      const next = node.get(name) ?? new Map<string, Node | string>();
      if (typeof next === 'string') throw new ServiceError('MalformedInput', `${path} is not a member of the request`);
      node.set(name, next);
      node = next;
    }
    node.set(last, value);
  }
  return toValue(root, '') as Json;
}

function toValue(node: Node | string, member: string): unknown {
  if (typeof node === 'string') return toScalar(node, member);
  const list = node.get('member');
  if (node.size === 1 && list instanceof Map) {
    return [...list].sort(([a], [b]) => Number(a) - Number(b)).map(([, one]) => toValue(one, member));
  }
  return Object.fromEntries([...node].map(([name, one]) => [name, toValue(one, name)]));
}

function toScalar(text: string, member: string): unknown {
  if (isTime(member)) return Date.parse(text) / 1000;
  if (NUMBERS.has(member)) return Number(text);
  return FLAGS.has(member) ? text === 'true' : text;
}

function membersXml(value: object): string {
  return Object.entries(value)
    .map(([name, one]) => (one === undefined ? '' : `<${name}>${toXml(one, name)}</${name}>`))
    .join('');
}

function toXml(value: unknown, member: string): string {
  if (Array.isArray(value)) return value.map((one) => `<member>${toXml(one, member)}</member>`).join('');
  if (typeof value === 'object' && value !== null) return membersXml(value);
  if (typeof value === 'number' && isTime(member)) return new Date(value * 1000).toISOString();
  return escapeXml(String(value));
}
