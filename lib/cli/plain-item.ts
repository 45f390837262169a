import { unmarshall } from '@aws-sdk/util-dynamodb';

/** An item of DynamoDB as plain data, whether it is given so or in DynamoDB's typed JSON; undefined for anything but an object. */
export function plainItem(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const object = value as Readonly<Record<string, unknown>>;
  const { Item: item = object } = object as { readonly Item?: typeof object };
  return isTyped(item.clusterId) ? unmarshall(item as Parameters<typeof unmarshall>[0]) : { ...item };
}

/** `{"S": "j-…"}`. */
const isTyped = (value: unknown): boolean => typeof value === 'object' && value !== null && 'S' in value;
