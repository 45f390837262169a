import { spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { leafProperties } from '../../tools/resource-spec';
import { OracleFailure } from '../tools';

/** What became of a resource in a deployment. */
export interface ResourceEvent {
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  readonly type: string;
  readonly id: string;
  /** The properties that differed. */
  readonly paths?: readonly string[];
}

export interface FakeAws {
  readonly endpoint: string;
  /** The environment of a program that is to take it for AWS. */
  readonly env: NodeJS.ProcessEnv;
  /** What has happened since this was asked the last time. */
  readonly events: () => ResourceEvent[];
  /** What moto wrote about requests and its own errors. */
  readonly errors: () => string;
  readonly close: () => void;
}

const RULED = ['Cluster', 'InstanceFleetConfig', 'InstanceGroupConfig', 'SecurityConfiguration', 'Step'];

/** Starts moto with an EMR that replaces what CloudFormation's resource specification says it replaces. */
export async function startFakeAws(python: string, folder: string): Promise<FakeAws> {
  const rules = Object.fromEntries(
    RULED.map((name) => `AWS::EMR::${name}`).map((type) => [
      type,
      Object.fromEntries(leafProperties(type).map(({ path, replaces }) => [path, replaces])),
    ]),
  );
  const [rulesFile, eventsFile] = [join(folder, 'rules.json'), join(folder, 'events.jsonl')];
  writeFileSync(rulesFile, JSON.stringify(rules));
  const errorsFile = join(folder, 'errors.log');
  writeFileSync(eventsFile, '');
  const port = await freePort();
  const env = fakeEnvironment(`http://localhost:${port}`);
  const server = spawn(python, [join(__dirname, 'fake_aws.py'), rulesFile, eventsFile, String(port)], {
    env,
    stdio: ['ignore', 'ignore', openSync(errorsFile, 'w')],
  });
  const errors = (): string => readFileSync(errorsFile, 'utf8').trim();
  // moto makes bucket names of the host: an address in figures breaks them.
  const endpoint = `http://localhost:${port}`;
  for (let i = 0; ; i++) {
    const up = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (up) break;
    if (server.exitCode !== null || i > 600) throw new OracleFailure(`moto does not run: ${errors().slice(-500)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  let read = 0;
  return {
    endpoint,
    env,
    events: () => {
      const lines = readFileSync(eventsFile, 'utf8').split('\n').filter(Boolean);
      const fresh = lines.slice(read).map((line) => JSON.parse(line) as ResourceEvent);
      read = lines.length;
      return fresh;
    },
    errors,
    close: () => server.kill(),
  };
}

function fakeEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_SESSION_TOKEN: 'rehearsal',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    CI: 'true',
    NO_COLOR: '1',
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new OracleFailure('no port is free');
  return address.port;
}
