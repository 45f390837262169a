import { createHash } from 'node:crypto';
import { ServiceError } from '../errors';

/** A JSON object from a client, not yet checked. */
export type Json = Readonly<Record<string, unknown>>;

/** An operation: the request's JSON in, the answer's JSON out, or a ServiceError. */
export type Operation = (request: Json) => Promise<object>;

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

export function requireString(request: Json, key: string): string {
  const value = request[key];
  if (typeof value !== 'string' || value === '') throw invalid(`${key} must be a string`);
  return value;
}

export function optionalText(request: Json, key: string): string | undefined {
  return request[key] === undefined || request[key] === null ? undefined : requireString(request, key);
}

export function requireNumber(request: Json, key: string): number {
  const value = request[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${key} must be a number`);
  return value;
}

export function optionalNumber(request: Json, key: string): number | undefined {
  return request[key] === undefined || request[key] === null ? undefined : requireNumber(request, key);
}

export function requireFlag(request: Json, key: string): boolean {
  const value = request[key];
  if (typeof value !== 'boolean') throw invalid(`${key} must be true or false`);
  return value;
}

export function optionalFlag(request: Json, key: string): boolean | undefined {
  return request[key] === undefined || request[key] === null ? undefined : requireFlag(request, key);
}

export function requireObject(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${what} must be an object`);
  return value as Json;
}

export function requireList(request: Json, key: string): readonly unknown[] {
  const value = request[key] ?? [];
  if (!Array.isArray(value)) throw invalid(`${key} must be a list`);
  return value;
}

export function requireStrings(request: Json, key: string): readonly string[] {
  const list = requireList(request, key);
  if (!list.every((one): one is string => typeof one === 'string')) throw invalid(`${key} must be a list of strings`);
  return list;
}

/** AWS's JSON protocols carry times as seconds; ISO text breaks the clients of JavaScript and Java. */
export const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

/** One page of EMR's list, and the opaque mark of the next, which holds for this list alone: the operation and all that it was asked with. */
export function pageFor<T>(
  all: readonly T[],
  operation: string,
  { Marker, ...asked }: Json,
  size: number,
): { readonly page: readonly T[]; readonly next?: string } {
  const list = createHash('sha256')
    .update(JSON.stringify([operation, asked]))
    .digest('hex')
    .slice(0, 16);
  const from = Marker === undefined || Marker === null ? 0 : parseOffset(String(Marker), list);
  if (from === undefined || from > all.length)
    throw new ServiceError('InvalidRequestException', 'Marker is not valid.');
  const next = from + size < all.length ? Buffer.from(`${list}:${from + size}`).toString('base64') : undefined;
  return { page: all.slice(from, from + size), next };
}

/** The same for the operations that call the mark NextToken. */
export const tokenPage = <T>(
  all: readonly T[],
  operation: string,
  { NextToken, ...asked }: Json,
  size: number,
): ReturnType<typeof pageFor<T>> => pageFor(all, operation, { ...asked, Marker: NextToken }, size);

function parseOffset(mark: string, list: string): number | undefined {
  const [, of, offset] = /^([0-9a-f]+):(\d+)$/.exec(Buffer.from(mark, 'base64').toString('utf8')) ?? [];
  return of === list ? Number(offset) : undefined;
}
