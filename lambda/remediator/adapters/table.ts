import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Written } from '../../../lib/remedy';
import { errorFacts } from '../errors';

export type Item = Readonly<Record<string, unknown>>;

/** What changes of an item, in DynamoDB's own language. */
export interface Update {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
  /** Default: whatever stands there. */
  readonly where?: string;
}

/** One DynamoDB table: single items by their key `pk`, strong reads and conditional writes. Every method may throw what the SDK throws. */
export class Table {
  public constructor(
    private readonly client: DynamoDBClient,
    private readonly name: string,
  ) {}

  public async read(pk: string): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.name, Key: toAttributes({ pk }), ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  }

  /**
   * Writes a whole item; false where another write stands there than the one that is expected.
   *
   * @param expected default: whatever stands there
   */
  public async put(item: Item, expected?: Written): Promise<boolean> {
    const condition = expected === undefined ? {} : where(expected);
    const put = new PutItemCommand({ TableName: this.name, Item: toAttributes(item), ...condition });
    return this.holds(() => this.client.send(put));
  }

  /** Changes a part of an item; false where its condition does not hold. */
  public async update(pk: string, { expression, names, values, where }: Update): Promise<boolean> {
    const update = new UpdateItemCommand({
      TableName: this.name,
      Key: toAttributes({ pk }),
      UpdateExpression: expression,
      ConditionExpression: where,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: toAttributes(values),
    });
    return this.holds(() => this.client.send(update));
  }

  private async holds(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (errorFacts(error).error !== 'ConditionalCheckFailedException') throw error;
      return false;
    }
  }
}

/** @throws Error for a number that is not finite */
function toAttributes(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

/** The condition of a write; version 0: the item must not exist. */
function where({ version, nonce }: Written): object {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const [sameNonce, name] = nonce === undefined ? ['', {}] : [' AND #nonce = :nonce', { '#nonce': 'nonce' }];
  return {
    ConditionExpression: `#version = :version${sameNonce}`,
    ExpressionAttributeNames: { '#version': 'version', ...name },
    ExpressionAttributeValues: toAttributes({ ':version': version, ':nonce': nonce }),
  };
}
