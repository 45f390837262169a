import { type ServiceAccess, sendSigned } from './signed-request';

const TIMEOUT_MS = 5000;

/** A parameter of Systems Manager; the time in epoch seconds. */
export interface Parameter {
  readonly Value?: string;
  readonly LastModifiedDate?: number;
}

/**
 * Makes one signed request to Systems Manager: the SDK's client for it would add 210 kB to the function for one request.
 *
 * Throws an SsmError where it is refused.
 */
export async function ssmRequest(
  access: ServiceAccess,
  target: `AmazonSSM.${string}`,
  input: object,
): Promise<{ readonly Parameter?: Parameter }> {
  const response = await sendSigned(access, {
    method: 'POST',
    path: '/',
    service: 'ssm',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(input),
    timeoutMs: TIMEOUT_MS,
  });
  if (!response.ok) throw await SsmError.of(response);
  return (await response.json()) as { Parameter?: Parameter };
}

/** Systems Manager refused; shaped as the SDK's own errors are, so that it is logged and told as they are. */
class SsmError extends Error {
  private constructor(
    public override readonly name: string,
    public readonly $metadata: { readonly httpStatusCode: number },
  ) {
    super(`Systems Manager answered ${name} with status ${$metadata.httpStatusCode}`);
  }

  public static async of(response: Response): Promise<SsmError> {
    const type = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(await response.text())?.[1];
    return new SsmError(type ?? 'SsmError', { httpStatusCode: response.status });
  }
}
