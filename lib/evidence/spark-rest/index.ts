import type { SparkApplication } from '../types';
import { sparkApplication, sparkApplications } from './applications';
import { type Read, readForm } from './form';
import { type YarnApplication, yarnApplications } from './yarn-applications';

export type { Read } from './form';

/** `/applications/<id>`. */
export const parseApplication = (json: unknown): Read<SparkApplication> =>
  readForm(sparkApplication, json, 'application');

/** `/applications`. */
export const parseApplications = (json: unknown): Read<readonly SparkApplication[]> =>
  readForm(sparkApplications, json, 'applications');

/** The ResourceManager's `/ws/v1/cluster/apps`. */
export const parseYarnApplications = (json: unknown): Read<readonly YarnApplication[]> =>
  readForm(yarnApplications, json, 'apps');
