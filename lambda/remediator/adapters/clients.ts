import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EMRClient } from '@aws-sdk/client-emr';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { Environment } from '../config';
import type { ServiceAccess } from './signed-request';
import type { ActorKeys } from './sts';

/** The SDK's own request time-out only warns unless told to throw; a call that hangs would outlive its invocation. */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** For reads: the SDK may repeat them. */
const READ_CLIENT = { maxAttempts: 3, requestHandler: TIMEOUTS } as const;

/** For writes: one attempt, because a repeated AddJobFlowSteps is a second step. */
const WRITE_CLIENT = { maxAttempts: 1, requestHandler: TIMEOUTS } as const;

/** For the lever and the actor's keys, fetched shortly before a write, and for pages, which are repeated at the next tick. */
const BRIEF_CLIENT = { maxAttempts: 2, requestHandler: { ...TIMEOUTS, requestTimeout: 5000 } } as const;

/** Services that are asked with plain signed requests, as one request does not make up for an SDK's client. */
type PlainService = 'SSM' | 'CLOUDFORMATION' | 'LAMBDA';

type Service = 'EMR' | 'CLOUDWATCH' | 'DYNAMODB' | 'STS' | 'SNS' | PlainService;

/** The SDK's clients as an environment says: region, endpoints and credentials by the names that the SDK itself reads. */
export class Clients {
  /** @param region default: the environment's, then what the SDK finds */
  public constructor(
    private readonly environment: Environment,
    private readonly region: string | undefined = environment.AWS_REGION || undefined,
    /** The machine's epoch ms, to compare with AWS's. */
    public readonly machineNow: () => number = () => Number.NaN,
  ) {}

  public emr(): EMRClient {
    return new EMRClient({ ...READ_CLIENT, ...this.connection('EMR') });
  }

  public cloudWatch(): CloudWatchClient {
    return new CloudWatchClient({ ...READ_CLIENT, ...this.connection('CLOUDWATCH') });
  }

  public dynamoDb(): DynamoDBClient {
    return new DynamoDBClient({ ...READ_CLIENT, ...this.connection('DYNAMODB') });
  }

  public sts(): STSClient {
    return new STSClient({ ...BRIEF_CLIENT, ...this.connection('STS') });
  }

  /** How Systems Manager is reached, for the one call that is made without the SDK's client for it. */
  public ssm(): Omit<ServiceAccess, 'now'> {
    return this.plain('SSM');
  }

  /** How CloudFormation is reached, for a person who names a stack. */
  public cloudFormation(): Omit<ServiceAccess, 'now'> {
    return this.plain('CLOUDFORMATION');
  }

  /** How Lambda is reached, for a person who wants to know what a remediator runs with. */
  public lambda(): Omit<ServiceAccess, 'now'> {
    return this.plain('LAMBDA');
  }

  private plain(service: PlainService): Omit<ServiceAccess, 'now'> {
    const region = this.region ?? '';
    const { config } = this.sts();
    const { url } = config.endpointProvider({ Region: region });
    const { endpoint = besideSts(service, url) } = endpointIn(this.environment, service);
    return { endpoint, region, keys: () => config.credentials() };
  }

  public sns(): SNSClient {
    return new SNSClient({ ...BRIEF_CLIENT, ...this.connection('SNS') });
  }

  /** For one write call under the actor's keys. */
  public emrActor(keys: ActorKeys): EMRClient {
    return new EMRClient({ ...WRITE_CLIENT, ...this.connection('EMR'), credentials: keys });
  }

  /** For addresses of user interfaces: one attempt, because another CreatePersistentAppUI would make another one; whoever asks keeps to a budget. */
  public emrUi(): EMRClient {
    return new EMRClient({ ...WRITE_CLIENT, ...this.connection('EMR') });
  }

  private connection(service: Service): object {
    return { region: this.region, ...endpointIn(this.environment, service), ...credentialsIn(this.environment) };
  }
}

/** Where a service is in the region of an STS endpoint: only the SDK knows the domain of each partition. */
function besideSts(service: PlainService, { hostname }: URL): string {
  return `https://${service.toLowerCase()}.${hostname.slice('sts.'.length)}`;
}

/** An endpoint that is named has no FIPS or dual-stack form, and the SDK refuses to look for one. */
function endpointIn(environment: Environment, service: Service): { readonly endpoint?: string } {
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`];
  if (!endpoint || environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return {};
  const named = { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false };
  return named;
}

/** The SDK would otherwise write on stderr, in eight lines, that a profile wins over the keys of the environment. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Keys that stand in the environment; a profile has precedence over them, as in the SDK, which finds its keys and region. */
function credentialsIn(environment: Environment): object {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = environment;
  if (environment.AWS_PROFILE) return { profile: environment.AWS_PROFILE, logger: SILENT };
  if (!accessKeyId || !secretAccessKey) return {};
  return { credentials: { accessKeyId, secretAccessKey, sessionToken: AWS_SESSION_TOKEN || undefined } };
}
