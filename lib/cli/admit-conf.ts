import { amResourcePercent, capacityFaults, type InForce, Properties, queueInForce } from '../effective';
import { InputError, shown } from '../errors';
import type { QueueLimits } from '../yarn';

/** What settings of Hadoop say to the admission model. */
export interface ConfiguredQueue {
  readonly queue?: QueueLimits;
  readonly amResourcePercent?: number;
  readonly justStarted?: boolean;
}

const PREFIX = 'yarn.scheduler.capacity.';
const LEAF = `${PREFIX}root.default.`;
const CAPACITY = /^yarn\.scheduler\.capacity\.root\.([^.]+)\.capacity$/;
const NUMBERS = [
  `${LEAF}capacity`,
  `${LEAF}maximum-capacity`,
  `${LEAF}user-limit-factor`,
  `${LEAF}maximum-am-resource-percent`,
  `${PREFIX}user-limit-factor`,
  `${PREFIX}maximum-am-resource-percent`,
];
const KNOWN = [...NUMBERS, `${PREFIX}root.queues`, 'yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms'];

/**
 * Settings as in capacity-scheduler.xml and yarn-site.xml, as far as the model has them: applications run in `root.default`, all other
 * queues are idle leaves beside it.
 *
 * @throws InputError on a setting that the model does not have: an answer that ignored it would be wrong
 */
export function parseQueueConf(conf: unknown, id: string): ConfiguredQueue {
  if (conf === undefined) return {};
  if (typeof conf !== 'object' || conf === null || Array.isArray(conf))
    throw new InputError('bad-case', `${id}: conf must be an object of settings`);
  const settings = conf as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(settings)) {
    if (!KNOWN.includes(key) && !CAPACITY.test(key)) {
      throw new InputError(
        'outside-the-model',
        `${id}: the admission model does not have the setting ${shown(key)}; it has ${KNOWN.join(', ')} and the capacities of other leaf queues`,
      );
    }
  }
  const value = (key: string): number | undefined => {
    const given = settings[key];
    if (given === undefined) return undefined;
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new InputError('bad-case', `${id}: conf ${shown(key)} must be a number, got ${JSON.stringify(given)}`);
  };
  queuesAreNamed(settings, id);
  for (const key of Object.keys(settings).filter((one) => NUMBERS.includes(one) || CAPACITY.test(one))) value(key);
  const [fault] = capacityFaults(Properties.of(settings));
  if (fault !== undefined) throw new InputError('bad-case', `${id}: ${fault.reason}`);
  const wait = value('yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms');
  return { ...limitsIn(settings), justStarted: wait === undefined ? undefined : wait > 0 };
}

/** What the settings say of the queue; undefined where they leave it at its default. */
function limitsIn(settings: Readonly<Record<string, unknown>>): Pick<ConfiguredQueue, 'queue' | 'amResourcePercent'> {
  const scheduler = Properties.of(settings);
  const inForce = queueInForce(scheduler, 'default');
  const written = ({ layer, value }: InForce<number>): number | undefined => (layer === 'default' ? undefined : value);
  const queue = {
    capacity: written(inForce.capacity),
    maximumCapacity: written(inForce.maximumCapacity),
    userLimitFactor: written(inForce.userLimitFactor),
  };
  return {
    queue: Object.values(queue).some((limit) => limit !== undefined) ? queue : undefined,
    amResourcePercent: amResourcePercent(scheduler, inForce)?.value,
  };
}

function queuesAreNamed(settings: Readonly<Record<string, unknown>>, id: string): void {
  const named = String(settings[`${PREFIX}root.queues`] ?? 'default');
  const queues = named.split(',').map((queue) => queue.trim());
  if (!queues.includes('default')) {
    throw new InputError('bad-case', `${id}: conf root.queues must name the queue default, got ${shown(named)}`);
  }
  const stray = Object.keys(settings).find((key) => !queues.includes(CAPACITY.exec(key)?.[1] ?? 'default'));
  if (stray)
    throw new InputError('bad-case', `${id}: conf ${shown(stray)} is of a queue that root.queues does not name`);
}
