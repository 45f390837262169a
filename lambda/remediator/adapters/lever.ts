import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Lever, toLever } from '../../../lib/remedy';

/**
 * Reads the emergency lever, each time anew.
 *
 * @param name of the parameter; without one nothing may be written, whatever the mode
 */
export function leverReader(client: SSMClient, name: string | undefined): () => Promise<Lever> {
  return async () => {
    if (name === undefined) return toLever(undefined);
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return toLever(Parameter?.Value);
  };
}
