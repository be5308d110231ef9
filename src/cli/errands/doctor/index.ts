export { backendFinding } from './backend-finding.ts'
export { dataFindings } from './data-finding.ts'
export { type Diagnosis, diagnosisCodec } from './diagnosis.ts'
export { memoryFinding, nodeFinding, oldestNode } from './machine.ts'
