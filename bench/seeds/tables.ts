import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Attributes, MemoryTable, type TableRequest } from '../../test/lambda/world/memory-table';
import type { Received } from './loopback';

/** DynamoDB for the function: tables by name, made when they are first asked for. */
export class Tables {
  private readonly tables = new Map<string, MemoryTable>();
  /** Every version of each item, oldest first. */
  private readonly versions = new Map<string, Attributes[]>();

  public answer(operation: string, body: string): Received {
    const { TableName = '', ...request } = JSON.parse(body) as TableRequest & { readonly TableName?: string };
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    try {
      const answer = this.table(TableName).perform(operation, request);
      if (operation === 'PutItem' && request.Item !== undefined) this.keep(TableName, request.Item);
      return { status: 200, headers, body: JSON.stringify(answer) };
    } catch (error) {
      const { name } = error as Error;
      const refusal = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'The conditional request failed' };
      return { status: 400, headers, body: JSON.stringify(refusal) };
    }
  }

  public table(name: string): MemoryTable {
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const made = new MemoryTable();
    this.tables.set(name, made);
    return made;
  }

  /** Puts an item back to what it was so many writes ago; false where it was not written as often. */
  public restore(table: string, pk: string, back: number): boolean {
    const earlier = this.versions.get(`${table} ${pk}`)?.at(-1 - back);
    if (earlier !== undefined) this.table(table).items.set(pk, earlier);
    return earlier !== undefined;
  }

  private keep(table: string, item: Attributes): void {
    const key = `${table} ${item.pk?.S ?? ''}`;
    const known = this.versions.get(key);
    if (known === undefined) this.versions.set(key, [item]);
    else known.push(item);
  }

  /** An item as plain data. */
  public find(table: string, pk: string): Readonly<Record<string, unknown>> | undefined {
    const item = this.table(table).items.get(pk);
    return item && unmarshall(item);
  }
}
