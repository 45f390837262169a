import { type Lever, toLever } from '../../../lib/remedy';
import type { ServiceAccess } from './signed-request';
import { ssmRequest } from './ssm';

export interface LeverOptions extends ServiceAccess {
  /** Of the parameter; without one nothing may be written, whatever the mode. */
  readonly name?: string;
}

/** Reads the emergency lever, each time anew. Throws where the parameter cannot be read. */
export function leverReader({ name, ...ssm }: LeverOptions): () => Promise<Lever> {
  return async () => {
    if (name === undefined) return toLever(undefined);
    const { Parameter } = await ssmRequest(ssm, 'AmazonSSM.GetParameter', { Name: name });
    return toLever(Parameter?.Value);
  };
}
