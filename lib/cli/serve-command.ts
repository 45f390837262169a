import { Command } from 'commander';
import { InputError } from '../errors';
import { LEVER_PARAMETER, parametersWithLever } from '../rehearsal';
import {
  briefScenario,
  type ClockKind,
  type Health,
  type LocalEmr,
  parseScenario,
  REGION,
  type Scenario,
  startLocalEmr,
} from '../simulator';
import { belowOptions } from './help-text';
import { type Io, readJson } from './io';

const DEFAULT_PORT = '4580';
const DEFAULT_HOST = '127.0.0.1';
const MAX_PORT = 65_535;
/** A day in a second. */
const MAX_FACTOR = 86_400;
const MAX_ELAPSED_MINUTES = 7 * 24 * 60;

interface ServeFlags {
  port: string;
  host: string;
  clock: string;
  elapsed: string;
  json?: boolean;
}

/** What `serve --json` prints, in one line, as soon as it listens. */
export interface ServeJson extends Health {
  readonly schemaVersion: number;
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  /** Variables that point the AWS SDKs and the AWS command line at it. */
  readonly environment: Readonly<Record<string, string>>;
}

export function serveCommand(io: Io): Command {
  return new Command('serve')
    .description('a local EMR and CloudWatch for boto3, the AWS command line, Airflow or any AWS SDK, until Ctrl-C')
    .argument('[scenario.json]', 'the cluster and jobs that are there at the start (default: the stuck join)')
    .option('--port <number>', 'port to listen on; 0 takes one that is free', DEFAULT_PORT)
    .option('--host <address>', 'address to listen on; any but loopback lets others in, unasked', DEFAULT_HOST)
    .option('--clock <mode>', '"now", a factor such as 60x, or "virtual", which stands until you advance it', 'now')
    .option('--elapsed <minutes>', 'minutes of the scenario that have gone by at the start', '0')
    .option('--json', 'where it listens as one line of JSON, versioned and stable')
    .addHelpText('after', belowOptions(HELP))
    .action(async (path: string | undefined, flags: ServeFlags) => {
      const options = {
        scenario: scenarioFrom(path, io),
        port: within('--port', flags.port, MAX_PORT),
        host: flags.host,
        clock: clockKind(flags.clock),
        elapsedMinutes: within('--elapsed', flags.elapsed, MAX_ELAPSED_MINUTES),
        parameters: parametersWithLever(),
        wall: io.now,
      };
      const server = await startLocalEmr(options).catch((error: unknown) => {
        throw listenError(error, options);
      });
      try {
        const start = await startOf(server);
        io.out(flags.json ? `${JSON.stringify(start)}\n` : toText(start, options.scenario));
        await io.interrupted();
      } finally {
        await server.close();
      }
    });
}

const HELP = `
Nothing leaves this machine, and no AWS account is needed: credentials are not checked. Beside what clusters, steps, groups, tags and metrics need, it has
  GET /health                                what runs, and the time there
  GET /clock                                 the time, and the minutes since the scenario's start
  POST /clock {"advanceSeconds": 300}        moves a virtual clock
  GET /faults                                what falls short, as "faults" of a scenario, and what has met a call
  PUT, PATCH, DELETE /faults                 sets all of it, or the fields that are given, or none; from this machine alone
A step does the work that the scenario declares for its job, any other "defaultWork", one hour of one task slot. docs/simulator.md has the operations, the fields of a scenario and what real clients see.

Examples:
  emr-autotune serve
  emr-autotune serve my-cluster.json --clock 60x
  emr-autotune serve --clock virtual --port 0 --json
  curl -X POST -d '{"advanceSeconds": 3600}' http://127.0.0.1:${DEFAULT_PORT}/clock
  curl -X PATCH -d '{"api": [{"kind": "throttled", "operations": ["ListSteps"], "times": 3}]}' http://127.0.0.1:${DEFAULT_PORT}/faults`;

function scenarioFrom(path: string | undefined, io: Io): Scenario {
  return path === undefined ? briefScenario() : parseScenario(readJson(io, path));
}

function within(option: string, text: string, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw new InputError('out-of-range', `${option} must be a whole number from 0 to ${max}, got "${text}"`);
}

function clockKind(text: string): ClockKind {
  if (text === 'virtual') return { kind: 'virtual' };
  if (text === 'now') return { kind: 'runs', factor: 1 };
  const factor = Number(/^(\d+(?:\.\d+)?)x$/.exec(text)?.[1]);
  if (factor > 0 && factor <= MAX_FACTOR) return { kind: 'runs', factor };
  throw new InputError(
    'bad-clock',
    `--clock must be now, virtual or a factor up to ${MAX_FACTOR}x, such as 60x, got "${text}"`,
  );
}

/** An error of `listen` in words; any other as it is. */
function listenError(error: unknown, { port, host }: { readonly port: number; readonly host: string }): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new InputError('port-taken', `port ${port} of ${host} is taken; choose another with --port, or 0 for any`);
    case 'EACCES':
      return new InputError('port-forbidden', `port ${port} may not be used without more rights; use 1024 or higher`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new InputError('bad-host', `--host must be an address of this machine, got "${host}"`);
    default:
      return error;
  }
}

async function startOf(server: LocalEmr): Promise<ServeJson> {
  const { url } = server;
  return {
    schemaVersion: 1,
    url,
    port: Number(new URL(url).port),
    ...(await server.health()),
    environment: {
      AWS_ENDPOINT_URL_EMR: url,
      AWS_ENDPOINT_URL_CLOUDWATCH: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ENDPOINT_URL_SSM: url,
      AUTOTUNE_LEVER_PARAMETER: LEVER_PARAMETER,
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
    },
  };
}

function toText({ url, clock, virtualTime, clusters, environment }: ServeJson, { name }: Scenario): string {
  const advance = `curl -X POST -d '{"advanceSeconds": 300}' ${url}/clock`;
  return [
    `EMR and CloudWatch on ${url}: ${name}, ${clusters.map(({ id, state }) => `${id} ${state}`).join(', ')}`,
    `clock ${clock}, ${virtualTime}${clock === 'virtual' ? `; advance it with ${advance}` : ''}`,
    '',
    'In the shell of a client:',
    ...Object.entries(environment).map(([key, value]) => `  export ${key}=${value}`),
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}
