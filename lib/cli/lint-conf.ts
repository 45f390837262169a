import type { EmrRelease } from '../catalog';
import { lint, readCommand } from '../lint';
import type { PlanWarning } from '../sizing';
import type { DeployMode } from '../spark';

/**
 * What lint finds in the settings of `--conf`, notes apart, as warnings of a plan. How executors fit the nodes is the plan's own matter.
 *
 * @param conf as they are written, `key=value`
 */
export function lintConf(conf: readonly string[], release: EmrRelease, deployMode: DeployMode): PlanWarning[] {
  if (conf.length === 0) return [];
  const words = ['spark-submit', '--deploy-mode', deployMode, ...conf.flatMap((one) => ['--conf', one]), 'job.py'];
  return lint({ subject: readCommand(words), release })
    .findings.filter(({ severity }) => severity !== 'note')
    .map(({ id, key, where, message, instead }) => ({
      id,
      text: `${[where, key].filter((one) => one !== undefined).join(': ')}: ${message}. Instead: ${instead}`,
    }));
}
