import { leastAtRest } from './at-rest';
import { normalise, refusal } from './bounds';
import { type Cluster, clusterOf, DEFAULT_PARTITION, partitionOf } from './cluster';
import { type Masters, type Most, mostExecutors, roomByPartition } from './executors';
import { roomOf, type Slot } from './masters';
import { displacedBy } from './range';
import { nothingRuns, report } from './report';
import type { Resource } from './resource';
import { canReserve, type Started, startMasters } from './started';
import type { Admission, AdmissionRequest } from './types';
import { validate } from './validate';

/** A request for more executors than any cluster holds: the answer is what fits. */
export const AS_MANY_AS_FIT = 10_000_000;

/**
 * How many executors a CapacityScheduler runs for the first of some equal applications in one leaf queue, in closed form.
 *
 * Agrees with the answers of a real scheduler recorded in `test/fixtures/yarn-truth.json` and `yarn-truth-features.json`, and on random
 * cases with a real scheduler that is asked (`npm run oracle:check`). Where order decides, `executorsLeast` and `executorsMost` say how much.
 *
 * @throws InputError when a count, a size or a limit is none that a ResourceManager starts with
 */
export function admit(request: AdmissionRequest): Admission {
  validate(request);
  const cluster = clusterOf(request);
  const { bounds } = cluster;
  const label = request.applicationMasterLabel ?? DEFAULT_PARTITION;

  const refusedMaster = refusal('application master', request.applicationMaster, bounds);
  if (refusedMaster) return nothingRuns(request, cluster, refusedMaster);
  const size = normalise(request.applicationMaster, bounds, request.calculator);
  const started = startMasters(request, cluster, label, size);
  if (started.masters === 0) return nothingRuns(request, cluster);
  const masters: Masters = { label, size, running: started.masters, reserved: 0 };

  const refusedExecutor = request.requested > 0 ? refusal('executor', request.executor, bounds) : undefined;
  const asked = refusedExecutor ? 0 : request.requested;
  const executor = normalise(request.executor, bounds, request.calculator);
  const rooms = roomByPartition(cluster, started.slots, size, executor);
  const most = mostExecutors(request, cluster, rooms, masters, executor);
  return report(request, cluster, {
    ...started,
    ...masters,
    executor,
    asked,
    most,
    ends: endsOf(request, cluster, started, masters, executor, rooms),
    refused: refusedExecutor,
  });
}

/** The fewest and the most executors over the orders of heartbeats, if enough are asked for. */
function endsOf(
  request: AdmissionRequest,
  cluster: Cluster,
  started: Started,
  masters: Masters,
  executor: Resource,
  rooms: Rooms,
): readonly [least: number, most: number] {
  const total = ({ onDefault, onLabels }: Most): number => onDefault + onLabels;
  const given = [request.applicationMasterNode ?? []].flat().length >= masters.running;
  const inPartition = cluster.slots.filter((slot) => partitionOf(slot) === masters.label);
  // A master elsewhere makes another node fill earlier, and reserve: one reservation more each, at most.
  const alone = masters.running === 1 ? alike(inPartition) : inPartition.length === 1 && inPartition[0]?.nodes === 1;
  const known = given || started.reservable > 0 || alone;
  const unsure = known ? 0 : masters.running;
  const atRest = (label: string): number =>
    Math.max(
      0,
      leastAtRest(request, cluster, started.slots, label, masters, executor) - (label === masters.label ? unsure : 0),
    );
  const ends = (least: Rooms, most: Rooms, mastersAtLeast = masters): [number, number] => [
    total(mostExecutors(request, cluster, least, mastersAtLeast, executor, atRest)),
    total(mostExecutors(request, cluster, most, masters, executor)),
  ];

  // Where a master waits for room, every node that could hold one is full: their places are known.
  if (started.reservable > 0) {
    const { lost, reserved } = lostToReservations(cluster, started, masters, executor);
    return ends(plus(rooms, masters.label, -lost), rooms, { ...masters, reserved });
  }
  if (known) return ends(rooms, rooms);
  const empty = roomByPartition(cluster, cluster.slots, masters.size, executor);
  const displaced = displacedBy(cluster.arithmetic, inPartition, masters.size, masters.running, executor);
  return ends(plus(empty, masters.label, -displaced.most), plus(empty, masters.label, -displaced.least));
}

const alike = ([first, ...others]: readonly Slot[]): boolean =>
  others.every(({ node }) => node.memoryMiB === first?.node.memoryMiB && node.vcores === first?.node.vcores);

type Rooms = ReadonlyMap<string, number>;
const plus = (rooms: Rooms, label: string, change: number): Rooms =>
  new Map(rooms).set(label, Math.max(0, (rooms.get(label) ?? 0) + change));

/** Reserved by waiting masters are, at worst, the nodes with the most room for executors. */
function lostToReservations(
  cluster: Cluster,
  { slots, reservable }: Started,
  masters: Masters,
  executor: Resource,
): { lost: number; reserved: number } {
  const spare = (slot: Slot): number => cluster.arithmetic.timesInto(roomOf(slot, masters.size), executor);
  const holding = slots
    .filter(
      (slot) => partitionOf(slot) === masters.label && slot.masters > 0 && canReserve(cluster, slot, masters.size),
    )
    .sort((a, b) => spare(b) - spare(a));
  let left = reservable;
  let lost = 0;
  for (const slot of holding) {
    const nodes = Math.min(left, slot.nodes);
    lost += nodes * spare(slot);
    left -= nodes;
  }
  return { lost, reserved: reservable - left };
}
