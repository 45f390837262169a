import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AspectPriority, Aspects } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct, IConstruct } from 'constructs';
import { InputError } from '../../errors';
import { warn } from '../checks';
import { type ClusterFingerprint, fingerprintOf, isOfAlternative } from './cluster-fingerprint';
import type { CoreTypeChoice } from './core-type-choice';
import { insteadOfReplacing } from './replacing-properties';

/** The key of the context with which `cdk synth` writes fingerprints in place of comparing them. */
const WRITE = 'cdk-emr-autotune:write-fingerprints';

const HOW_TO_WRITE = `cdk synth -c ${WRITE}=true`;

/** Changes that a warning names; further ones are counted. */
const MAX_NAMED = 3;
const MAX_SHOWN_CHARACTERS = 60;

/** The fingerprints of all clusters of an app, by the path of the construct. */
type Fingerprints = Record<string, ClusterFingerprint>;

/**
 * Warns at synthesis where the template would replace the cluster that the file describes.
 *
 * It looks once everything else has changed the template, so that overrides and aspects count.
 */
export function checkReplacement(
  scope: Construct,
  cluster: emr.CfnCluster,
  coreType: CoreTypeChoice,
  file: string,
): void {
  Aspects.of(scope).add(
    {
      visit: (node: IConstruct) => {
        if (node === cluster) compare(scope, fingerprintOf(cluster, coreType), file);
      },
    },
    { priority: AspectPriority.READONLY },
  );
}

function compare(scope: Construct, now: ClusterFingerprint, file: string): void {
  const known = read(file);
  const { path } = scope.node;
  if (String(scope.node.tryGetContext(WRITE) ?? 'false') === 'true') {
    writeFileSync(file, `${JSON.stringify(sorted({ ...known, [path]: sorted(now) }), undefined, 2)}\n`);
    return;
  }
  const before = known[path];
  if (before === undefined) {
    warn(
      scope,
      'fingerprint-missing',
      `\`fingerprintFile\` ${file} does not describe ${path}, so that a replacement cannot be foreseen; write it with ${HOW_TO_WRITE}, and commit it`,
    );
    return;
  }
  const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => before[key] !== now[key] && (!isOfAlternative(key) || (key in before && key in now)))
    .sort((one, other) => Number(isComputed(one)) - Number(isComputed(other)));
  if (changed.length === 0) return;
  const more = changed.length > MAX_NAMED ? `; and ${changed.length - MAX_NAMED} more` : '';
  const named = shownChanges(changed.slice(0, MAX_NAMED), before, now);
  warn(
    scope,
    'replacement',
    `a deployment replaces this cluster, with all that is on its HDFS and runs on it, and runs its steps again: ${named}${more}. If that is meant, write the fingerprint again with ${HOW_TO_WRITE}, and commit it`,
  );
}

/** Settings mostly follow from another change, which is named first. */
const isComputed = (key: string): boolean => key.startsWith('Configurations.');

/** The changes, with one way to avoid those that have it in common. */
function shownChanges(keys: readonly string[], before: ClusterFingerprint, now: ClusterFingerprint): string {
  const byWayOut = new Map<string, string[]>();
  for (const key of keys) {
    const change = `${key} changes from ${shownValue(before[key])} to ${shownValue(now[key])}`;
    const instead = insteadOfReplacing(key);
    byWayOut.set(instead, [...(byWayOut.get(instead) ?? []), change]);
  }
  return [...byWayOut].map(([instead, changes]) => `${changes.join(', ')} (${instead})`).join('; ');
}

function read(file: string): Fingerprints {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new InputError(
      'bad-fingerprint',
      `\`fingerprintFile\` must be a file that ${HOW_TO_WRITE} has written, got ${file}, which is not JSON; delete it and write it again`,
    );
  }
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function shownValue(value: string | undefined): string {
  if (value === undefined) return 'nothing';
  return value.length > MAX_SHOWN_CHARACTERS ? `${value.slice(0, MAX_SHOWN_CHARACTERS)}…` : value;
}
