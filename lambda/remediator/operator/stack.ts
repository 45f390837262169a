import { InputError } from '../../../lib/errors';
import type { Operator } from '../../../lib/remedy';
import { type ServiceAccess, sendSigned } from '../adapters/signed-request';
import { asked } from './failures';

const TIMEOUT_MS = 20_000;
const API_VERSION = '2010-05-15';

/** Names in the outputs of a remediator's stack: the logical id of an output ends with its name in the construct and a hash. */
export function stackReader(cloudFormation: () => Promise<ServiceAccess>): Operator['stackOutput'] {
  return async ({ stack, output }) => {
    const what = {
      action: 'cloudformation:DescribeStacks',
      resource: `stack ${stack}`,
      find: "give the name of the remediator's stack with --stack, and its region with --region",
    };
    const xml = await asked(what, async () => describeStack(await cloudFormation(), stack));
    const outputs = [...xml.matchAll(/<OutputKey>([^<]*)<\/OutputKey>\s*<OutputValue>([^<]*)<\/OutputValue>/g)];
    const names = outputs.flatMap(([, key = '', value = '']) => (isNamed(key, output) ? [value] : []));
    const [name, ...others] = names;
    if (name === undefined) throw new InputError('no-output', `stack ${stack} has no output ${output}`);
    if (others.length > 0) {
      throw new InputError('several-outputs', `stack ${stack} has several outputs ${output}: ${names.join(', ')}`);
    }
    return name;
  };
}

/** `RemediatorLedgerName0A1B2C3D` is named `LedgerName`. */
const isNamed = (key: string, output: string): boolean => key.replace(/[0-9A-F]{8}$/, '').endsWith(output);

async function describeStack(access: ServiceAccess, stack: string): Promise<string> {
  const response = await sendSigned(access, {
    method: 'POST',
    path: '/',
    service: 'cloudformation',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: 'DescribeStacks', StackName: stack, Version: API_VERSION }).toString(),
    timeoutMs: TIMEOUT_MS,
  });
  const text = await response.text();
  if (response.ok) return text;
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? 'Unknown';
  // CloudFormation says by this that there is no such stack.
  const name = code === 'ValidationError' && text.includes('does not exist') ? 'ResourceNotFoundException' : code;
  throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: response.status } });
}
