import { InputError } from '../../../lib/errors';
import type { Operator } from '../../../lib/remedy';
import { signedHeaders } from '../adapters/signed-request';
import type { SsmOptions } from '../adapters/ssm';
import { asked } from './failures';

const TIMEOUT_MS = 20_000;
const API_VERSION = '2010-05-15';

/** Names in the outputs of a remediator's stack: the logical id of an output ends with its name in the construct and a hash. */
export function stackReader(cloudFormation: () => Promise<SsmOptions>): Operator['stackOutput'] {
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

async function describeStack({ endpoint, region, keys, now }: SsmOptions, stack: string): Promise<string> {
  const request = {
    method: 'POST' as const,
    url: new URL('/', endpoint),
    service: 'cloudformation',
    region,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: 'DescribeStacks', StackName: stack, Version: API_VERSION }).toString(),
  };
  const { host: _, ...headers } = signedHeaders(request, await keys(), now());
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(request.url, { method: 'POST', headers, body: request.body, redirect: 'error', signal });
  const text = await response.text();
  if (response.ok) return text;
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? 'Unknown';
  // CloudFormation says by this that there is no such stack.
  const name = code === 'ValidationError' && text.includes('does not exist') ? 'ResourceNotFoundException' : code;
  throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: response.status } });
}
