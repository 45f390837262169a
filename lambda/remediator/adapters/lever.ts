import { type Lever, toLever } from '../../../lib/remedy';
import { type Keys, signedHeaders } from './signed-post';

const TIMEOUT_MS = 5000;

export interface LeverOptions {
  /** Of Systems Manager. */
  readonly endpoint: string;
  readonly region: string;
  readonly keys: () => Promise<Keys>;
  /** Of the parameter; without one nothing may be written, whatever the mode. */
  readonly name?: string;
  /** Epoch ms, for the signature. */
  readonly now: () => number;
}

/**
 * Reads the emergency lever, each time anew, with a plain signed call: the SDK's client for Systems Manager would add 210 kB to the function for
 * one request. Throws where the parameter cannot be read.
 */
export function leverReader({ endpoint, region, keys, name, now }: LeverOptions): () => Promise<Lever> {
  return async () => {
    if (name === undefined) return toLever(undefined);
    const request = {
      url: new URL('/', endpoint),
      service: 'ssm',
      region,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
      body: JSON.stringify({ Name: name }),
    };
    const { host: _, ...headers } = signedHeaders(request, await keys(), now());
    const response = await fetch(request.url, {
      method: 'POST',
      headers,
      body: request.body,
      // Nobody but Systems Manager itself may say "run", or see the session's token.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new LeverError(response.status);
    const { Parameter } = (await response.json()) as { Parameter?: { Value?: string } };
    return toLever(Parameter?.Value);
  };
}

/** Systems Manager refused; shaped as the SDK's own errors are, so that the log can show its status. */
class LeverError extends Error {
  public override readonly name = 'LeverError';
  public readonly $metadata: { readonly httpStatusCode: number };

  public constructor(status: number) {
    super(`GetParameter was answered with status ${status}`);
    this.$metadata = { httpStatusCode: status };
  }
}
