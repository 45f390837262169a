import { createHash, createHmac } from 'node:crypto';

/** Keys of whoever calls; those of a role come with a token. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How a service is reached without the SDK's client for it. */
export interface ServiceAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly keys: () => Promise<Keys>;
  /** Epoch ms, for the signature. */
  readonly now: () => number;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** As the signature names it: `ssm`. */
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

/** Sends one signed request, once. Throws where no answer comes; what the answer says is the caller's to read. */
export async function sendSigned(
  { endpoint, region, keys, now }: ServiceAccess,
  { path, timeoutMs, ...sent }: Sent,
): Promise<Response> {
  const url = new URL(path, endpoint);
  // fetch sets the host itself.
  const { host: _, ...headers } = signedHeaders({ ...sent, url, region }, await keys(), now());
  return fetch(url, {
    method: sent.method,
    headers,
    ...(sent.method === 'GET' ? {} : { body: sent.body }),
    // Nobody but the service itself may answer, or see the session's token.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
}

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The headers of a request without a query, with its signature, version 4 (IAM user guide, Create a signed AWS API request).
 *
 * @param now epoch ms
 */
export function signedHeaders(
  { method, url, service, region, headers, body }: SignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
  now: number,
): Record<string, string> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(all).sort();
  const signed = names.join(';');
  const lines = names.map((name) => `${name}:${all[name]?.trim()}\n`).join('');
  const request = [method, url.pathname, '', lines, signed, digest(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, digest(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
  return { ...all, authorization };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
