import type {
  AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;
export type TableCommand = GetItemCommand | PutItemCommand | UpdateItemCommand | DeleteItemCommand;

/** The parts of a request that say where, under which condition and what. */
export interface TableRequest {
  readonly Key?: Attributes | undefined;
  readonly Item?: Attributes | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
}

/** The key of the item that a request is about. */
export const keyIn = ({ input }: TableCommand): string => {
  return keyOf(input as TableRequest);
};

const keyOf = ({ Key, Item }: TableRequest): string => (Key ?? Item)?.pk?.S ?? '';

/** A DynamoDB table with exactly the expressions that the ledger writes, for lives in their thousands; `ledger.test.ts` holds these to dynalite. */
export class MemoryTable {
  public readonly items = new Map<string, Attributes>();

  public answer(command: TableCommand): { readonly Item?: Attributes } {
    return this.perform(command.constructor.name.replace(/Command$/, ''), command.input as TableRequest);
  }

  /** @param operation such as GetItem */
  public perform(operation: string, request: TableRequest): { readonly Item?: Attributes } {
    const key = keyOf(request);
    const item = this.items.get(key);
    if (!holds(request, item)) throw Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
    switch (operation) {
      case 'GetItem':
        return item === undefined ? {} : { Item: item };
      case 'PutItem':
        this.items.set(key, request.Item ?? {});
        return {};
      case 'UpdateItem':
        this.items.set(key, updated(request, item ?? { pk: { S: key } }));
        return {};
      default:
        this.items.delete(key);
        return {};
    }
  }
}

function updated({ UpdateExpression = '', ...request }: TableRequest, item: Attributes): Attributes {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = request;
  const [, verb, rest = ''] = /^(SET|REMOVE) (.+)$/.exec(UpdateExpression) ?? [];
  const after = { ...item };
  for (const part of rest.split(', ')) {
    const [name = '', value = ''] = part.split(' = ');
    const [attribute = '', inner] = name.split('.').map((one) => names[one] ?? one);
    if (verb === 'REMOVE') delete after[attribute];
    else if (inner === undefined) after[attribute] = values[value] as AttributeValue;
    else after[attribute] = { M: { ...after[attribute]?.M, [inner]: values[value] as AttributeValue } };
  }
  return after;
}

function holds({ ConditionExpression: condition, ...request }: TableRequest, item: Attributes | undefined): boolean {
  if (condition === undefined) return true;
  return condition.split(' OR ').some((all) => all.split(' AND ').every((one) => isTrue(one, request, item)));
}

function isTrue(term: string, request: TableRequest, item: Attributes | undefined): boolean {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = request;
  const at = (path: string): AttributeValue | undefined =>
    path.split('.').reduce<AttributeValue | undefined>((from, name) => from?.M?.[names[name] ?? name], {
      M: item ?? {},
    } as AttributeValue);
  const [, absent] = /^attribute_not_exists\((.+)\)$/.exec(term) ?? [];
  if (absent !== undefined) return at(absent) === undefined;
  const [path = '', operator = '', value = ''] = term.split(' ');
  const found = at(path);
  if (operator === '<') return Number(found?.N) < Number(values[value]?.N);
  return found !== undefined && JSON.stringify(found) === JSON.stringify(values[value]);
}
