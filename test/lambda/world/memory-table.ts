import type {
  AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

type Attributes = Record<string, AttributeValue>;
export type TableCommand = GetItemCommand | PutItemCommand | UpdateItemCommand | DeleteItemCommand;

/** The parts of a request that say where, under which condition and what. */
interface Request {
  readonly Key?: Attributes | undefined;
  readonly Item?: Attributes | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
}

/** The key of the item that a request is about. */
export const keyIn = ({ input }: TableCommand): string => {
  const { Key, Item } = input as Request;
  return (Key ?? Item)?.pk?.S ?? '';
};

/** A DynamoDB table with exactly the expressions that the ledger writes, for lives in their thousands; `ledger.test.ts` holds these to dynalite. */
export class MemoryTable {
  public readonly items = new Map<string, Attributes>();

  public answer(command: TableCommand): { readonly Item?: Attributes } {
    const key = keyIn(command);
    const request = command.input as Request;
    const item = this.items.get(key);
    if (!holds(request, item)) throw Object.assign(new Error('no'), { name: 'ConditionalCheckFailedException' });
    switch (command.constructor.name) {
      case 'GetItemCommand':
        return item === undefined ? {} : { Item: item };
      case 'PutItemCommand':
        this.items.set(key, request.Item ?? {});
        return {};
      case 'UpdateItemCommand':
        this.items.set(key, updated(request, item ?? { pk: { S: key } }));
        return {};
      default:
        this.items.delete(key);
        return {};
    }
  }
}

function updated({ UpdateExpression = '', ...request }: Request, item: Attributes): Attributes {
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

function holds({ ConditionExpression: condition, ...request }: Request, item: Attributes | undefined): boolean {
  if (condition === undefined) return true;
  return condition.split(' OR ').some((all) => all.split(' AND ').every((one) => isTrue(one, request, item)));
}

function isTrue(term: string, request: Request, item: Attributes | undefined): boolean {
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
