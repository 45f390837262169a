import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Keys of one page, few enough for a test to need several. */
const PAGE = 2;

/** An S3 over real HTTP with one bucket, as far as logs are read from it. */
export interface S3Server {
  /** Variables under which the command line finds it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly address: string;
  /** As IAM calls what was asked for: `s3:GetObject`. */
  readonly asked: string[];
  /** Bytes after which the next answers with an object break off. */
  readonly breakAfter: number[];
  /** Answers everything with this error. */
  refusal: { readonly status: number; readonly code: string } | undefined;
  readonly close: () => Promise<void>;
}

export const BUCKET = 'logs-bucket';

/** @param objects by their keys */
export async function startS3(objects: Readonly<Record<string, string | Uint8Array>>): Promise<S3Server> {
  const asked: string[] = [];
  const breakAfter: number[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://s3');
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const isList = url.searchParams.has('list-type');
    asked.push(isList ? 's3:ListBucket' : 's3:GetObject');
    if (state.refusal !== undefined) return refuse(response, state.refusal, request);
    if (bucket !== BUCKET) return refuse(response, { status: 404, code: 'NoSuchBucket' }, request);
    if (isList) return list(Object.entries(objects), url.searchParams, response);
    const found = objects[key];
    if (found === undefined) return refuse(response, { status: 404, code: 'NoSuchKey' }, request);
    send(Buffer.from(found as Uint8Array), request, response, breakAfter);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: S3Server = {
    ...{ address, asked, breakAfter },
    refusal: undefined,
    environment: {
      AWS_ENDPOINT_URL_S3: address,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return state;
}

function refuse(
  response: ServerResponse,
  { status, code }: { readonly status: number; readonly code: string },
  { method }: IncomingMessage,
): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>refused</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? undefined : body);
}

/** Keys and what their folders begin with, in one order, a page of them; the token is the last one of the page before. */
function list(
  objects: readonly (readonly [string, string | Uint8Array])[],
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const items = new Map<string, string>();
  for (const [key, content] of objects.filter(([one]) => one.startsWith(prefix))) {
    const end = key.indexOf('/', prefix.length);
    if (end < 0) items.set(key, `<Contents><Key>${key}</Key><Size>${content.length}</Size></Contents>`);
    else items.set(key.slice(0, end + 1), `<CommonPrefixes><Prefix>${key.slice(0, end + 1)}</Prefix></CommonPrefixes>`);
  }
  const left = [...items.keys()].sort().filter((key) => key > after);
  const page = left.slice(0, PAGE);
  const next = left.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const found = page.map((key) => items.get(key)).join('');
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${next}${found}</ListBucketResult>`,
    );
}

function send(content: Buffer, request: IncomingMessage, response: ServerResponse, breakAfter: number[]): void {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = from === '' ? (to === '' ? 0 : Math.max(0, content.length - Number(to))) : Number(from);
  const part = content.subarray(start);
  const isPart = request.headers.range !== undefined;
  response.writeHead(isPart ? 206 : 200, {
    'content-length': part.length,
    etag: '"1"',
    ...(isPart ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  if (request.method === 'HEAD') return void response.end();
  const breaksAt = breakAfter.shift();
  if (breaksAt === undefined) return void response.end(part);
  response.write(part.subarray(0, breaksAt), () => response.socket?.destroy());
}
