/** Jobs on the machines of a cluster: a list in a folder that all see, elements that take jobs from it, and who follows them. */
export { type Element, elementIn } from './element.ts'
export { type Cluster, onCluster } from './follow.ts'
export { type Queue, queueIn } from './queue.ts'
export type { Scheduler, Seen } from './scheduler.ts'
export { type SlurmAsked, slurmFor } from './slurm.ts'
