import { type Claim, type Listing, OPEN_LINEAGES_KEY, type SideWrite } from '../../../lib/remedy';
import type { SideResult } from '../ports';
import type { Table, Update } from './table';

/** The one item that lists clusters: an attribute for each, which DynamoDB changes by itself. */
const PK = OPEN_LINEAGES_KEY;

/** What becomes of the index of open lineages. */
type IndexWrite = SideWrite & { readonly kind: 'list' | 'claim' | 'closing' | 'unlist' };

/** The index of open lineages: how far each has come, told before the row is; whoever finds a row that knows less knows that it is not the last. */
export class OpenLineages {
  public constructor(private readonly table: Pick<Table, 'read' | 'update'>) {}

  public async listings(): Promise<ReadonlyMap<string, Listing>> {
    const { pk: _, ...clusters } = (await this.table.read(PK)) ?? {};
    return new Map(Object.entries(clusters) as [string, Listing][]);
  }

  public async perform(write: IndexWrite): Promise<SideResult> {
    switch (write.kind) {
      case 'list':
        return this.list(write.clusterId, write.listing, write.firstCancel);
      case 'claim':
        return this.claim(write.clusterId, write.root, write.claim);
      case 'closing':
        return this.closing(write.clusterId, write.root, write.outcome);
      case 'unlist':
        return this.unlist(write.clusterId, write.root);
    }
  }

  /**
   * Another lineage of this cluster of which a cancel may have been sent is not written over: a person or EMR has to say what became of it.
   *
   * @param first whether no cancel of this lineage may have been sent so far either
   */
  public async list(clusterId: string, listing: Listing, first = false): Promise<SideResult> {
    const open = 'attribute_not_exists(#c) OR #c.#cancelling = :no';
    return this.change('failed', {
      expression: 'SET #c = :listing',
      names: { '#c': clusterId, '#cancelling': 'cancelling', ...(first ? {} : { '#root': 'root', '#claim': 'claim' }) },
      values: { ':listing': listing, ':no': false, ...(first ? {} : { ':root': listing.root }) },
      where: first ? open : `${open} OR #c.#root = :root AND attribute_not_exists(#c.#claim)`,
    });
  }

  /** Named once more by the client library's second attempt, it is still the same; one of an older row counts less, or the same with another nonce. */
  private async claim(clusterId: string, root: string, claim: Claim): Promise<SideResult> {
    const open = '#c.#root = :root AND #c.#cancelling = :yes AND attribute_not_exists(#c.#closing)';
    const isNext = ['attribute_not_exists(#c.#claim)', '#c.#claim.#count < :count', '#c.#claim.#nonce = :nonce'];
    return this.change('refused', {
      expression: 'SET #c.#claim = :claim',
      names: {
        '#c': clusterId,
        '#root': 'root',
        '#cancelling': 'cancelling',
        '#closing': 'closing',
        '#claim': 'claim',
        '#count': 'count',
        '#nonce': 'nonce',
      },
      values: { ':root': root, ':yes': true, ':claim': claim, ':count': claim.count, ':nonce': claim.nonce },
      where: isNext.map((one) => `${open} AND ${one}`).join(' OR '),
    });
  }

  private async closing(clusterId: string, root: string, outcome: string): Promise<SideResult> {
    return this.change('done', {
      expression: 'SET #c.#closing = :outcome',
      names: { '#c': clusterId, '#root': 'root', '#closing': 'closing' },
      values: { ':root': root, ':outcome': outcome },
      where: '#c.#root = :root',
    });
  }

  private async unlist(clusterId: string, root: string): Promise<SideResult> {
    return this.change('done', {
      expression: 'REMOVE #c',
      names: { '#c': clusterId, '#root': 'root' },
      values: { ':root': root },
      where: '#c.#root = :root',
    });
  }

  /** @param otherwise what it comes to where the condition does not hold */
  private async change(otherwise: SideResult, update: Update): Promise<SideResult> {
    return (await this.table.update(PK, update)) ? 'done' : otherwise;
  }
}
