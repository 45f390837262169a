import { grouped } from '../../numbers';
import { MAX_PARTITIONS } from '../../sizing';
import { SPARK_DEFAULT_PARTITIONS } from '../../spark';
import { findCount, type LintFacts, placeOf } from '../facts';
import { sizeOnCluster } from '../size-on-cluster';
import type { PlacedFinding } from '../types';

const PARTITIONS = 'spark.sql.shuffle.partitions';

/** So many rounds of tasks, and their start and their many small files cost more than an even load brings. */
const MANY_ROUNDS = 100;

/** Shuffle partitions that are far too many or too few for the task slots of the cluster. */
export function partitionsAndSlots(facts: LintFacts): PlacedFinding[] {
  const [place, partitions] = [placeOf(facts, PARTITIONS), findCount(facts, PARTITIONS)];
  const size = sizeOnCluster(facts);
  if (place === undefined || partitions === undefined || size === undefined || size.taskSlots === 0) return [];
  const slots = Math.min(size.cores, size.asked.taskSlots);
  if (slots === 0) return [];
  // Spark's own default is nobody's choice.
  if (partitions >= MANY_ROUNDS * slots && partitions > SPARK_DEFAULT_PARTITIONS) {
    return [
      {
        id: 'partitions-for-few-slots',
        severity: 'note',
        key: PARTITIONS,
        ...place,
        message: `${grouped(partitions)} partitions on ${grouped(slots)} task slots are ${grouped(partitions / slots)} rounds of tasks after every shuffle, worth it from about ${grouped((partitions * 128) / 1024)} GiB of data on`,
        instead: 'let the bytes decide, about 128 MB a partition, and at least two or three partitions a slot',
      },
    ];
  }
  if (partitions >= Math.min(slots, MAX_PARTITIONS)) return [];
  const enough = Math.min(2 * slots, MAX_PARTITIONS);
  return [
    {
      id: 'fewer-partitions-than-slots',
      severity: 'warning',
      key: PARTITIONS,
      ...place,
      message: `${grouped(partitions)} partitions on ${grouped(slots)} task slots: after a shuffle at least ${grouped(slots - partitions)} of them have nothing to do`,
      instead: `write ${PARTITIONS}=${enough} or more, if the data is worth so many tasks`,
      fix: [{ edit: 'set', key: PARTITIONS, value: String(enough) }],
    },
  ];
}
