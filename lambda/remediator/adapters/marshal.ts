import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Plain data as DynamoDB attributes; undefined members are left out. */
export function marshal(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('a ledger item holds a number that is not finite');
      return { N: String(value) };
    case 'object':
      return Array.isArray(value) ? { L: value.map(marshal) } : { M: marshalItem(value) };
    default:
      throw new TypeError(`a ledger item holds a ${typeof value}`);
  }
}

export function marshalItem(value: object): Record<string, AttributeValue> {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, marshal(member)]));
}

/** @throws TypeError for sets and binary, which the ledger never holds */
export function unmarshal(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(unmarshal);
  if (value.M !== undefined) return unmarshalItem(value.M);
  throw new TypeError('a ledger item holds an attribute of an unknown type');
}

export function unmarshalItem(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, unmarshal(value)]));
}
