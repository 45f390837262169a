import { ServiceError } from '../errors';
import { partId } from '../world/ids';
import type { World } from '../world/types';

interface PersistentUi {
  readonly id: string;
  readonly createdMs: number;
}

/** The history servers outside of a cluster that EMR has made for it. */
export class PersistentUis {
  private readonly made: PersistentUi[] = [];

  /** @param world moves it to the clock's time */
  public constructor(private readonly world: () => World) {}

  /** The id of a new one, which takes minutes to start. */
  public create(clusterArn: string): string {
    const { cluster, nowMs } = this.world();
    if (clusterArn !== cluster.arn)
      throw new ServiceError('InvalidRequestException', 'The resource of TargetResourceArn does not exist.');
    const id = partId('p', cluster.id, this.made.length + 1);
    this.made.push({ id, createdMs: nowMs });
    return id;
  }

  public describe(id: string): PersistentUi & { readonly isAttached: boolean } {
    const found = this.made.find((one) => one.id === id);
    if (found === undefined)
      throw new ServiceError('InvalidRequestException', `Persistent App UI id '${id}' is not valid.`);
    const { nowMs, timing, faults } = this.world();
    const isAttached = faults.sparkUi.persistent !== 'absent' && nowMs - found.createdMs >= timing.persistentUiStartMs;
    return { ...found, isAttached };
  }

  public requireAttached(id: string): void {
    if (!this.describe(id).isAttached)
      throw new ServiceError('InvalidRequestException', 'The Persistent App UI is not in the ATTACHED state.');
  }
}
