import type { SideResult } from '../ports';
import type { Table } from './table';

/** The one item that lists clusters whose rows may owe a page: an attribute for each, when it was noted. */
const PK = 'owed#pages';

/** The index of owed pages: a cluster that has ended is found by no tag, and what its row owes would reach nobody. */
export class OwingClusters {
  public constructor(private readonly table: Pick<Table, 'read' | 'update'>) {}

  public async clusters(): Promise<ReadonlyMap<string, number>> {
    const { pk: _, ...clusters } = (await this.table.read(PK)) ?? {};
    return new Map(Object.entries(clusters).map(([clusterId, at]) => [clusterId, Number(at)]));
  }

  public async add(clusterId: string, at: number): Promise<SideResult> {
    await this.table.update(PK, { expression: 'SET #c = :at', names: { '#c': clusterId }, values: { ':at': at } });
    return 'done';
  }

  /** Of a cluster that was noted at another time, something else is owed. */
  public async remove(clusterId: string, at: number): Promise<SideResult> {
    const where = '#c = :at';
    await this.table.update(PK, { expression: 'REMOVE #c', names: { '#c': clusterId }, values: { ':at': at }, where });
    return 'done';
  }
}
