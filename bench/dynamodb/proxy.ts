import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to a service on which answers are lost, or requests refused before they arrive. */
export interface SpoilingProxy {
  readonly url: string;
  /** The operations that were asked for, in order. */
  readonly asked: readonly string[];
  /** Lets the next requests for an operation arrive, and drops the connection in place of their answers. */
  lose(operation: string, count?: number): void;
  /** Answers the next requests for an operation with an error; they do not arrive. */
  refuse(operation: string, error: string, count?: number): void;
  close(): void;
}

type Fault = { readonly operation: string; readonly error?: string };

/** @param url of a service that speaks one of AWS's JSON or CBOR protocols, the operation in a header */
export async function startProxy(url: string): Promise<SpoilingProxy> {
  const asked: string[] = [];
  const faults: Fault[] = [];
  const take = (operation: string): Fault | undefined => {
    const index = faults.findIndex((fault) => fault.operation === operation);
    return index < 0 ? undefined : faults.splice(index, 1)[0];
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _, ...headers } = request.headers as Record<string, string>;
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    asked.push(operation);
    const fault = take(operation);
    if (fault?.error !== undefined) return refuse(response, fault.error);
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    const body = Buffer.from(await answer.arrayBuffer());
    if (fault !== undefined) return request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const add = (fault: Fault, count: number): void => {
    for (let i = 0; i < count; i++) faults.push(fault);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    lose: (operation, count = 1) => add({ operation }, count),
    refuse: (operation, error, count = 1) => add({ operation, error }, count),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function refuse(response: ServerResponse, error: string): void {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${error}`, message: 'refused on the way' }));
}
