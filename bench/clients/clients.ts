import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { javaTool } from '../tools';
import { COMMANDS, type Command } from './aws-cli';
import { binFolder, JARS, SOURCES, TARGET } from './tools';

/** How a client fared: its transcript, and what went wrong. */
export interface Outcome {
  readonly transcript: readonly string[];
  readonly failure?: string;
}

export interface Client {
  readonly name: string;
  /** Keys of `LIES` that it must notice: it asks for what they are about. */
  readonly notices: readonly string[];
  run(url: string): Promise<Outcome>;
}

/** A client that hangs has failed. */
const TIME_LIMIT_MS = 10 * 60_000;
const EVENTUALLY_MS = 60_000;
const ALL = ['every step fails', 'CloudWatch has no points', 'changes are forgotten', 'no cluster ends'];

export const CLIENTS: readonly Client[] = [
  { name: 'boto3 1.44.8', notices: ALL, run: (url) => python('tools', 'boto3_client.py', url) },
  { name: 'boto3 1.34.162', notices: ALL, run: (url) => python('old', 'boto3_client.py', url) },
  { name: 'aws-cli 1.46.3', notices: ALL, run: commandLine },
  {
    name: 'Airflow 3.3.2, amazon provider 9.39.0',
    notices: ['every step fails', 'no cluster ends'],
    run: (url) => python('airflow', 'airflow_client.py', url),
  },
  { name: 'AWS SDK for Java 2.57.8', notices: ALL, run: java },
];

function environment(url: string): NodeJS.ProcessEnv {
  return {
    PATH: `${binFolder('tools')}:${process.env.PATH}`,
    HOME: TARGET,
    AIRFLOW_HOME: join(TARGET, 'airflow'),
    AWS_ENDPOINT_URL_EMR: url,
    AWS_ENDPOINT_URL_CLOUDWATCH: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  };
}

interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function execute(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Done> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIME_LIMIT_MS });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, out, err };
}

function outcome({ code, out, err }: Done): Outcome {
  const transcript = out.trimEnd().split('\n');
  return code === 0
    ? { transcript }
    : { transcript, failure: err.trim().split('\n').at(-1) || `it ended with ${code}` };
}

async function python(venv: Parameters<typeof binFolder>[0], script: string, url: string): Promise<Outcome> {
  return outcome(await execute(join(binFolder(venv), 'python'), [join(SOURCES, script)], environment(url)));
}

async function java(url: string): Promise<Outcome> {
  const args = ['-XX:-UsePerfData', '-cp', join(JARS, '*'), join(SOURCES, 'EmrClientRun.java')];
  return outcome(await execute(javaTool('java'), args, environment(url)));
}

/** One command after the other, as a person would. */
async function commandLine(url: string): Promise<Outcome> {
  const { virtualTime } = (await (await fetch(`${url}/health`)).json()) as { virtualTime: string };
  const metric = {
    Namespace: 'AWS/ElasticMapReduce',
    MetricName: 'MemoryAllocatedMB',
    Dimensions: [{ Name: 'JobFlowId', Value: 'j-REHEARSAL0001' }],
  };
  const env = {
    ...environment(url),
    START: new Date(Date.parse(virtualTime) - 3_600_000).toISOString(),
    END: virtualTime,
    QUERIES: JSON.stringify([{ Id: 'memory', MetricStat: { Metric: metric, Period: 300, Stat: 'Average' } }]),
  };
  const transcript: string[] = [];
  for (const command of COMMANDS) {
    const printed = await answerTo(command, env);
    transcript.push(`$ ${command.line}`, ...(printed === '' ? [] : [printed]));
    if (!isExpected(command, printed)) return { transcript, failure: `should have printed ${command.prints}` };
  }
  return { transcript };
}

async function answerTo(command: Command, env: NodeJS.ProcessEnv): Promise<string> {
  const end = Date.now() + EVENTUALLY_MS;
  for (;;) {
    const { code, out, err } = await execute('sh', ['-c', command.line], env);
    const printed = (code === 0 ? out : err).trim().replace(/\s+/g, ' ');
    if (command.eventually === undefined || isExpected(command, printed) || Date.now() > end) return printed;
    await timeout(500);
  }
}

const isExpected = ({ prints }: Command, printed: string): boolean =>
  typeof prints === 'string' ? printed === prints : prints.test(printed);
