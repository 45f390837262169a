import type { ServerResponse } from 'node:http';
import { answer } from '../resource-manager';

export const reply = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): true => {
  response.writeHead(status, headers).end(body);
  return true;
};
export const json = (response: ServerResponse, document: unknown): true => {
  answer(response, document);
  return true;
};
