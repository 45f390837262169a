import { ServiceError } from '../errors';
import { type Operation, requireString } from './wire';

/** Parameters of Systems Manager by name: each as it is at the time of the request. */
export function ssmOperations(parameters: Readonly<Record<string, string>>): Readonly<Record<string, Operation>> {
  return {
    GetParameter: async (request) => {
      const name = requireString(request, 'Name');
      const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
      if (value === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
      return { Parameter: { Name: name, Type: 'String', Value: value, Version: 1 } };
    },
  };
}
