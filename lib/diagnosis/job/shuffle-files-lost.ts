import type { JobEvidence } from '../../evidence';
import { counted } from '../../numbers';
import { SparkSettings, sparkIsAtLeast } from '../../spark';
import type { JobRule } from './types';

/** Dynamic allocation that gives executors back together with the shuffle files on them. */
export const shuffleFilesLost: JobRule = {
  id: 'shuffle-files-lost',
  finds: 'dynamic allocation with none of shuffle service, shuffle tracking and decommissioning of shuffle blocks',
  source: "Spark's page on job scheduling: one of them must keep the files of executors that are given back",
  judge: (evidence) => {
    const { application, settings } = evidence;
    const spark = SparkSettings.of(settings);
    const isOn = (key: string, byDefault = false): boolean => spark.boolean(key) ?? byDefault;
    if (!isOn('spark.dynamicAllocation.enabled'))
      return { kind: 'clean', reason: 'executors are not allocated dynamically' };
    const { sparkVersion } = application;
    const tracksByDefault = sparkVersion !== undefined && sparkIsAtLeast(sparkVersion, 3, 4);
    if (isOn('spark.shuffle.service.enabled'))
      return { kind: 'clean', reason: 'the shuffle service keeps the files of executors that are given back' };
    if (isOn('spark.dynamicAllocation.shuffleTracking.enabled', tracksByDefault)) {
      return { kind: 'clean', reason: 'shuffle tracking keeps executors whose files may still be read' };
    }
    if (isOn('spark.decommission.enabled') && isOn('spark.storage.decommission.shuffleBlocks.enabled'))
      return { kind: 'clean', reason: 'executors that are given back move their shuffle files to others first' };
    if ((spark.get('spark.shuffle.manager') ?? 'sort').includes('.'))
      return { kind: 'unknown', reason: 'the shuffle has a manager of its own, which may keep the files elsewhere' };
    return {
      kind: 'finding',
      severity: 'warning',
      summary: 'executors are allocated dynamically, but nothing keeps their shuffle files',
      arithmetic: [`${counted(givenBack(evidence), 'executor was', 'executors were')} given back`],
      remedy: 'spark.shuffle.service.enabled=true, which EMR sets by default',
      confidence: 'measured',
      confirm: 'fetch failures and stages that run again after executors were given back',
    };
  },
};

const givenBack = ({ executors }: JobEvidence): number =>
  executors.filter(({ removedAtMs, lost }) => removedAtMs !== undefined && lost === undefined).length;
