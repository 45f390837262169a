import type { LogEntry } from '../../lib/remedy';
import type { EmrReader } from './adapters/emr';
import { TooManyPagesError } from './adapters/pages';

/**
 * The running clusters of the account, a limited number of pages at a time.
 *
 * A sweep that stops at the limit is logged, and the next one goes on from there while this sandbox lives; a new sandbox begins again.
 */
export class Sweep {
  private marker: string | undefined;

  public constructor(
    private readonly emr: Pick<EmrReader, 'runningClusters'>,
    private readonly log: (entry: LogEntry) => void,
  ) {}

  /** @throws what the SDK throws; the sweep after that begins again, since a marker may be what EMR refuses */
  public async next(): Promise<readonly string[]> {
    const clusterIds: string[] = [];
    const from = this.marker;
    this.marker = undefined;
    try {
      for await (const page of this.emr.runningClusters(from)) clusterIds.push(...page);
    } catch (error) {
      if (!(error instanceof TooManyPagesError)) throw error;
      this.marker = error.marker;
      this.log({ kind: 'sweep-incomplete', error: error.name, read: clusterIds.length });
    }
    return clusterIds;
  }
}
