/** Keys (`pk`) of the ledger's items. */

/** A cluster's row. */
export const rowKey = (clusterId: string): string => `cluster#${clusterId}`;

/** The index of open lineages. */
export const OPEN_LINEAGES_KEY = 'open#lineages';

/** A person's word for a step. */
export const approvalKey = (clusterId: string, stepId: string): string => `approval#${clusterId}#${stepId}`;

/** What is kept of a lineage that is over. */
export const lineageKey = (clusterId: string, root: string): string => `lineage#${clusterId}#${root}`;

/** What a job should be given the next time it runs. */
export const nextRunKey = (jobKey: string): string => `next#${jobKey}`;

/** What is remembered of a job, over all clusters. */
export const jobItemKey = (jobKey: string): string => `job#${jobKey}`;
