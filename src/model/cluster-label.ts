/** Label of objects that one cluster alone gets; its value is the name of the cluster. */
export const CLUSTER_LABEL = 'cluster';
