import { type LeverStanding, type Operator, toLever } from '../../../lib/remedy';
import type { ServiceAccess } from '../adapters/signed-request';
import { type Parameter, ssmRequest } from '../adapters/ssm';
import { errorFacts } from '../errors';
import { asked } from './failures';

type Ssm = () => Promise<ServiceAccess>;

/** The emergency lever as it is; a value that is not the exact word counts as `stop`. */
export function leverAsker(ssm: Ssm): Operator['lever'] {
  return ({ parameter }) => asked(askedOf('GetParameter', parameter), async () => read(await ssm(), parameter));
}

/** Sets the lever, and then reads back what is true; whoever may set it and not read it has set it all the same. */
export function leverSetter(ssm: Ssm): Operator['setLever'] {
  return async ({ parameter, lever }) => {
    const input = { Name: parameter, Value: lever, Overwrite: true };
    await asked(askedOf('PutParameter', parameter), async () => put(await ssm(), input));
    try {
      return await read(await ssm(), parameter);
    } catch (error) {
      return { parameter, lever, unread: errorFacts(error).error };
    }
  };
}

/** Systems Manager says of a parameter that is not there only that its type is missing. */
async function put(options: ServiceAccess, input: object): Promise<void> {
  try {
    await ssmRequest(options, 'AmazonSSM.PutParameter', input);
  } catch (error) {
    throw errorFacts(error).error === 'ValidationException'
      ? Object.assign(new Error('no such parameter', { cause: error }), { name: 'ParameterNotFound' })
      : error;
  }
}

async function read(options: ServiceAccess, parameter: string): Promise<LeverStanding> {
  const { Parameter } = await ssmRequest(options, 'AmazonSSM.GetParameter', { Name: parameter });
  const { Value: value, LastModifiedDate: seconds }: Parameter = Parameter ?? {};
  return { parameter, lever: toLever(value), value, changedAt: seconds === undefined ? undefined : seconds * 1000 };
}

const askedOf = (operation: string, parameter: string) => ({
  action: `ssm:${operation}`,
  resource: `parameter ${parameter}`,
  find: "give the remediator's lever with --lever (output LeverName of its stack), and its region with --region",
});
