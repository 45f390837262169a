import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineage, NOW } from '../remedy/support';
import { type Environment, startParameters, startTestLedger, type TestLedger } from './ledger-support';
import { cli } from './support';

/** A stack as CloudFormation describes it: its user guide's sample answer, with outputs as CDK names them. */
const described = (
  outputs: Readonly<Record<string, string>>,
): string => `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <DescribeStacksResult><Stacks><member><StackName>Remediation</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>${Object.entries(outputs)
      .map(
        ([key, value]) =>
          `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue><Description>x</Description></member>`,
      )
      .join('\n')}</Outputs>
  </member></Stacks></DescribeStacksResult>
</DescribeStacksResponse>`;

const missing = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Other does not exist</Message></Error>
</ErrorResponse>`;
const denied = missing.replace('ValidationError', 'AccessDenied').replace(/Stack with.*exist/, 'not authorized');

const ledgerName = 'emr-autotune-rehearsal';
const ANSWERS: Readonly<Record<string, readonly [status: number, body: string]>> = {
  Remediation: [200, described({ RemediatorLedgerName0A1B2C3D: ledgerName, RemediatorLeverName4D3C2B1A: 'Lever' })],
  Twins: [200, described({ OneLedgerName0A1B2C3D: 'one', TwoLedgerName4D3C2B1A: 'two' })],
  Bare: [200, described({ SomethingElse: 'x' })],
  Denied: [403, denied],
};

let server: ReturnType<typeof createServer>;
let ledger: TestLedger;
let parameters: Awaited<ReturnType<typeof startParameters>>;
let environment: Environment;
const requests: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(body);
    const [status, answer] = ANSWERS[new URLSearchParams(body).get('StackName') ?? ''] ?? [400, missing];
    response.writeHead(status, { 'content-type': 'text/xml' }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const held = { clusterId: 'j-HELD', state: 'held', reason: 'unreadable', lineage: lineage() } as const;
  [ledger, parameters] = await Promise.all([startTestLedger([held]), startParameters(0)]);
  parameters.values.set('Lever', 'run');
  const { AUTOTUNE_TABLE: _, ...rest } = ledger.environment;
  environment = {
    ...rest,
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ENDPOINT_URL_EMR: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_SSM: parameters.url,
  };
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  parameters.close();
  await ledger.close();
});

describe('--stack', () => {
  test('finds ledger and lever by the outputs of the stack', async () => {
    const { out } = await cli('release j-HELD --dry-run --stack Remediation', NOW, environment);
    expect(out).toContain('would be released: j-HELD');
    expect(requests).toEqual(['Action=DescribeStacks&StackName=Remediation&Version=2010-05-15']);
    expect((await cli('off --status --stack Remediation', NOW, environment)).out).toContain('Lever says run');
  });

  test('on the command line wins over a table in the environment, and a table there over a stack', async () => {
    const both = { ...environment, AUTOTUNE_TABLE: 'no-such-table', AUTOTUNE_STACK: 'Bare' };
    expect((await cli('release j-HELD --dry-run --stack Remediation', NOW, both)).code).toBe(0);
    expect((await cli('release j-HELD --dry-run', NOW, both)).err).toContain('table no-such-table does not exist');
  });

  test.each([
    ['Other', 'stack Other does not exist in this account and region; give the name'],
    ['Denied', 'cloudformation:DescribeStacks on stack Denied is not allowed'],
    ['Bare', 'stack Bare has no output LedgerName'],
    ['Twins', 'stack Twins has several outputs LedgerName: one, two'],
  ])('fails in one line for the stack %s', async (stack, message) => {
    const { code, err } = await cli(`explain j-HELD --stack ${stack}`, NOW, environment);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
