import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Attributes, MemoryTable, type TableRequest } from '../../test/lambda/world/memory-table';
import type { Received } from './loopback';

/** Told of an item that is put, and of the one that stood there. */
export type OnPut = (table: string, item: Attributes, before: Attributes | undefined) => void;

/** DynamoDB for the function: tables by name, made when they are first asked for. */
export class Tables {
  private readonly tables = new Map<string, MemoryTable>();
  /** Every version of each item, oldest first. */
  private readonly versions = new Map<string, Attributes[]>();

  /** @param onPut told of each item that is put, and of what stood there */
  public answer(operation: string, body: string, onPut?: OnPut): Received {
    const { TableName = '', ...request } = JSON.parse(body) as TableRequest & { readonly TableName?: string };
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    try {
      const table = this.table(TableName);
      const before = table.items.get(request.Item?.pk?.S ?? '');
      const answer = table.perform(operation, request);
      if (operation === 'PutItem' && request.Item !== undefined) {
        this.keep(TableName, request.Item);
        onPut?.(TableName, request.Item, before);
      }
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

  /** Puts an item back to the last version in which it had a state; false where it never had. */
  public restoreState(table: string, pk: string, state: string): boolean {
    const earlier = this.versions.get(`${table} ${pk}`)?.findLast((one) => one.state?.S === state);
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
