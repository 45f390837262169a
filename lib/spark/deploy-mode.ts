/** Where the driver runs: a process of the primary node, or a YARN container. */
export type DeployMode = 'client' | 'cluster';
