import { InputError } from '../../../lib/errors';
import type { Operator, RemediatorSettings } from '../../../lib/remedy';
import { type ServiceAccess, sendSigned } from '../adapters/signed-request';
import { type Config, type Environment, parseConfig } from '../config';
import { asked } from './failures';

const TIMEOUT_MS = 20_000;
/** A name without version or alias. */
const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What a remediator runs with, by the environment of its function. */
export function settingsReader(lambda: () => Promise<ServiceAccess>): Operator['settings'] {
  return async ({ functionName }) => {
    if (!FUNCTION_NAME.test(functionName))
      throw new InputError(
        'bad-name',
        `"${functionName}" is not the name of a function; give it without ARN or version`,
      );
    const what = {
      action: 'lambda:GetFunctionConfiguration',
      resource: `function ${functionName}`,
      find: "give the remediator's function with --function (output FunctionName of its stack), and its region with --region",
    };
    return asked(what, async () => {
      const options = await lambda();
      return toSettings(await variablesOf(options, functionName), options.region, functionName);
    });
  };
}

function toSettings(
  variables: Readonly<Record<string, string>>,
  region: string,
  functionName: string,
): RemediatorSettings {
  const { mode, remediatorId, allowedStepNames, policy, table, leverParameter } = parsed(
    // Lambda sets the region itself, and does not list it.
    { ...variables, AWS_REGION: region },
    functionName,
  );
  return { mode, remediatorId, allowedStepNames, policy, table, leverParameter };
}

function parsed(environment: Environment, functionName: string): Config {
  try {
    return parseConfig(environment);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      'other-version',
      `this version does not understand what function ${functionName} runs with (${error.message}); use the emr-autotune of the version that is deployed`,
    );
  }
}

async function variablesOf(access: ServiceAccess, name: string): Promise<Readonly<Record<string, string>>> {
  const response = await sendSigned(access, {
    method: 'GET',
    path: `/2015-03-31/functions/${name}/configuration`,
    service: 'lambda',
    headers: {},
    body: '',
    timeoutMs: TIMEOUT_MS,
  });
  if (!response.ok) {
    const [error = 'Unknown'] = (response.headers.get('x-amzn-errortype') ?? '').split(':');
    throw Object.assign(new Error(error), { name: error, $metadata: { httpStatusCode: response.status } });
  }
  const { Environment } = (await response.json()) as { Environment?: { Variables?: Record<string, string> } };
  return Environment?.Variables ?? {};
}
