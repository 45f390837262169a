import { ServiceError } from '../errors';
import { own } from '../own';
import { type Json, type Operation, optionalFlag, optionalText, requireString, seconds } from './wire';

/** Values of Systems Manager's parameters by name; PutParameter writes into it. */
export type Parameters = Record<string, string>;

/** When a parameter was last put, epoch ms, and how often. */
interface Put {
  readonly atMs: number;
  readonly version: number;
}

/**
 * Parameters of Systems Manager, all of type String.
 *
 * @param parameters each as it is at the time of a request
 * @param now epoch ms
 */
export function ssmOperations(parameters: Parameters, now: () => number): Readonly<Record<string, Operation>> {
  const startedMs = now();
  const puts = new Map<string, Put>();
  const lastPut = (name: string): Put => puts.get(name) ?? { atMs: startedMs, version: 1 };
  return {
    GetParameter: async (request) => {
      const name = requireString(request, 'Name');
      const value = own(parameters, name);
      if (value === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
      const { atMs, version } = lastPut(name);
      return {
        Parameter: { Name: name, Type: 'String', Value: value, Version: version, LastModifiedDate: seconds(atMs) },
      };
    },
    PutParameter: async (request) => {
      const name = requireString(request, 'Name');
      const value = requireString(request, 'Value');
      const before = own(parameters, name);
      refusePut(request, before);
      const version = before === undefined ? 1 : lastPut(name).version + 1;
      puts.set(name, { atMs: now(), version });
      parameters[name] = value;
      return { Version: version, Tier: 'Standard' };
    },
  };
}

/** A parameter is made by a request that names its type, and changed by one that says so. */
function refusePut(request: Json, before: string | undefined): void {
  const type = optionalText(request, 'Type');
  if (before === undefined && type === undefined)
    throw new ServiceError('ValidationException', 'A parameter type is required when you create a parameter.');
  if (type !== undefined && type !== 'String')
    throw new ServiceError('ValidationException', `the simulator has parameters of type String alone, got ${type}`);
  if (before !== undefined && optionalFlag(request, 'Overwrite') !== true)
    throw new ServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
}
